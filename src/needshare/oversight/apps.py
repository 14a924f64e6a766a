"""The oversight app: pages only, no tables."""

from django.apps import AppConfig


class Oversight(AppConfig):
    """Pages for auditors."""

    name = "needshare.oversight"
