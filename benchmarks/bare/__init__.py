"""The bare view that every figure is a ratio of: Django, a database session, one statement."""
