"""People as those who keep them are shown them, and what keepers send."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from needshare.accounts.models import Account, Invitation, RoleProposal
from needshare.accounts.terms import Clearance, Person, Role, Vetting
from needshare.api.schemas import CHARACTERS, Asked, Code, Day, Line, Name, Note, Shown, Username, Versioned

Address = Annotated[str, StringConstraints(strict=True, max_length=254, pattern=CHARACTERS)]
Title = Annotated[Line, Field(max_length=120)]


class PersonShown(Versioned):
    """One person as those who keep people's accounts are shown them."""

    id: UUID
    username: str
    name: str
    organisation: str
    unit: str
    job_title: str
    work_email: str
    roles: list[Role]
    proposed_roles: list[Role]
    training_until: date | None
    vetting: Vetting
    vetting_until: date | None
    clearance: Clearance
    clearance_until: date | None
    is_active: bool
    is_system: bool
    invitation_expires_at: datetime | None

    @classmethod
    def of(
        cls, account: Account, proposals: Iterable[RoleProposal], invitation: Invitation | None
    ) -> "PersonShown":
        return cls(
            version=account.revision,
            id=account.id,
            username=account.username,
            name=account.name,
            organisation=account.owner.code,
            unit=account.unit.name if account.unit else "",
            job_title=account.job_title,
            work_email=account.work_email,
            roles=[Role(each) for each in account.roles],
            proposed_roles=[Role(each.role) for each in proposals],
            training_until=account.training_until,
            vetting=Vetting(account.vetting),
            vetting_until=account.vetting_until,
            clearance=Clearance(account.clearance),
            clearance_until=account.clearance_until,
            is_active=account.is_active,
            is_system=account.is_system,
            invitation_expires_at=invitation.expires_at if invitation else None,
        )


class PersonState(Versioned):
    """What an act left of a person's account."""

    id: UUID
    username: str
    is_active: bool
    roles: list[Role]

    @classmethod
    def of(cls, account: Account) -> "PersonState":
        return cls(
            version=account.revision,
            id=account.id,
            username=account.username,
            is_active=account.is_active,
            roles=[Role(each) for each in account.roles],
        )


class RoleProposalShown(Shown):
    """One proposed role: for whom, by whom, why, and what became of it."""

    id: UUID
    person: UUID
    username: str
    role: Role
    reason: str
    proposed_at: datetime
    proposed_by: str
    decided_at: datetime | None
    is_approved: bool

    @classmethod
    def of(cls, proposal: RoleProposal, names: Mapping[UUID, str]) -> "RoleProposalShown":
        return cls(
            id=proposal.id,
            person=proposal.account_id,
            username=proposal.account.username,
            role=Role(proposal.role),
            reason=proposal.reason,
            proposed_at=proposal.proposed_at,
            proposed_by=names.get(proposal.proposed_by, ""),
            decided_at=proposal.decided_at,
            is_approved=proposal.is_approved,
        )


class ProposalsShown(Shown):
    """The proposed roles that wait for a second person."""

    items: list[RoleProposalShown]


class PersonInvited(Asked):
    """Somebody who is to get an account and an invitation."""

    organisation: Code
    username: Username
    name: Name
    work_email: Address
    job_title: Title = ""
    unit: Title = ""
    roles: Annotated[list[Role], Field(min_length=1, max_length=len(Role))]
    reason: Note

    def person(self) -> Person:
        """Return what is written down of the person."""
        return Person(name=self.name, work_email=self.work_email, job_title=self.job_title, unit=self.unit)


class WhySent(Asked):
    """Why an account is changed."""

    reason: Note


class RoleSent(WhySent):
    """One role to propose or to take away."""

    role: Role


class UnitSent(Asked):
    """The unit somebody moves to; empty for none."""

    unit: Title


class TrainingSent(Asked):
    """Until when somebody's training is valid."""

    until: Day
    evidence: Note


class VettingSent(Asked):
    """Somebody's police vetting; `none` withdraws it."""

    vetting: Vetting
    until: Day | None = None
    evidence: Note


class ClearanceSent(Asked):
    """Somebody's national security vetting; `none` withdraws it."""

    clearance: Clearance
    until: Day | None = None
    evidence: Note
