"""Texts of the pack in force, for translation; nothing else reads them."""
