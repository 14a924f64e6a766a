"""What the recipient does: accept the conditions, open, acknowledge."""
