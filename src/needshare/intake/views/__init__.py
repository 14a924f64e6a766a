"""The pages of asking, and of handling what was asked."""
