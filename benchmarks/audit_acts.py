"""The act that is measured, and the same done as it usually is: a plain row in a transaction."""

from datetime import datetime

from django.db import models, transaction

from needshare.audit.recording import about, detail, recorded
from needshare.audit.terms import Operation
from needshare.kernel import Actor, new_id

DETAIL = "d" * 180


class PlainEvent(models.Model):
    """An event as it is usually stored: one row, one secondary index."""

    uuid = models.UUIDField()
    at = models.DateTimeField()
    action = models.CharField(max_length=60)
    actor = models.UUIDField(db_index=True)
    reference = models.CharField(max_length=40)
    said = models.TextField()

    class Meta:
        app_label = "benchmarks"

    def __str__(self) -> str:
        return self.action


class Business(models.Model):
    """A row that is changed by an act."""

    word = models.CharField(max_length=40)

    class Meta:
        app_label = "benchmarks"

    def __str__(self) -> str:
        return self.word


WHO = Actor(id=new_id(), owner=new_id(), roles=frozenset({"officer"}), is_force=True)


@recorded(Operation.ALTERATION)
def alter(*, reference: str, row: int, by: Actor, at: datetime) -> None:  # noqa: ARG001 - taken by the recording
    """Do what is measured: leave an entry, and change a row if one is named."""
    about(reason="a reason in plain words")
    detail(text=DETAIL)
    if row:
        Business.objects.filter(id=row).update(word="changed")


def plainly(*, reference: str, row: int, by: Actor, at: datetime) -> None:
    """Do the same as it is usually done."""
    with transaction.atomic():
        if row:
            Business.objects.filter(id=row).update(word="changed")
        PlainEvent.objects.create(
            uuid=new_id(), at=at, action="audit.alter", actor=by.id, reference=reference, said=DETAIL
        )
