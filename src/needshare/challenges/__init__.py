"""Look-ups picked at random: who made one is asked for more, and somebody else looks at it."""
