"""What the API says of organisations: what the register publishes."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from needshare.api.schemas import Asked, Code, Day, Flag, Line, Name, Note, PageAsked, Shown, Versioned

from .models import Organisation, ParticularsProposal, Unit, VerifiedDomain
from .terms import Jurisdiction, LegalType, Particulars

Telephone = Annotated[Line, Field(max_length=40)]
UnitName = Annotated[Line, Field(max_length=120)]
DomainName = Annotated[Line, Field(max_length=253)]
Evidence = Annotated[Note, Field(max_length=500)]


class OrganisationLine(Shown):
    """One organisation of the register."""

    code: str
    name: str
    kind: str
    legal_type: str
    jurisdiction: str
    is_active: bool

    @classmethod
    def of(cls, organisation: Organisation) -> "OrganisationLine":
        return cls(
            code=organisation.code,
            name=organisation.name,
            kind=organisation.kind,
            legal_type=organisation.legal_type,
            jurisdiction=organisation.jurisdiction,
            is_active=organisation.is_active,
        )


class DomainShown(Shown):
    """One e-mail domain verified as an organisation's."""

    domain: str
    verified_on: date
    expires_on: date

    @classmethod
    def of(cls, domain: VerifiedDomain) -> "DomainShown":
        return cls(domain=domain.domain, verified_on=domain.verified_on, expires_on=domain.expires_on)


class UnitShown(Shown):
    """One open unit of an organisation."""

    id: UUID
    name: str

    @classmethod
    def of(cls, unit: Unit) -> "UnitShown":
        return cls(id=unit.id, name=unit.name)


class OrganisationShown(OrganisationLine, Versioned):
    """Everything the register says of one organisation."""

    is_relevant_authority: bool
    is_foi_subject: bool
    switchboard: str
    out_of_hours: str
    domains: list[DomainShown]
    units: list[UnitShown]

    @classmethod
    def whole(
        cls, organisation: Organisation, domains: Iterable[VerifiedDomain], units: Iterable[Unit]
    ) -> "OrganisationShown":
        return cls(
            **OrganisationLine.of(organisation).model_dump(),
            version=organisation.revision,
            is_relevant_authority=organisation.is_relevant_authority,
            is_foi_subject=organisation.is_foi_subject,
            switchboard=organisation.switchboard,
            out_of_hours=organisation.out_of_hours,
            domains=[DomainShown.of(each) for each in domains],
            units=[UnitShown.of(each) for each in units],
        )


class OrganisationState(OrganisationLine, Versioned):
    """What an act left of an organisation's entry."""

    @classmethod
    def after(cls, organisation: Organisation) -> "OrganisationState":
        return cls(**OrganisationLine.of(organisation).model_dump(), version=organisation.revision)


class EntryProposalShown(Shown):
    """What an organisation proposes that the register say of it."""

    id: UUID
    organisation: str
    particulars: dict[str, Any]
    reason: str
    proposed_at: datetime
    decided_at: datetime | None
    is_accepted: bool

    @classmethod
    def of(cls, proposal: ParticularsProposal) -> "EntryProposalShown":
        return cls(
            id=proposal.id,
            organisation=proposal.owner.code,
            particulars=proposal.particulars,
            reason=proposal.reason,
            proposed_at=proposal.proposed_at,
            decided_at=proposal.decided_at,
            is_accepted=proposal.is_accepted,
        )


class EntryProposalsShown(Shown):
    """The proposed entries that wait for a keeper of the register."""

    items: list[EntryProposalShown]


class EntrySent(Asked):
    """What the register is to say of an organisation."""

    name: Name
    legal_type: LegalType
    jurisdiction: Jurisdiction = Jurisdiction.ENGLAND_AND_WALES
    is_relevant_authority: Flag = False
    switchboard: Telephone = ""
    out_of_hours: Telephone = ""
    is_foi_subject: Flag = False

    def particulars(self) -> Particulars:
        """Return what is to be written."""
        return Particulars(**{name: getattr(self, name) for name in Particulars.__dataclass_fields__})


class OrganisationSent(EntrySent):
    """A partner agency to add."""

    code: Code


class EntryProposed(EntrySent):
    """What an organisation's own administrator proposes."""

    reason: Note


class DomainVerified(Asked):
    """An e-mail domain, how it is known to be theirs, and until when it is trusted."""

    domain: DomainName
    evidence: Evidence
    expires_on: Day
    is_told_apart: Flag = False


class DomainWithdrawn(Asked):
    """A domain that is trusted no longer, and why."""

    domain: DomainName
    reason: Note


class SwitchSent(Asked):
    """Why an organisation's access ends or is restored."""

    reason: Note


class UnitAdded(Asked):
    """The name of a unit."""

    name: UnitName


class UnitRenamed(Asked):
    """Another name for a unit."""

    new_name: UnitName


class OrganisationsAsked(PageAsked):
    """Which organisations are asked for."""

    kind: Literal["", "force", "agency"] = Field(default="", description="Only forces, or only agencies.")
