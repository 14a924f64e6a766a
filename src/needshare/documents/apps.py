"""Names the documents app."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Items, their versions and their links to people."""

    name = "needshare.documents"
    label = "documents"
