"""The whole story of one case, in a number of statements that does not grow with its rows."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from needshare.accounts import queries as accounts
from needshare.assessment import queries as assessment
from needshare.casework.terms import EVERYTHING, Folded, WhyOpened
from needshare.crypto import keys
from needshare.decision import queries as decisions, rules
from needshare.kernel import Actor, Unknown
from needshare.kernel.references import tidy_reference
from needshare.pathway import access, queries as pathway
from needshare.pathway.terms import AudienceGround

from .offers import ANSWERS, Offer, offers_for
from .statements import BRIEF, WHOLE, Statements

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
    bases_total: int
    bases_after: int | None
    earlier: int
    versions: Sequence[decisions.Version]
    recipients: Sequence[Any]
    packages: Sequence[PackageShown]
    numbers: dict[int, str]
    offers: Sequence[Offer]
    may_release: bool
    why: WhyOpened
    opening: Any
    marking: str = MARKING

    @property
    def said(self) -> list[rules.Said]:
        """Put together what the decider said of the findings."""
        return rules.grouped(self.decision.marks) if self.decision else []

    @property
    def tests(self) -> dict[str, str]:
        """Map each test to its label."""
        return {finding.test: finding.label for basis in self.bases[:1] for finding in basis.findings}

    def answered_by(self, item: Any) -> list[int]:
        """List the numbers of the items gathered for what was asked."""
        return [
            shown.gathered.number for shown in self.gathered if shown.gathered.requested_item_id == item.pk
        ]


def why_opened(
    case: "SharingCase", *, steps: Sequence[Any], offers: Sequence[Offer], viewer: Actor
) -> tuple[WhyOpened, Any]:
    """Tell by which ground a viewer opens a case, and which opening it is where they gave a reason."""
    took_part = {case.handler_id, case.opened_by_id, *(step.taken_by_id for step in steps)}
    if viewer.id in took_part:
        return WhyOpened.ASSIGNED, None
    opening = pathway.opening_of(case, viewer=viewer)
    if opening is not None:
        is_emergency = opening.ground == AudienceGround.BREAK_GLASS
        return (WhyOpened.EMERGENCY if is_emergency else WhyOpened.REASON), opening
    return (WhyOpened.STEP if offers else WhyOpened.OVERSIGHT), None


@dataclass(frozen=True, slots=True)
class Also:
    """What a page of a case shows only where it is asked for."""

    bases_from: int = 0
    versions: bool = False


ONLY_THE_CASE = Also()


def case_page(
    reference: str,
    *,
    unfolded: Collection[Folded] = EVERYTHING,
    also: Also = ONLY_THE_CASE,
    viewer: Actor,
) -> CasePage:
    """Read one case: eight statements at most, each worked out once. What stays folded is left where it is.

    Raises:
        Unknown: absent, or hidden from the viewer.
        Blocked: the viewer knows of it and has no ground to open it (code `reason_needed`).
    """
    if not viewer.is_force:
        raise Unknown  # a requester has a page of their own, that never tells a stage
    read = WHOLE if unfolded else BRIEF
    case = _case(read, reference, viewer)
    asked, check = _joined(case, "asked"), _joined(case, "newest_check")
    stored, decision = _joined(case, "newest_assessment"), _joined(case, "decision_in_force")
    of_round = Q(sharing_request_id=asked.pk, round=asked.round) if asked else None
    items = read.items.rows(of_round) if of_round else []
    packages = _packages(read, case)
    sent = [each for package in packages for each in package.deliveries]
    gathered = _gathered(read, case)
    recipients = _decided(read, decision, gathered) if decision else []
    steps = read.steps.rows(case_id=case.pk)
    _name_people(_acts(case, check, stored, decision, steps, packages), viewer)
    offers = offers_for(case, viewer=viewer)
    why, opening = why_opened(case, steps=steps, offers=offers, viewer=viewer)
    return CasePage(
        case=case,
        asked=asked,
        verification=check,
        assessment=stored,
        decision=decision,
        steps=steps,
        items=items,
        persons=read.persons.rows(of_round) if of_round else [],
        gathered=gathered,
        **_bases(stored, also.bases_from),
        earlier=sum(step.act in ANSWERS for step in steps) - (decision is not None),
        versions=decisions.versions_of(case) if also.versions else [],
        recipients=[] if sent else recipients,
        packages=packages,
        numbers=_numbers(gathered, items),
        may_release=access.may_do("package.release", case, viewer),
        offers=offers,
        why=why,
        opening=opening,
    )


def _numbers(gathered: Sequence[Gathered], items: Sequence[Any]) -> dict[int, str]:
    """Map the number of a finding's item to its category: gathered, or only asked for."""
    asked = {assessment.FIRST_REQUESTED + item.number - 1: item.category for item in items}
    return asked | {each.gathered.number: each.gathered.item_version.item.category for each in gathered}


