"""Names the agreements app."""

from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    """Agreements, their versions, parties and named users."""

    name = "needshare.agreements"
    label = "agreements"
