"""Which targets serve a call, and in which order. Pure."""
