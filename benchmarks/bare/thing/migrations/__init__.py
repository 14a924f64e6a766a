"""Schema history of the bare table."""
