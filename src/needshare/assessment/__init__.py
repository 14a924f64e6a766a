"""Purpose, lawful basis, necessity, proportionality, and harm both ways."""
