"""The people information is about."""
