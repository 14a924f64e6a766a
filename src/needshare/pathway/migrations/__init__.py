"""Schema history of the pathway app."""
