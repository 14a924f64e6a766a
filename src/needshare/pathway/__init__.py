"""The sharing case, its stages and every move allowed between them."""
