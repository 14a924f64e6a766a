"""The worked example: the made-up world of Northmoor, its four stories, and what plays them."""
