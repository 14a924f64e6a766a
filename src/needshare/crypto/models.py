"""DataKey: one wrapped key, under which the sealed fields and files of one thing lie."""

from typing import ClassVar

from django.db import models

from needshare.kernel import new_id


class DataKey(models.Model):
    """A key of its own for a case, a subject or a file; destroying it destroys what it sealed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.UUIDField()
    purpose = models.CharField(max_length=40)
    wrapped = models.BinaryField()
    kek_id = models.CharField(max_length=16)
    created_at = models.DateTimeField()

    PRIVACY: ClassVar[dict[str, str]] = {
        "id": "plain",
        "owner": "plain",
        "purpose": "plain",
        "wrapped": "sensitive",
        "kek_id": "plain",
        "created_at": "plain",
    }
    RETENTION: ClassVar[str] = "data_key"

    def __str__(self) -> str:
        return str(self.id)
