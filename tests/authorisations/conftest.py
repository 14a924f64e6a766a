"""Gives the tests of this folder a browser."""

from tests.browser import chromium, visitor

__all__ = ["chromium", "visitor"]
