"""Schema history of the consultations app."""
