"""One row with a name: what a plain insert writes and a plain view reads."""

from django.db import models


class Thing(models.Model):
    """A row."""

    name = models.CharField(max_length=200)
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name
