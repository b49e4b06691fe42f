"""JSON schemas: making a value that satisfies one."""
