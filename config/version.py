"""Which version of Model Bridge this is."""

VERSION = "0.1.0"
