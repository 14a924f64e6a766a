"""A small app of the tests: one sealed record. Installed only where a test needs Django to find it."""
