"""Names the pathway app."""

from django.apps import AppConfig


class PathwayConfig(AppConfig):
    """The SharingCase and its moves."""

    name = "needshare.pathway"
    label = "pathway"
