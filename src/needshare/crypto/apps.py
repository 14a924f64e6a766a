"""Names the crypto app."""

from django.apps import AppConfig


class CryptoConfig(AppConfig):
    """Data keys; everything else here is functions."""

    name = "needshare.crypto"
    label = "crypto"
