"""What the API takes and shows of a case as staff of the force see it."""
