"""How much a call takes, and how much it may take. Pure."""
