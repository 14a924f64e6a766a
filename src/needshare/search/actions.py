"""Put what a record is found by in the keyed index; done inside the act that writes the record."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from needshare.audit.recording import recorded
from needshare.audit.terms import Operation
from needshare.crypto.indexing import key_id
from needshare.kernel import Actor

from .models import IndexedRecord
from .queries import row_of
from .rules import Details
from .terms import Register

IDENTITY = ["record_id", "register", "owner"]
BATCH = 500


@recorded(Operation.COLLECTION)
def index_record(
    *, register: Register, record_id: UUID, owner: UUID, held: Iterable[Details], by: Actor, at: datetime
) -> None:
    """Index a record by these details and no others, in one statement.

    Who may write the record is asked by the act this is part of.
    """
    index_records(register=register, rows=[(record_id, owner, held)], by=by, at=at)


@recorded(Operation.COLLECTION)
def index_records(
    *,
    register: Register,
    rows: Iterable[tuple[UUID, UUID, Iterable[Details]]],
    by: Actor,
    at: datetime,
) -> int:
    """Index records (id, owner, details), and return how many; one that is indexed already is replaced."""
    made = [
        IndexedRecord(
            owner_id=owner,
            register=register,
            record_id=record_id,
            key_id=key_id(),
            tokens=row_of(held, owner=owner),
        )
        for record_id, owner, held in rows
    ]
    IndexedRecord.objects.bulk_create(
        made,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=IDENTITY,
        update_fields=["tokens", "key_id", "recorded_as"],
    )
    return len(made)


@recorded(Operation.ERASURE)
def forget_record(*, register: Register, record_id: UUID, owner: UUID, by: Actor, at: datetime) -> None:
    """Take a record out of the index; who may erase it is asked by the act this is part of."""
    IndexedRecord.objects.filter(owner_id=owner, register=register, record_id=record_id).delete()
