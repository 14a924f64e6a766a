"""A real browser for the sign-in pages."""

from tests.browser import chromium, pseudo_locale, visitor

__all__ = ["chromium", "pseudo_locale", "visitor"]
