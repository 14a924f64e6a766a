"""The browser for the pages of openings."""

from tests.browser import chromium, pseudo_locale, visitor

__all__ = ["chromium", "pseudo_locale", "visitor"]
