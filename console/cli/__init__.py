"""The modelbridge command."""
