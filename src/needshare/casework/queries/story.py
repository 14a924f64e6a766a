"""The whole story of one case, in a number of statements that does not grow with its rows."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Q

from needshare.accounts import queries as accounts
from needshare.assessment import queries as assessment
from needshare.casework.terms import EVERYTHING, Folded, WhyOpened
from needshare.crypto import keys
from needshare.decision import queries as decisions, rules
from needshare.documents.access import is_cleared_for
from needshare.kernel import Actor, Unknown
from needshare.pathway import access, queries as pathway
from needshare.pathway.terms import AudienceGround
from needshare.policy import current_pack, markings, usual_marking
from needshare.policy.schemes import Answered, Scheme, answered

from .offers import ANSWERS, Offer, offers_for
from .statements import BRIEF, WHOLE, Statements

if TYPE_CHECKING:
    from needshare.pathway.models import SharingCase

NONE = UUID(int=0)


@dataclass(slots=True)
class Gathered:
    """One gathered item with the people it is about and what was decided of it.

    Of an item above the viewer's clearance only this is kept: that there is one, its kind, its marking, its outcome.
    """

    gathered: Any
    links: list[Any] = field(default_factory=list)
    decided: Any = None
    is_closed: bool = False

    def close(self) -> None:
        """Leave out what the item says, whoever shows it."""
        self.is_closed, self.links = True, []
        empty(self.gathered.item_version.item)
        self.gathered.reason = ""
        if self.decided is not None:
            self.decided.reason = ""


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
    marking: str

    @property
    def scheme(self) -> Scheme | None:
        """Return the scheme the request names, if the policy in force has it."""
        return current_pack().schemes.get(self.asked.scheme) if self.asked else None

    @property
    def scheme_answers(self) -> list[Answered]:
        """List what was answered to the questions of the scheme."""
        return answered(self.scheme, self.asked.scheme_answers or {}) if self.scheme else []

    @property
    def said(self) -> list[rules.Said]:
        """Put together what the decider said of the findings."""
        return rules.grouped(self.decision.marks) if self.decision else []

    @property
    def counted(self) -> assessment.Basis | None:
        """Return the basis the decision rests on, whose findings counted."""
        if self.decision is None or self.assessment is None:
            return None
        return assessment.basis_rested_on(
            self.assessment,
            agreement_reference=self.decision.agreement_reference,
            gateways=self.decision.gateways,
        )

    @property
    def marks(self) -> dict[tuple[str, int | None], Any]:
        """Map each finding to what the decider said beside it."""
        return {(each["test"], each["item"]): each for each in self.decision.marks} if self.decision else {}

    @property
    def closed(self) -> set[int]:
        """Name the items above the viewer's clearance: the facts of their findings are not told."""
        return {shown.gathered.number for shown in self.gathered if shown.is_closed}

    @property
    def letter(self) -> decisions.Letter | None:
        """Return the letter of a refusal, as it went out."""
        return decisions.Letter.of(self.decision) if self.decision else None

    @property
    def tests(self) -> dict[str, str]:
        """Map each test to its label."""
        return {finding.test: finding.label for basis in self.bases[:1] for finding in basis.findings}

    def answered_by(self, item: Any) -> list[int]:
        """List the numbers of the items gathered for what was asked."""
        return [
            shown.gathered.number for shown in self.gathered if shown.gathered.requested_item_id == item.pk
        ]


@dataclass(frozen=True, slots=True)
class Look:
    """A look at a case that was admitted, on which ground, and what the viewer can do next where that was asked."""

    case: "SharingCase"
    opening: Any
    why: WhyOpened
    offers: Sequence[Offer] | None = None


def admitted_look(reference: str, *, viewer: Actor) -> Look:
    """Judge whether a viewer may open a case and by which ground; nothing in the case is read.

    Raises:
        Unknown: absent, or hidden from the viewer.
        Blocked: the viewer knows of it and has no ground to open it (code `reason_needed`).
    """
    if not viewer.is_force:
        raise Unknown  # a requester has a page of their own, that never tells a stage
    found = pathway.admitted(reference, viewer=viewer)
    if found.has_part:
        return Look(found.case, None, WhyOpened.ASSIGNED)
    if found.opening is not None:
        is_emergency = found.opening.ground == AudienceGround.BREAK_GLASS
        why = WhyOpened.EMERGENCY if is_emergency else WhyOpened.REASON
        return Look(found.case, found.opening, why)
    offers = offers_for(found.case, viewer=viewer)
    has_step = any(offer.is_step for offer in offers)
    return Look(found.case, None, WhyOpened.STEP if has_step else WhyOpened.OVERSIGHT, offers)


@dataclass(frozen=True, slots=True)
class Also:
    """What a page of a case shows only where it is asked for."""

    bases_from: int = 0
    versions: bool = False


