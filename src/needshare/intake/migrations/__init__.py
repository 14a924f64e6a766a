"""Schema history of the intake app."""
