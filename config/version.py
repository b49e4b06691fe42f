"""Which version of the gateway this is."""

VERSION = "0.1.0"