ONLY_THE_CASE = Also()


def case_page(
    look: Look,
    *,
    unfolded: Collection[Folded] = EVERYTHING,
    also: Also = ONLY_THE_CASE,
    viewer: Actor,
) -> CasePage:
    """Read the case of an admitted look: eight statements at most, each worked out once.

    What stays folded is left where it is.

    Raises:
        Unknown: the case is gone since.
    """
    read = WHOLE if unfolded else BRIEF
    case, recipients = _case(read, look.case.pk)
    asked, check = _joined(case, "asked"), _joined(case, "newest_check")
    stored, decision = _joined(case, "newest_assessment"), _joined(case, "decision_in_force")
    of_round = Q(sharing_request_id=asked.pk, round=asked.round) if asked else None
    items = read.items.rows(of_round) if of_round else []
    packages = _packages(read, case)
    sent = [each for package in packages for each in package.deliveries]
    gathered = _gathered(read, case, decision)
    persons = read.persons.rows(of_round) if of_round else []
    versions = decisions.versions_of(case) if also.versions else []
    _close(case, gathered, versions, viewer)
    steps = read.steps.rows(case_id=case.pk)
    _name_people(_acts(case, check, stored, decision, steps, packages), viewer)
    return CasePage(
        case=case,
        asked=asked,
        verification=check,
        assessment=stored,
        decision=decision,
        steps=steps,
        items=items,
        persons=persons,
        gathered=gathered,
        **_bases(stored, also.bases_from),
        earlier=sum(step.act in ANSWERS for step in steps) - (decision is not None),
        versions=versions,
        recipients=[] if sent else recipients,
        packages=packages,
        numbers=_numbers(gathered, items),
        may_release=access.may_do("package.release", look.case, viewer),
        offers=_offers(look, packages, viewer),
        why=look.why,
        opening=look.opening,
        marking=_marking(gathered, packages, names_people=bool(persons)),
    )


def _offers(look: Look, packages: Sequence[PackageShown], viewer: Actor) -> Sequence[Offer]:
    """List what can be done next: with a package, by who made and who decided it too."""
    if packages:
        return offers_for(look.case, viewer=viewer, package=packages[0].package)
    return offers_for(look.case, viewer=viewer) if look.offers is None else look.offers


def empty(item: Any) -> None:
    """Take out of an item, as it was read, all that it says; the row stays as it is."""
    item.title = item.source = item.dispute = item.marking_reason = item.originator = ""


def _close(
    case: Any, gathered: Sequence[Gathered], versions: Sequence[decisions.Version], viewer: Actor
) -> None:
    """Close every item whose marking the viewer's clearance does not carry today."""
    earlier = [each for version in versions for each in version.items]
    items = [each.gathered.item_version.item for each in gathered]
    items += [each.gathered_item.item_version.item for each in earlier]
    marked = {item.marking for item in items}
    above = {each for each in marked if not is_cleared_for(viewer, owner=case.owner_id, marking=each)}
    for shown in gathered:
        if shown.gathered.item_version.item.marking in above:
            shown.close()
    for decided in earlier:
        if decided.gathered_item.item_version.item.marking in above:
            empty(decided.gathered_item.item_version.item)
            decided.reason = ""


def _marking(gathered: Sequence[Gathered], packages: Sequence[PackageShown], *, names_people: bool) -> str:
    """Derive the marking of a case: that of the highest thing in it; what names people counts too."""
    marked = [each.gathered.item_version.item.marking for each in gathered]
    marked += [each.package.marking for each in packages]
    return markings.highest(current_pack(), [*marked, usual_marking()] if names_people else marked)


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


def _case(read: Statements, case_id: Any) -> tuple[Any, list[Any]]:
    """Read the case with what there is one of, and the recipients of its decision."""
    found = read.case.rows(case_id=case_id)
    if not found:
        raise Unknown
    keys.unwrap(found[0].data_key)  # what belongs to the case is sealed under it: nobody asks for it again
    recipients = [_joined(row, "recipient") for row in found]
    return found[0], [each for each in recipients if each is not None]


def _joined(row: Any, name: str) -> Any:
    """Return what a row was joined with, or None where there was nothing: Django then sets no attribute."""
    return getattr(row, name, None)


def _gathered(read: Statements, case: Any, decision: Any) -> list[Gathered]:
    """Read what is gathered, each with its people and what was decided of it."""
    found: dict[int, Gathered] = {}
    for row in read.gathered.rows(case_id=case.pk, decision_id=decision.pk if decision else NONE):
        shown = found.setdefault(row.number, Gathered(row, decided=_joined(row, "as_decided")))
        link = _joined(row, "link")
        if link is not None:
            shown.links.append(link)
    return list(found.values())


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
