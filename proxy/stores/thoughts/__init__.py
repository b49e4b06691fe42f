"""Signed thoughts, kept for callers who have no place for them."""
