"""Names the agencies app."""

from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    """Forces and partner agencies."""

    name = "needshare.agencies"
    label = "agencies"
