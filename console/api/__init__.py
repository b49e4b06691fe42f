"""What operators ask over HTTP, and what they are told."""
