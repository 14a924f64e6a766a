"""Names the challenges app."""

from django.apps import AppConfig


class ChallengesConfig(AppConfig):
    """Look-ups picked at random for a fuller justification."""

    name = "needshare.challenges"
    label = "challenges"
