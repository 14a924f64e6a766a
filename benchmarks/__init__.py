"""Measurements of the product, each a ratio to a baseline in the same run; never an assertion on time."""
