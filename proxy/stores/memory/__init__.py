"""A shelf in this process."""
