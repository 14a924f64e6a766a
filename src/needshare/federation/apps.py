"""Names the federation app."""

from django.apps import AppConfig


class FederationConfig(AppConfig):
    """Sign-in by an organisation's own provider."""

    name = "needshare.federation"
    label = "federation"
