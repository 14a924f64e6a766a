"""The whole story of one case, in a number of statements that does not grow with its rows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import F, FilteredRelation, OuterRef, Q, QuerySet, Subquery

from needshare.assessment import queries as assessment
from needshare.casework.terms import WhyOpened
from needshare.crypto import keys
from needshare.kernel import Actor, Unknown
from needshare.kernel.references import tidy_reference
from needshare.pathway import access, queries as pathway

from .offers import Offer, offers_for

if TYPE_CHECKING:
    from needshare.pathway.models import SharingCase

MARKING = "official_sensitive"


@dataclass(slots=True)
class Gathered:
    """One gathered item with the people it is about and what was decided of it."""

    gathered: Any
    links: list[Any] = field(default_factory=list)
    decided: Any = None


@dataclass(slots=True)
class PackageShown:
    """One package and where its deliveries are."""

    package: Any
    deliveries: list[Any] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """Everything the page of a case shows."""

    case: "SharingCase"
    asked: Any
    verification: Any
    assessment: Any
    decision: Any
    steps: Sequence[Any]
    items: Sequence[Any]
    persons: Sequence[Any]
    gathered: Sequence[Gathered]
    bases: Sequence[assessment.Basis]
    recipients: Sequence[Any]
    packages: Sequence[PackageShown]
    numbers: dict[int, str]
    offers: Sequence[Offer]
    may_release: bool
    why: str
    marking: str = MARKING


def why_opened(case: "SharingCase", *, viewer: Actor) -> WhyOpened | None:
    """Tell whether a viewer is assigned to a case or has a step to take in it; if not, they must say why."""
    if viewer.id in (case.handler_id, case.opened_by_id):
        return WhyOpened.ASSIGNED
    return WhyOpened.STEP if offers_for(case, viewer=viewer) else None


def case_page(reference: str, *, viewer: Actor) -> CasePage:
    """Read one case whole: eight statements at most.

    Raises:
        Unknown: absent, or hidden from the viewer.
    """
    if not viewer.is_force:
        raise Unknown  # a requester has a page of their own, that never tells a stage
    case: Any = _case(reference, viewer)
    asked, decision = _joined(case, "asked"), _joined(case, "decision_in_force")
    stored = _joined(case, "newest_assessment")
    items = list(asked.items.filter(round=asked.round).order_by("number")) if asked else []
    persons = list(asked.subjects.filter(round=asked.round).order_by("number")) if asked else []
    packages = _packages(case)
    sent = [each for package in packages for each in package.deliveries]
    recipients = [] if sent or decision is None else _recipients(decision)
    gathered = _gathered(case, decision)
    return CasePage(
        case=case,
        asked=asked,
        verification=_joined(case, "newest_check"),
        assessment=stored,
        decision=decision,
        steps=list(case.steps.select_related("taken_by__data_key").order_by("-number")),
        items=items,
        persons=persons,
        gathered=gathered,
        bases=assessment.bases(stored) if stored else [],
        recipients=recipients,
        packages=packages,
        numbers={each.gathered.number: each.gathered.item_version.item.category for each in gathered}
        | {assessment.FIRST_REQUESTED + item.number - 1: item.category for item in items},
        may_release=access.may_do("package.release", case, viewer),
        offers=offers_for(case, viewer=viewer),
        why=why_opened(case, viewer=viewer) or "",
    )


def _case(reference: str, viewer: Actor) -> Any:
    cases: QuerySet[Any] = pathway.cases_for(viewer)
    found = (
        cases.annotate(
            asked=FilteredRelation("sharing_requests"),
            newest_check=FilteredRelation(
                "verifications", condition=Q(verifications__pk=_newest(cases, "verifications"))
            ),
            newest_assessment=FilteredRelation(
                "assessments", condition=Q(assessments__pk=_newest(cases, "assessments"))
            ),
            decision_in_force=FilteredRelation(
                "decisions", condition=Q(decisions__set_aside_at__isnull=True)
            ),
        )
        .select_related(
            "data_key",
            "owner",
            "requesting_organisation",
            "requester__data_key",
            "handler__data_key",
            "asked",
            "newest_check__verified_by__data_key",
            "newest_assessment__assessed_by__data_key",
            "decision_in_force__decided_by__data_key",
        )
        .filter(reference=tidy_reference(reference))
        .first()
    )
    if found is None:
        raise Unknown
    keys.unwrap(found.data_key)  # joined above; what the other rows of the case are sealed under
    return found


def _joined(row: Any, name: str) -> Any:
    """Return what a row was joined with, or None where there was nothing: Django then sets no attribute."""
    return getattr(row, name, None)


def _newest(cases: QuerySet[Any], relation: str) -> Subquery:
    """Name the newest row of a relation; ids are in the order of time."""
    rows: Any = cases.model._meta.get_field(relation).related_model
    return Subquery(rows.objects.filter(case=OuterRef("pk")).order_by("-pk").values("pk")[:1])


def _gathered(case: Any, decision: Any) -> list[Gathered]:
    """Read what is gathered, each with its people; a second statement reads what was decided of it."""
    rows = (
        case.gathered.filter(removed_at__isnull=True)
        .annotate(link=FilteredRelation("item_version__item__links"))
        .select_related("item_version__item__data_key", "requested_item", "link__subject__data_key")
        .order_by("number", F("link__id").asc(nulls_first=True))
    )
    found: dict[int, Gathered] = {}
    for row in rows:
        shown = found.setdefault(row.number, Gathered(row))
        link = _joined(row, "link")
        if link is not None:
            shown.links.append(link)
    if decision is not None:
        for decided in decision.items.order_by("gathered_item_id"):
            for shown in found.values():
                if shown.gathered.pk == decided.gathered_item_id:
                    shown.decided = decided
    return list(found.values())


def _recipients(decision: Any) -> list[Any]:
    return list(decision.recipients.select_related("organisation").order_by("number"))


def _packages(case: Any) -> list[PackageShown]:
    """Read every package with its deliveries and what their recipients did, in one statement."""
    rows = (
        case.packages.annotate(
            delivery=FilteredRelation("deliveries"), receipt=FilteredRelation("deliveries__receipts")
        )
        .select_related(
            "prepared_by__data_key",
            "checked_by__data_key",
            "released_by__data_key",
            "delivery__recipient__organisation",
            "receipt",
        )
        .order_by("-number", F("delivery__id").asc(nulls_first=True))
    )
    found: dict[int, PackageShown] = {}
    for row in rows:
        shown = found.setdefault(row.number, PackageShown(row))
        delivery = _joined(row, "delivery")
        if delivery is not None:
            delivery.came_back = _joined(row, "receipt")
            shown.deliveries.append(delivery)
    return list(found.values())
