"""A real browser for journeys that are made at one."""

from tests.browser import chromium, visitor

__all__ = ["chromium", "visitor"]
