"""Schema history of the decision app."""
