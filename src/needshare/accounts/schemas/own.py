"""What the API says of people: enough to name a handler or a recipient, and one's own account in full."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from needshare.accounts.models import Account
from needshare.accounts.terms import Role
from needshare.api.schemas import Asked, Code, PageAsked, Shown


class OwnAccount(Shown):
    """The person or system whose token this is, and what they are trusted with now."""

    id: UUID
    username: str
    name: str
    organisation: str
    is_force: bool
    is_system: bool
    roles: list[Role]
    clearance: str
    clearance_until: date | None
    vetting: str
    vetting_until: date | None
    training_until: date | None
    age_recipient: str

    @classmethod
    def of(cls, account: Account) -> "OwnAccount":
        return cls(
            id=account.id,
            username=account.username,
            name=account.name,
            organisation=account.owner.code,
            is_force=account.owner.is_force,
            is_system=account.is_system,
            roles=[Role(word) for word in sorted(account.held_roles())],
            clearance=account.clearance,
            clearance_until=account.clearance_until,
            vetting=account.vetting,
            vetting_until=account.vetting_until,
            training_until=account.training_until,
            age_recipient=account.age_recipient,
        )


class KeyChosen(Asked):
    """The age key that packages for oneself are sealed to; empty for none."""

    recipient: Annotated[str, StringConstraints(strict=True, max_length=128, pattern=r"^[A-Za-z0-9-]*$")]


class PersonLine(Shown):
    """One person of an organisation, as somebody who may know of them is shown."""

    id: UUID
    username: str
    name: str
    job_title: str
    is_active: bool
    is_system: bool

    @classmethod
    def of(cls, account: Account) -> "PersonLine":
        return cls(
            id=account.id,
            username=account.username,
            name=account.name,
            job_title=account.job_title,
            is_active=account.is_active,
            is_system=account.is_system,
        )


class PeopleAsked(PageAsked):
    """Whose people are asked for."""

    organisation: Code = Field(description="The code of an organisation.")
    role: Role | None = Field(default=None, description="Only those who hold this role now.")
