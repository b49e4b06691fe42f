"""What happens to a call, in the order of the list in gateway.py."""
