"""Names the notices app."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """The outbox."""

    name = "needshare.notices"
    label = "notices"
