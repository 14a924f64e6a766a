"""Names the consultations app."""

from django.apps import AppConfig


class ConsultationsConfig(AppConfig):
    """Questions about a case that somebody else answers."""

    name = "needshare.consultations"
    label = "consultations"
