"""What survives a restart: money, and who spent it. Nothing here knows of HTTP or of a call in flight."""
