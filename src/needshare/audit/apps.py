"""Names the audit app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Entries, their payloads and the Merkle log over them."""

    name = "needshare.audit"
    label = "audit"
