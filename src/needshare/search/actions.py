"""Put what a record is found by in the keyed index; done inside the act that writes the record."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from needshare.agencies.prepared import Insertion
from needshare.audit.recording import current_entry, detail, recorded
from needshare.audit.terms import Operation
from needshare.crypto import keys
from needshare.crypto.indexing import key_id
from needshare.kernel import Actor

from .models import IndexedRecord, Inquiry
from .queries import FLAG, row_of
from .rules import Details, NewInquiry, as_data
from .terms import SEARCHES, Register, TakenUp

IDENTITY = ["record_id", "register", "owner"]
BATCH = 500
NEW_INQUIRY = Insertion(Inquiry)  # ADR 0014: every search writes one


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


@recorded(Operation.COLLECTION)
def note_inquiry(*, inquiry: NewInquiry, by: Actor, at: datetime) -> None:
    """Write down what is looked for, by whom and why, sealed under the month's key, for the worker.

    It is part of every search and request: nothing in the act depends on whether anybody is found.
    """
    key = keys.monthly_key(owner=inquiry.owner, purpose="inquiry", at=at)
    content = {
        "kind": inquiry.kind.value,
        "asked": [as_data(each) for each in inquiry.asked],
        "reference": inquiry.reference,
        "reason": inquiry.reason,
        "at": at.isoformat(),
        "by": {"id": str(by.id), "owner": str(by.owner), "name": by.name, "channel": by.channel.value},
    }
    is_told = inquiry.kind not in SEARCHES
    NEW_INQUIRY.add(Inquiry(owner_id=inquiry.owner, content=content, is_told=is_told, data_key=key))


@recorded(Operation.ERASURE)
def take_up(*, inquiries: Iterable[Inquiry], purpose: TakenUp, by: Actor, at: datetime) -> None:
    """Let inquiries go that the worker has taken up for both purposes; the log keeps who looked for what."""
    rows = Inquiry.objects.filter(pk__in=[each.pk for each in inquiries])
    rows.update(**{FLAG[purpose]: True}, recorded_as=current_entry())
    rows.filter(is_compared=True, is_told=True, set_aside_at__isnull=True).delete()


@recorded(Operation.ADMINISTRATION)
def set_aside(*, inquiries: Collection[Inquiry], purpose: TakenUp, by: Actor, at: datetime) -> None:
    """Set inquiries aside that cannot be read, so that they hold up no other; they stay, for whoever looks into it."""
    rows = Inquiry.objects.filter(pk__in=[each.pk for each in inquiries])
    rows.update(**{FLAG[purpose]: True}, set_aside_at=at, recorded_as=current_entry())
    detail(set_aside=[str(each.pk) for each in inquiries])
