"""Needshare: a police force's information sharing with its partners, end to end and provable afterwards."""

__version__ = "0.1.0"
