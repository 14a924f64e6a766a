"""Names the protections app."""

from django.apps import AppConfig


class ProtectionsConfig(AppConfig):
    """Protected persons, sources, covert work."""

    name = "needshare.protections"
    label = "protections"
