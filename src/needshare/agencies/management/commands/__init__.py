"""Commands of the agencies app."""
