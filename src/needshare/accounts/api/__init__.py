"""The endpoints of accounts: one's own, the people a caller may know of, and roles given by two."""

from . import people, roles
from .own import doorways

__all__ = ["doorways", "people", "roles"]
