"""What the operator wrote, checked and frozen."""
