"""What the API shows of an assessment: who and what was found, what was gathered, every finding."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from needshare.api.schemas import Shown, codes
from needshare.assessment.models import Assessment, GatheredItem, Search, SubjectMatch
from needshare.assessment.queries import Basis, Found, Work
from needshare.assessment.terms import MatchConfidence
from needshare.kernel import Outcome
from needshare.pathway.schemas.cases import CaseState

if TYPE_CHECKING:
    from needshare.documents.models import Item
    from needshare.documents.queries import FoundPerson
    from needshare.intake.models import RequestedItem, RequestSubject


class PersonHeld(Shown):
    """A person held, as found for a case; `tells_apart` names in what a namesake found too differs."""

    id: UUID
    name: str
    born_on: date | None
    addresses: list[str]
    agrees: list[str]
    confidence: str
    namesakes: int
    tells_apart: list[str]

    @classmethod
    def of(cls, found: "FoundPerson") -> "PersonHeld":
        subject = found.subject
        return cls(
            id=subject.id,
            name=subject.name,
            born_on=subject.born_on,
            addresses=subject.addresses,
            agrees=list(found.kinds),
            confidence=found.confidence,
            namesakes=found.namesakes,
            tells_apart=list(found.tells_apart),
        )


class PeopleHeld(Shown):
    """The people that a search for a case found."""

    found: list[PersonHeld]


class Passage(Shown):
    """A passage of national guidance that a test follows."""

    title: str
    section: str


class FindingShown(Shown):
    """One finding of an assessment: its test, its outcome, why, and what it rests on."""

    test: str
    label: str
    heading: str
    item: int | None
    outcome: Outcome
    codes: list[str]
    reason: str
    clauses: list[str]
    sources: list[str]
    agreement_clauses: list[str]
    duties: list[str]
    refer_to: str
    guidance: list[Passage]
    advice: list[str]

    @classmethod
    def of(cls, found: Found) -> "FindingShown":
        return cls(
            test=found.test,
            label=found.label,
            heading=found.heading,
            item=found.item,
            outcome=found.outcome,
            codes=codes(found.codes),
            reason=found.reason,
            clauses=list(found.clauses),
            sources=list(found.sources),
            agreement_clauses=list(found.agreement_clauses),
            duties=list(found.duties),
            refer_to=found.refer_to,
            guidance=[Passage(title=title, section=section) for title, section in found.guidance],
            advice=list(found.advice),
        )


class BasisShown(Shown):
    """One basis that was assessed whole: an agreement, or a gateway alone."""

    id: str
    agreement: str
    gateways: list[str]
    outcome: Outcome
    codes: list[str]
    findings: list[FindingShown]

    @classmethod
    def of(cls, basis: Basis) -> "BasisShown":
        return cls(
            id=basis.id,
            agreement=basis.agreement_reference,
            gateways=list(basis.gateways),
            outcome=basis.outcome,
            codes=codes(basis.codes),
            findings=[FindingShown.of(each) for each in basis.findings],
        )


class AssessmentShown(Shown):
    """A stored assessment: under which pack, how it came out, its hash, and its bases.

    The first of `bases` is always the one relied on. Where there are more, `bases_after` says from
    where to ask for them.
    """

    number: int
    assessed_at: datetime
    pack: str
    pack_version: str
    pack_hash: str
    overall: str
    codes: list[str]
    findings_hash: str
    bases: list[BasisShown]
    bases_total: int
    bases_after: int | None

    @classmethod
    def of(
        cls, stored: Assessment, bases: Sequence[Basis], *, total: int, after: int | None
    ) -> "AssessmentShown":
        return cls(
            number=stored.number,
            assessed_at=stored.assessed_at,
            pack=stored.pack_name,
            pack_version=stored.pack_version,
            pack_hash=stored.pack_hash,
            overall=stored.overall,
            codes=codes(stored.codes),
            findings_hash=stored.findings_hash,
            bases=[BasisShown.of(each) for each in bases],
            bases_total=total,
            bases_after=after,
        )


class Assessed(CaseState):
    """How an assessment came out, and where the case is now."""

    number: int
    overall: str
    codes: list[str]
    findings_hash: str

    @classmethod
    def found(cls, stored: Assessment) -> "Assessed":
        return cls(
            **CaseState.of(stored.case).model_dump(),
            number=stored.number,
            overall=stored.overall,
            codes=codes(stored.codes),
            findings_hash=stored.findings_hash,
        )


class ItemSought(Shown):
    """One category that the request asks for."""

    number: int
    category: str
    description: str
    date_from: date | None
    date_to: date | None

    @classmethod
    def of(cls, item: "RequestedItem") -> "ItemSought":
        return cls(
            number=item.number,
            category=item.category,
            description=item.description,
            date_from=item.date_from,
            date_to=item.date_to,
        )


class PersonSought(Shown):
    """One person the request names."""

    number: int
    role: str
    name: str
    aliases: str
    date_of_birth: str
    addresses: str
    identifiers: str

    @classmethod
    def of(cls, person: "RequestSubject") -> "PersonSought":
        return cls(**{name: getattr(person, name) for name in cls.model_fields})


class MatchShown(Shown):
    """A person held that was matched to a person the request names."""

    number: int
    subject: UUID
    name: str
    confidence: MatchConfidence
    evidence: str

    @classmethod
    def of(cls, match: SubjectMatch) -> "MatchShown":
        return cls(
            number=match.request_subject.number,
            subject=match.subject_id,
            name=match.subject.name,
            confidence=MatchConfidence(match.confidence),
            evidence=match.evidence,
        )


class SearchShown(Shown):
    """One recorded search."""

    scope: str
    has_found: bool
    searched_at: datetime

    @classmethod
    def of(cls, search: Search) -> "SearchShown":
        return cls(scope=search.scope, has_found=search.has_found, searched_at=search.searched_at)


class ItemHeld(Shown):
    """An item held about a person matched, and its newest version, for gathering it."""

    id: UUID
    version: UUID
    title: str
    category: str
    marking: str
    held_elsewhere_as: str
    as_at: datetime
    accuracy: str

    @classmethod
    def of(cls, item: "Item") -> "ItemHeld":
        return cls(
            id=item.id,
            version=item.versions.all()[0].id,
            title=item.title,
            category=item.category,
            marking=item.marking,
            held_elsewhere_as=item.held_elsewhere_as,
            as_at=item.as_at,
            accuracy=item.accuracy,
        )


ANOTHER_CATEGORY = "another_category"


def notes_of(gathered: GatheredItem) -> list[str]:
    """List what to look at twice in an item gathered, as codes."""
    return codes([ANOTHER_CATEGORY] if gathered.is_of_another_category else [])


class GatheredShown(Shown):
    """One item gathered for the case; its number is what a decision names it by.

    `notes` says what to look at twice: ANOTHER_CATEGORY than the one asked for.
    """

    number: int
    item_version: UUID
    title: str
    category: str
    marking: str
    held_elsewhere_as: str
    requested_number: int | None
    notes: list[str]

    @classmethod
    def of(cls, gathered: GatheredItem) -> "GatheredShown":
        item = gathered.item_version.item
        asked = gathered.requested_item
        return cls(
            number=gathered.number,
            item_version=gathered.item_version_id,
            title=item.title,
            category=item.category,
            marking=item.marking,
            held_elsewhere_as=item.held_elsewhere_as,
            requested_number=asked.number if asked else None,
            notes=notes_of(gathered),
        )


class WorkShown(CaseState):
    """A case under assessment as its preparer works it: asked, searched, matched, held, gathered, found."""

    items: list[ItemSought]
    persons: list[PersonSought]
    searches: list[SearchShown]
    matches: list[MatchShown]
    held: list[ItemHeld]
    gathered: list[GatheredShown]
    assessment: AssessmentShown | None

    @classmethod
    def whole(cls, work: Work) -> "WorkShown":
        return cls(
            **CaseState.of(work.case).model_dump(),
            items=[ItemSought.of(each) for each in work.items],
            persons=[PersonSought.of(each) for each in work.persons],
            searches=[SearchShown.of(each) for each in work.searches],
            matches=[MatchShown.of(each) for each in work.matches],
            held=[ItemHeld.of(each) for each in work.held],
            gathered=[GatheredShown.of(each) for each in work.gathered],
            assessment=AssessmentShown.of(
                work.newest, work.bases, total=work.bases_total, after=work.bases_after
            )
            if work.newest
            else None,
        )


class GatheredNow(Shown):
    """What is gathered for the case after an act."""

    gathered: list[GatheredShown]
