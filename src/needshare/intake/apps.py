"""Names the intake app."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """The asking and the checking of who asks."""

    name = "needshare.intake"
    label = "intake"
