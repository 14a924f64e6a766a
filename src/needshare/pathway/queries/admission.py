"""Who may open a case, and on which ground: judged by the case's own row, before anything in it is read."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import FilteredRelation, OuterRef, Q, Subquery

from needshare.agencies.prepared import Prepared
from needshare.kernel import Actor, Unknown
from needshare.kernel.references import tidy_reference
from needshare.pathway import access
from needshare.pathway.models import CaseAudience, SharingCase, Step
from needshare.pathway.models.audience import STATED, in_force

from .cases import must_give_reason

if TYPE_CHECKING:
    from uuid import UUID

# What steps and looks are judged by, and no more; none of it is sealed.
JUDGED = (*access.COLUMNS.values(), "reference", "held_from")
GROUND = ("purpose", "ground", "until_at")
UNIT = ("unit_id",)
NO_OPENING_HOLDS = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Admitted:
    """A case somebody may open: what of it is judged by, their opening if they gave a reason, and their part."""

    case: SharingCase
    opening: CaseAudience | None
    has_part: bool


def admitted(reference: str, *, viewer: Actor) -> Admitted:
    """Judge whether a viewer may open a case, in one statement; what is in the case stays unread.

    Raises:
        Unknown: absent, or hidden from the viewer.
        Blocked: the viewer may know of it and has no ground to open it (code `reason_needed`).
    """
    found = _ADMITTED.rows(
        access.visible_cases(viewer),
        reference=tidy_reference(reference),
        person=viewer.id,
        post=viewer.post,
        at=viewer.known_at or NO_OPENING_HOLDS,
    )
    if not found:
        must_give_reason(reference, viewer=viewer)
        raise Unknown
    case = found[0]
    has_part = viewer.id in (case.handler_id, case.opened_by_id) or hasattr(case, "own_step")
    return Admitted(case, getattr(case, "own_opening", None), has_part)


def _admission(narrowed: Q, *, reference: str, person: "UUID", post: "UUID", at: datetime) -> Any:
    steps = Step.objects.filter(case=OuterRef("pk"), taken_by_id=person)
    openings = CaseAudience.objects.filter(
        in_force(at), case=OuterRef("pk"), principal__in=(person, post), ground__in=STATED
    )
    cases: Any = SharingCase.objects.filter(narrowed, reference=reference)
    return (
        cases.annotate(
            own_step=FilteredRelation("steps", condition=Q(steps__pk=_newest(steps))),
            own_opening=FilteredRelation("audiences", condition=Q(audiences__pk=_newest(openings))),
        )
        .select_related("own_step", "own_opening", "handler")
        .defer(
            *_all_but(JUDGED, SharingCase),
            *_all_but((), Step, "own_step__"),
            *_all_but(GROUND, CaseAudience, "own_opening__"),
            *_all_but(UNIT, SharingCase._meta.get_field("handler").related_model, "handler__"),
        )
    )


def _all_but(read: Collection[str], model: Any, prefix: str = "") -> Iterator[str]:
    """Name the columns that are left where they are; a relation that is named here has no `only`."""
    for field in model._meta.concrete_fields:
        if not field.primary_key and field.attname not in read:
            yield prefix + field.name


def _newest(rows: Any) -> Subquery:
    """Name the newest of some rows; ids are in the order of time."""
    return Subquery(rows.order_by("-pk").values("pk")[:1])


_ADMITTED = Prepared(_admission)
