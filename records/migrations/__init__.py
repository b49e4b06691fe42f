"""How the schema came to be: one version after the other, each a file of SQL for SQLite and one for PostgreSQL."""
