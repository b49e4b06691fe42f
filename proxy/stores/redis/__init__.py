"""A shelf that several processes share."""
