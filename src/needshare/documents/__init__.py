"""Material held: items, their marking, their versions and the people they are about."""
