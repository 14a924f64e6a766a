"""A table whose rows are tied to their audit entries."""

from django.db import models

from needshare.audit.protection import RecordedAs


class Kept(models.Model):
    word = models.CharField(max_length=40)
    recorded_as = RecordedAs()

    class Meta:
        app_label = "audit_samples"