def _bases(stored: Any, start: int) -> dict[str, Any]:
    """Read the bases of an assessment from a place on, and where they go on."""
    total = assessment.number_of_bases(stored) if stored else 0
    return {
        "bases": assessment.bases(stored, start=start) if stored else [],
        "bases_total": total,
        "bases_after": assessment.following(start, total=total),
    }


def _acts(
    case: Any, check: Any, stored: Any, decision: Any, steps: Sequence[Any], packages: Sequence[PackageShown]
) -> list[tuple[Any, tuple[str, ...]]]:
    """List what was done, each with the names under which it says by whom."""
    return [
        (case, ("requester", "handler")),
        (check, ("verified_by",)),
        (stored, ("assessed_by",)),
        (decision, ("decided_by",)),
        *((step, ("taken_by",)) for step in steps),
        *((each.package, ("prepared_by", "checked_by", "released_by")) for each in packages),
    ]


def _case(read: Statements, reference: str, viewer: Actor) -> Any:
    found = read.case.rows(pathway.visible_to(viewer), reference=tidy_reference(reference))
    if not found:
        pathway.must_give_reason(reference, viewer=viewer)
        raise Unknown
    keys.unwrap(found[0].data_key)  # what belongs to the case is sealed under it: nobody asks for it again
    return found[0]


def _joined(row: Any, name: str) -> Any:
    """Return what a row was joined with, or None where there was nothing: Django then sets no attribute."""
    return getattr(row, name, None)


def _gathered(read: Statements, case: Any) -> list[Gathered]:
    """Read what is gathered, each with its people."""
    found: dict[int, Gathered] = {}
    for row in read.gathered.rows(case_id=case.pk):
        shown = found.setdefault(row.number, Gathered(row))
        link = _joined(row, "link")
        if link is not None:
            shown.links.append(link)
    return list(found.values())


def _decided(read: Statements, decision: Any, gathered: Sequence[Gathered]) -> list[Any]:
    """Put on each gathered item what was decided of it; return the recipients of the decision."""
    by_item = {shown.gathered.pk: shown for shown in gathered}
    recipients: dict[int, Any] = {}
    for row in read.decided.rows(decision_id=decision.pk):
        if row.gathered_item_id in by_item:
            by_item[row.gathered_item_id].decided = row
        recipient = _joined(row, "recipient")
        if recipient is not None:
            recipients.setdefault(recipient.number, recipient)
    return list(recipients.values())


def _packages(read: Statements, case: Any) -> list[PackageShown]:
    """Read every package with its deliveries and what their recipients did."""
    found: dict[int, PackageShown] = {}
    for row in read.packages.rows(case_id=case.pk):
        shown = found.setdefault(row.number, PackageShown(row))
        delivery = _joined(row, "delivery")
        if delivery is not None:
            delivery.came_back = _joined(row, "receipt")
            shown.deliveries.append(delivery)
    return list(found.values())


def _name_people(acts: Iterable[tuple[Any, tuple[str, ...]]], viewer: Actor) -> None:
    """Read everybody who did something in one statement, and put them where they are named."""
    named = [
        (act, name, who)
        for act, names in acts
        if act is not None
        for name in names
        if (who := getattr(act, f"{name}_id")) is not None
    ]
    people = accounts.people_by_id({who for _act, _name, who in named}, viewer)
    for act, name, who in named:
        if who in people:
            setattr(act, name, people[who])
