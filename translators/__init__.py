"""Wires at the walls: one folder a wire, one row a near-wire. Pure: no I/O, no clock, no randomness, no async."""
