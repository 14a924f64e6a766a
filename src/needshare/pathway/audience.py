"""To whom a case is shown follows what is done with it, in the same transaction (ADR 0019).

Whoever records, handles or takes a step inside a case has a part in it; so has the organisation that asks.
A handler's part ends when the case is handed over.
"""

from datetime import datetime
from uuid import UUID

from needshare.audit.recording import current_entry
from needshare.kernel import Actor
from needshare.pathway.models import CaseAudience, SharingCase
from needshare.pathway.stages import DONE
from needshare.pathway.terms import AudienceGround


def begin(case: SharingCase, *, by: Actor, at: datetime) -> None:
    """Show a case that is being opened to the organisation that asks, and to who records it."""
    shown = [(case.requesting_organisation_id, AudienceGround.REQUESTING_ORGANISATION)]
    if _is_own(case, by):
        shown.append((by.id, AudienceGround.ASSIGNMENT))
    _show(case, shown, by=by, at=at)


def follow(
    case: SharingCase, *, handled_by: UUID | None, by: Actor, at: datetime, gives_part: bool = True
) -> None:
    """Give a part to a new handler, end that of the one before (`handled_by`), give one to who took a step.

    A step that needs no look inside gives who takes it none: to hand a case over is one (`gives_part`).
    """
    is_handed_over = case.handler_id != handled_by
    if is_handed_over and handled_by is not None:
        CaseAudience.objects.filter(
            case=case, principal=handled_by, ground=AudienceGround.ASSIGNMENT, ended_at__isnull=True
        ).update(ended_at=at, ended_by_id=by.id, recorded_as=current_entry())
    shown = {case.handler_id} if is_handed_over and case.handler_id else set()
    if gives_part and _is_own(case, by) and by.id not in (case.handler_id, handled_by):
        shown.add(by.id)
    if shown:
        _show(case, [(who, AudienceGround.ASSIGNMENT) for who in sorted(shown)], by=by, at=at)
    if case.stage in DONE:
        rows = CaseAudience.objects.filter(case=case, is_open=True)
        rows.update(is_open=False, recorded_as=current_entry())


def _is_own(case: SharingCase, by: Actor) -> bool:
    """Tell whether a person of the force that decides acts, not the worker and not a partner."""
    return bool(by.id.int) and by.is_force and by.owner == case.owner_id


def _show(case: SharingCase, shown: list[tuple[UUID, AudienceGround]], *, by: Actor, at: datetime) -> None:
    """Write who a case is shown to; who has the same part already keeps it."""
    CaseAudience.objects.bulk_create(
        [
            CaseAudience(
                owner_id=case.owner_id,
                case=case,
                principal=principal,
                ground=ground,
                from_at=at,
                from_by_id=by.id,
                is_open=case.stage not in DONE,
                data_key_id=case.data_key_id,
            )
            for principal, ground in shown
        ],
        ignore_conflicts=True,
    )
