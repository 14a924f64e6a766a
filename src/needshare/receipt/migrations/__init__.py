"""Schema history of the receipt app."""
