"""The casework app: pages only, no tables."""

from django.apps import AppConfig


class Casework(AppConfig):
    """Worklists and the page of one case."""

    name = "needshare.casework"
