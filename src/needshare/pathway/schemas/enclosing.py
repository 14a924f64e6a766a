"""What the API takes and shows of compartments, and of the cases that go into them."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from pydantic import Field

from needshare.api.schemas import (
    Asked,
    Instant,
    Line,
    Note,
    Shown,
    Username,
)
from needshare.pathway.models import (
    EnclosureProposal,
    SharingCase,
)

if TYPE_CHECKING:
    from needshare.accounts.models import Account, Compartment


CodeName = Annotated[Line, Field(min_length=1, max_length=60)]


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
