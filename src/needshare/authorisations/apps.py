"""Names the authorisations app."""

from django.apps import AppConfig


class AuthorisationsConfig(AppConfig):
    """Authorisations, the people they name, and the cases that rely on them."""

    name = "needshare.authorisations"
    label = "authorisations"
