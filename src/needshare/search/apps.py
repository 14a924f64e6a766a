"""Names the search app."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """The keyed index of people."""

    name = "needshare.search"
    label = "search"
