"""The app that keeps idempotency keys."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """What every endpoint of the API shares."""

    name = "needshare.api"
    label = "api"
