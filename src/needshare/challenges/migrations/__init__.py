"""Schema history of the challenges app."""
