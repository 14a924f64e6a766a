"""The browser for the pages of look-ups that were picked."""

from tests.browser import chromium, pseudo_locale, visitor

__all__ = ["chromium", "pseudo_locale", "visitor"]
