"""Who and what is kept apart in silence, and the desk of the specialist unit. Nothing below knows of it."""
