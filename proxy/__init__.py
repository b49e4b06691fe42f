"""A request in flight: from the caller, through the stages, to a provider and back."""
