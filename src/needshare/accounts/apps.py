"""Names the accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People and API clients."""

    name = "needshare.accounts"
    label = "accounts"
