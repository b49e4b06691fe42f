"""What the database holds, one SQLModel class a table. Importing one loads SQLAlchemy, so nothing on the way to serving does."""
