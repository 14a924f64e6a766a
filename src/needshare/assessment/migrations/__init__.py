"""Schema history of the assessment app."""
