"""Names the receipt app."""

from django.apps import AppConfig


class ReceiptConfig(AppConfig):
    """What the recipient does: accept the conditions, open, acknowledge."""

    name = "needshare.receipt"
    label = "receipt"
