"""HTTP/1.1 to providers, written on asyncio protocols because every microsecond of it is paid per request."""
