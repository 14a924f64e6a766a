"""Put the details of a record in the keyed index; done inside the act that writes the record."""

from datetime import datetime
from uuid import UUID

from needshare.audit.recording import detail, recorded
from needshare.audit.terms import Operation
from needshare.kernel import Actor

from .models import IndexedTerm
from .queries import digests_of
from .rules import Details
from .terms import Register


@recorded(Operation.COLLECTION)
def index_record(*, register: Register, record_id: UUID, details: Details, by: Actor, at: datetime) -> int:
    """Index a record by these details and no others; return how many terms it now has.

    Who may write the record is asked by the act this is part of; nothing is indexed for another
    owner than the actor's.
    """
    wanted = digests_of(details, owner=by.owner)
    rows = IndexedTerm.objects.filter(owner_id=by.owner, register=register, record_id=record_id)
    present = {(row.kind, row.digest): row.id for row in rows}
    rows.filter(id__in=[row_id for key, row_id in present.items() if key not in wanted]).delete()
    IndexedTerm.objects.bulk_create(
        IndexedTerm(owner_id=by.owner, register=register, record_id=record_id, kind=kind, digest=digest)
        for kind, digest in sorted(wanted - set(present))
    )
    detail(indexed_terms=len(wanted))
    return len(wanted)
