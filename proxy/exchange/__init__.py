"""The only outbound HTTP to providers."""
