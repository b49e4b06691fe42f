"""The provider that needs no key: for first steps and for tests."""
