"""What the API takes and shows of a case as staff of the force see it."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from pydantic import Field

from needshare.api.schemas import (
    Asked,
    Code,
    Flag,
    Instant,
    Line,
    Name,
    Note,
    RecentAsked,
    Reference,
    Shown,
    Username,
    Versioned,
    Word,
)

from .actions import Opened
from .models import AccessRequest, CaseAudience, EnclosureProposal, InterestCheck, SharingCase
from .rules import Interest, Reason
from .terms import AskingOutcome, AskingVerdict, AudienceGround, InterestOutcome, Stage

if TYPE_CHECKING:
    from needshare.accounts.models import Account, Compartment

CodeName = Annotated[Line, Field(min_length=1, max_length=60)]


class CaseState(Versioned):
    """Where a case is after an act; its version goes into `If-Match` of the next."""

    reference: str
    stage: Stage
    due_at: datetime | None

    @classmethod
    def of(cls, case: SharingCase) -> "CaseState":
        return cls(
            reference=case.reference, stage=Stage(case.stage), version=case.version, due_at=case.due_at
        )


class CaseLine(Shown):
    """One line of the list of cases; it names no person the case is about."""

    id: UUID
    reference: str
    organisation: str
    purpose: str
    urgency: str
    stage: Stage
    received_at: datetime | None
    due_at: datetime | None
    is_handled: bool

    @classmethod
    def of(cls, case: SharingCase) -> "CaseLine":
        return cls(
            id=case.id,
            reference=case.reference,
            organisation=case.requesting_organisation.code,
            purpose=case.purpose,
            urgency=case.urgency,
            stage=Stage(case.stage),
            received_at=case.received_at,
            due_at=case.due_at,
            is_handled=case.handler_id is not None,
        )


class CasesAsked(RecentAsked):
    """Which cases are asked for, newest first."""

    stage: list[Stage] = Field(default=[], max_length=30, description="Only cases at these stages.")


class AssignmentAsked(Asked):
    """To whom a case is handed over, and why."""

    to: Username
    reason: Note


class HoldAsked(Asked):
    """Why a case is put on hold, and when to look at it again."""

    reason: Note
    until: Instant


class ReasonGiven(Asked):
    """Why a case is opened: one of the policy's purposes, the work it is for, and one's own words."""

    purpose: Word
    words: Note
    task_reference: Reference = ""
    has_read_handling: Flag

    def as_reason(self) -> Reason:
        return Reason(
            purpose=self.purpose,
            words=self.words,
            task_reference=self.task_reference,
            has_read_handling=self.has_read_handling,
        )


class OpeningShown(Shown):
    """What came of a reason: until when the case is open, or how many letters a fuller one must have."""

    reference: str
    ground: AudienceGround | None
    until: datetime | None
    letters_needed: int

    @classmethod
    def of(cls, opened: Opened) -> "OpeningShown":
        opening: CaseAudience | None = opened.opening
        return cls(
            reference=opened.case.reference,
            ground=AudienceGround(opening.ground) if opening else None,
            until=opening.until_at if opening else None,
            letters_needed=opened.least,
        )


class AccessAsked(Asked):
    """What is asked for by a reference, and why; the force only where there are several."""

    reference: Line
    purpose: Word
    words: Note
    force: Code | None = None


class AccessAwaited(Shown):
    """When somebody who asked for access hears at the latest: the same, whatever stands under the reference."""

    answer_due_at: datetime

    @classmethod
    def of(cls, asking: AccessRequest) -> "AccessAwaited":
        return cls(answer_due_at=asking.answer_due_at)


class OwnAsking(Shown):
    """What somebody asked for, and what they heard."""

    number: str
    reference: str
    asked_at: datetime
    answer_due_at: datetime
    outcome: AskingOutcome | None
    open_until: datetime | None

    @classmethod
    def of(cls, asking: AccessRequest) -> "OwnAsking":
        return cls(
            number=asking.number,
            reference=asking.typed,
            asked_at=asking.asked_at,
            answer_due_at=asking.answer_due_at,
            outcome=AskingOutcome(asking.outcome) if asking.outcome else None,
            open_until=asking.open_until,
        )


class AskingToAnswer(Shown):
    """An asking for a case that waits for an answer: whose, when, and what for."""

    id: UUID
    case: str
    person: str
    organisation: str
    purpose: str
    asked_at: datetime
    answer_due_at: datetime

    @classmethod
    def of(cls, asking: AccessRequest) -> "AskingToAnswer":
        return cls(
            id=asking.id,
            case=asking.case.reference if asking.case else "",
            person=asking.asked_by.username,
            organisation=asking.asked_by.owner.code,
            purpose=asking.purpose,
            asked_at=asking.asked_at,
            answer_due_at=asking.answer_due_at,
        )


class AskingAnswered(Asked):
    """Whether access is given, and why; who asked is not told why."""

    verdict: AskingVerdict
    words: Note


class AskingState(Shown):
    """What was answered, and until when the case is open to who asked."""

    case: str
    verdict: AskingVerdict
    open_until: datetime | None

    @classmethod
    def of(cls, asking: AccessRequest) -> "AskingState":
        return cls(
            case=asking.case.reference if asking.case else "",
            verdict=AskingVerdict(asking.verdict),
            open_until=asking.open_until,
        )


class CompartmentLine(Shown):
    """One compartment as whoever knows of it is shown it: its code name, its sponsor, whether one is in it."""

    id: UUID
    code_name: str
    sponsor: str
    opened_at: datetime
    is_inside: bool

    @classmethod
    def of(cls, circle: "Compartment", inside: Iterable[UUID]) -> "CompartmentLine":
        return cls(
            id=circle.id,
            code_name=circle.code_name,
            sponsor=circle.sponsor.username,
            opened_at=circle.opened_at,
            is_inside=circle.id in inside,
        )


class CompartmentsShown(Shown):
    """The compartments the caller may know of, by code name."""

    items: list[CompartmentLine]


class CompartmentShown(CompartmentLine):
    """A compartment from inside: what it is for, who is in it, which cases are."""

    purpose: str
    people: list[str]
    cases: list[str]

    @classmethod
    def whole(
        cls, circle: "Compartment", people: Iterable["Account"], cases: Iterable[SharingCase]
    ) -> "CompartmentShown":
        return cls(
            **CompartmentLine.of(circle, [circle.id]).model_dump(),
            purpose=circle.purpose,
            people=[each.username for each in people],
            cases=[each.reference for each in cases],
        )


class CompartmentSent(Asked):
    """A compartment to open: its code name, what it is for, who sponsors it, and why."""

    code_name: CodeName
    purpose: Note
    sponsor: Username
    reason: Note


class AdmissionSent(Asked):
    """Who comes into a compartment, until when if that is known, and why."""

    username: Username
    until: Instant | None = None
    reason: Note


class RemovalSent(Asked):
    """Who is taken out of a compartment, and why."""

    username: Username
    reason: Note


class EnclosureAsked(Asked):
    """Into which compartment a case is to be put; none takes it out of the one it is in. And why."""

    compartment: UUID | None
    reason: Note


class EnclosureShown(Shown):
    """A proposal about a case and a compartment, and what became of it."""

    id: UUID
    case: str
    compartment: str
    is_out: bool
    reason: str
    proposed_at: datetime
    decided_at: datetime | None
    is_approved: bool

    @classmethod
    def of(cls, proposal: EnclosureProposal) -> "EnclosureShown":
        return cls(
            id=proposal.id,
            case=proposal.case.reference,
            compartment=proposal.compartment.code_name,
            is_out=proposal.is_out,
            reason=proposal.reason,
            proposed_at=proposal.proposed_at,
            decided_at=proposal.decided_at,
            is_approved=proposal.is_approved,
        )


class EnclosuresShown(Shown):
    """The proposals that wait for a second person, oldest first."""

    items: list[EnclosureShown]


class DeclarationsAsked(Asked):
    """What somebody declares of themselves, in the place of what they declared before."""

    names: list[Name] = Field(default=[], max_length=50)
    addresses: list[Line] = Field(default=[], max_length=50)
    telephones: list[Line] = Field(default=[], max_length=50)
    household: list[Name] = Field(default=[], max_length=50)
    relations: list[Name] = Field(default=[], max_length=50)

    def as_interest(self) -> Interest:
        return Interest(**{name: tuple(given) for name, given in self.model_dump().items()})


class DeclarationsKept(Shown):
    """When somebody's declarations were kept; what they say is shown on their own page alone."""

    declared_at: datetime


class ConflictAsked(Asked):
    """Whom somebody knows in a case, and how."""

    words: Note


class ConflictNoted(Shown):
    """That somebody stepped out of a case."""

    reference: str


class InterestToSettle(Shown):
    """An interest that waits for somebody independent."""

    id: UUID
    case: str
    person: str
    checked_at: datetime

    @classmethod
    def of(cls, check: InterestCheck) -> "InterestToSettle":
        return cls(
            id=check.id, case=check.case.reference, person=check.person.username, checked_at=check.checked_at
        )


class InterestSettled(Asked):
    """What somebody independent found, why, and who handles the case from now on."""

    outcome: InterestOutcome
    words: Note
    to: Username = ""


class InterestShown(Shown):
    """What an interest was settled as."""

    case: str
    outcome: InterestOutcome

    @classmethod
    def of(cls, check: InterestCheck) -> "InterestShown":
        return cls(case=check.case.reference, outcome=InterestOutcome(check.outcome))
