"""Names the jobs app."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Queued and recurring work."""

    name = "needshare.jobs"
    label = "jobs"
