"""Every write about sign-in by a provider: whom it vouches for is recognised, tied, refused."""

from .matching import accept, confirm, note_failed, recognise

__all__ = ["accept", "confirm", "note_failed", "recognise"]
