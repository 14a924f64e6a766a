"""Django's entry for the pages' own layout and static files; it owns no tables."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The layout every page is built on."""

    name = "needshare.web"
    label = "web"
