"""The addresses a directory calls, and the door all of them share."""
