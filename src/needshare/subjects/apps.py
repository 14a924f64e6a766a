"""Names the subjects app."""

from django.apps import AppConfig


class SubjectsConfig(AppConfig):
    """The people information is about."""

    name = "needshare.subjects"
    label = "subjects"
