"""Names the disclosure app."""

from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    """Prepare, second-check and release a package to named recipients."""

    name = "needshare.disclosure"
    label = "disclosure"
