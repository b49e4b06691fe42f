"""HTTP in: the doors callers come through."""
