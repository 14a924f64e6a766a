"""Schema history of the disclosure app."""
