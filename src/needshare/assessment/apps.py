"""Names the assessment app."""

from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    """Purpose, lawful basis, necessity, proportionality, and harm both ways."""

    name = "needshare.assessment"
    label = "assessment"
