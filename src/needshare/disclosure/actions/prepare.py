"""Preparing: build the exact bytes of a package from the approved items, and keep them sealed."""

import hashlib
from datetime import datetime
from uuid import UUID

from needshare.audit.recording import current_entry, detail, recorded
from needshare.audit.terms import Operation
from needshare.crypto import vault
from needshare.crypto.keys import unwrap
from needshare.disclosure import access, queries
from needshare.disclosure.models import Package
from needshare.disclosure.packing import pack
from needshare.disclosure.queries import contents
from needshare.disclosure.terms import PackageState
from needshare.documents.access import must_be_cleared_for
from needshare.kernel import Actor, Blocked, Conflict, gettext_noop as _, new_id
from needshare.pathway import actions as moves, queries as pathway
from needshare.pathway.errands import case_task
from needshare.pathway.stages import DECIDED_TO_SHARE
from needshare.pathway.terms import Stage
from needshare.tasks.actions import open_task
from needshare.tasks.terms import TaskKind

# A package prepared before the decision was made again.
WAITING = (PackageState.PREPARED, PackageState.SECOND_CHECKED)


@recorded(Operation.ALTERATION)
def prepare(*, reference: str, by: Actor, at: datetime) -> Package:
    """Build the package of a case from exactly the items approved, with cover sheet and manifest.

    Raises:
        Blocked: what was approved has changed since, so the decision must be made again.
        Conflict: the case has no approval in force, or is not at that stage.
    """
    case = pathway.case_to_change(reference, viewer=by)
    access.must("package.prepare", case, by)
    if case.stage not in DECIDED_TO_SHARE:
        raise Conflict(_("There is no approval to prepare a package for."))
    decision = queries.approval_of(case)
    present = queries.present_hash(decision)
    if present != decision.content_hash:
        raise Blocked(_("Something that was approved has changed since. The decision must be made again."))
    marking = contents.marking_of(decision)
    must_be_cleared_for(by, owner=case.owner_id, markings=[marking])
    cover, items = contents.of(case, decision, viewer=by, at=at)
    packed, manifest = pack(cover, items)
    package_id: UUID = new_id()
    stored = vault.write_bytes(packed, key=unwrap(case.data_key), object_id=package_id)
    package = Package(
        id=package_id,
        owner_id=case.owner_id,
        case=case,
        decision=decision,
        number=queries.next_number(case),
        state=PackageState.PREPARED,
        content_hash=present,
        bytes_hash=hashlib.sha256(packed).hexdigest(),
        size=len(packed),
        stored_as=stored.name,
        marking=marking,
        manifest=manifest,
        prepared_at=at,
        prepared_by_id=by.id,
        decided_by_id=decision.decided_by_id,
        data_key=case.data_key,
    )
    Package.objects.filter(case=case, state__in=WAITING).update(
        state=PackageState.SET_ASIDE, recorded_as=current_entry()
    )
    package.save(force_insert=True)
    moves.move(
        case=case, to=Stage.PREPARED, act="disclosure.prepare", by=by, at=at, is_shown_to_requester=False
    )
    task = case_task(case, TaskKind.SECOND_CHECK, due_at=decision.lapses_at or at, role="second_checker")
    open_task(task=task, by=by, at=at)
    detail(package=package.number, bytes_hash=package.bytes_hash, content_hash=present)
    return package
