"""Frames on a byte stream: bytes to wire events and back. Pure, never touches a socket."""
