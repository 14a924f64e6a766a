"""Reads of declarations of interest, and of what they touch (domain reference 1.12)."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from needshare.kernel import Actor, Unknown, require
from needshare.pathway.models import (
    CaseAudience,
    CaseConflict,
    InterestCheck,
    InterestDeclaration,
    SharingCase,
)
from needshare.pathway.rules import Interest
from needshare.pathway.stages import DONE
from needshare.pathway.terms import AudienceGround, InterestOutcome, Stage
from needshare.policy import may, resource

from .cases import PAGE, case_of_owner, due_at, index_for


def must_be_own_declaration(*, viewer: Actor) -> None:
    """Go on only for a person, who declares what is their own.

    Raises:
        Blocked: with the pack's reason.
    """
    require(may("interest.declare", viewer, resource(owner=viewer.owner, person=viewer.id)))


def own_interest(*, viewer: Actor) -> tuple[Interest, datetime | None]:
    """Return what the viewer declared, and when; nothing before the first time."""
    must_be_own_declaration(viewer=viewer)
    kept = InterestDeclaration.objects.filter(account_id=viewer.id).select_related("data_key").first()
    return (_as_interest(kept), kept.declared_at) if kept else (Interest(), None)


def interest_of(person: UUID, *, name: str) -> Interest:
    """Return what somebody declared, with the name of their account, for the worker that compares it."""
    kept = InterestDeclaration.objects.filter(account_id=person).select_related("data_key").first()
    if kept is None:
        return Interest()
    found = _as_interest(kept)
    return Interest(
        names=(*found.names, name),
        addresses=found.addresses,
        telephones=found.telephones,
        household=found.household,
        relations=found.relations,
    )


def _as_interest(kept: InterestDeclaration) -> Interest:
    return Interest(**{name: tuple(values) for name, values in kept.content.items()})


def pairs_to_compare(*, limit: int) -> list[tuple[str, UUID, UUID]]:
    """List who has a part in an open case, made a declaration, and was not compared with the case yet.

    Each as the reference of the case, its owner, and the person.
    """
    handling = CaseAudience.objects.filter(
        Exists(InterestDeclaration.objects.filter(account_id=OuterRef("principal"))),
        ~_checked("case_id", "principal"),
        ground=AudienceGround.ASSIGNMENT,
        ended_at__isnull=True,
        is_open=True,
    )
    found = list(handling.order_by("id").values_list("case__reference", "owner_id", "principal")[:limit])
    asking = SharingCase.objects.filter(
        Exists(InterestDeclaration.objects.filter(account_id=OuterRef("requester_id"))),
        ~_checked("pk", "requester_id"),
        ~Q(stage__in=[Stage.DRAFT, *DONE]),
        requester__isnull=False,
    )
    rows = asking.order_by("id").values_list("reference", "owner_id", "requester_id")
    return [*found, *((reference, owner, person) for reference, owner, person in rows[:limit])]


def _checked(case: str, person: str) -> Exists:
    return Exists(InterestCheck.objects.filter(case_id=OuterRef(case), person_id=OuterRef(person)))


def has_interest_to_settle(case: SharingCase) -> bool:
    """Tell whether somebody's interest in a case waits to be settled."""
    return InterestCheck.objects.filter(case=case, outcome=InterestOutcome.MATCHED).exists()


def has_conflict(case: SharingCase, person: UUID | None) -> bool:
    """Tell whether somebody has a conflict of interest in a case, or may have one that is not settled."""
    if person is None:
        return False
    noted = CaseConflict.objects.filter(case=case, account_id=person, ended_at__isnull=True)
    open_check = InterestCheck.objects.filter(case=case, person_id=person, outcome=InterestOutcome.MATCHED)
    return noted.exists() or open_check.exists()


def conflicts_among(references: Collection[str], *, viewer: Actor) -> set[str]:
    """Return those of some references that are of cases the viewer has a conflict of interest in."""
    if not references:
        return set()
    found = CaseConflict.objects.filter(
        account_id=viewer.id, ended_at__isnull=True, case__reference__in=references
    )
    return set(found.values_list("case__reference", flat=True))


def checks_waiting(viewer: Actor) -> Sequence[InterestCheck]:
    """List the interests that wait to be settled by the viewer, oldest first.

    Raises:
        Blocked: the viewer settles none.
    """
    require(may("conflict.settle", viewer, resource(owner=viewer.owner)))
    found = InterestCheck.objects.filter(
        owner_id=viewer.owner, outcome=InterestOutcome.MATCHED, case__in=index_for(viewer)
    ).exclude(person_id=viewer.id)
    return list(found.select_related("case", "person").order_by("id")[:PAGE])


def check_of(check_id: UUID, *, viewer: Actor) -> InterestCheck:
    """Return an interest to somebody who settles it.

    Raises:
        Unknown: there is none such for this viewer.
        Blocked: the viewer settles none, or it is their own.
    """
    require(may("conflict.settle", viewer, resource(owner=viewer.owner)))
    found = InterestCheck.objects.filter(id=check_id, owner_id=viewer.owner, case__in=index_for(viewer))
    check = found.exclude(outcome=InterestOutcome.CLEAR).select_related("case", "person").first()
    if check is None:
        raise Unknown
    require(may("conflict.settle", viewer, resource(owner=check.owner_id, person=check.person_id)))
    return check


def check_to_change(check_id: UUID, *, viewer: Actor) -> tuple[InterestCheck, SharingCase]:
    """Return an interest and its case, and keep others from changing the case until this act ends.

    Raises:
        Unknown: there is none such for this viewer.
    """
    check = check_of(check_id, viewer=viewer)
    case = case_of_owner(check.case.reference, owner=check.owner_id)
    return check_of(check_id, viewer=viewer), case


def declarations_to_review(*, at: datetime, limit: int) -> list[tuple[UUID, UUID]]:
    """List the people whose declarations are older than the pack's clock allows and who were not asked since."""
    waiting = InterestDeclaration.objects.filter(declared_at__lt=at, reminded_at__isnull=True)
    rows = waiting.order_by("declared_at").values_list(
        "account_id", "owner_id", "owner__jurisdiction", "declared_at"
    )
    return [
        (person, owner)
        for person, owner, jurisdiction, declared_at in rows[:limit]
        if due_at("declaration_review", jurisdiction=jurisdiction, at=declared_at) <= at
    ]
