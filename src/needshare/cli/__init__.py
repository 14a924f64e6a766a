"""The `needshare` command: a doorway like the others, for operators and for scripts."""
