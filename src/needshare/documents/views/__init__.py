"""The pages of material held and of the people it is about."""
