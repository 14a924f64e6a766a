"""Names the pathway app, and has its map compared with the access pack at every start."""

from django.apps import AppConfig
from django.core.checks import register

from .access import map_agrees_with_pack


class PathwayConfig(AppConfig):
    """The SharingCase and its moves."""

    name = "needshare.pathway"
    label = "pathway"

    def ready(self) -> None:
        """Register the check of roles."""
        register(map_agrees_with_pack)
