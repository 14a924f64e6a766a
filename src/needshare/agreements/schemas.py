"""What the API takes and shows of agreements: the register, one agreement whole, a new version."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, StringConstraints

from needshare.api.schemas import (
    Asked,
    Code,
    Day,
    Id,
    Line,
    Name,
    Note,
    Number,
    Reference,
    Shown,
    Word,
    codes,
)

from .models import AgreementParty, AgreementVersion, NamedUser
from .queries import Listed, SignedUp
from .rules import MOST_PEOPLE, Agreed, NamedPerson, Party
from .terms import Status

Words = Annotated[list[Word], Field(max_length=200)]
NewReference = Annotated[str, StringConstraints(strict=True, max_length=40, pattern=r"^[A-Z0-9][A-Z0-9-]*$")]


class PartyAsked(Asked):
    """One organisation that agrees, by its id in the register."""

    organisation: Id
    contact_point: Id | None = None
    signed_on: Day | None = None


class NamedUserAsked(Asked):
    """One person allowed to ask and receive: an account, or a name with a job title."""

    organisation: Id
    account: Id | None = None
    name: Name = ""
    job_title: Annotated[Line, Field(max_length=120)] = ""
    starts_on: Day | None = None
    ends_on: Day | None = None


class VersionAsked(Asked):
    """Everything one version of an agreement says."""

    title: Name
    owner_person: Id
    starts_on: Day
    ends_on: Day
    review_on: Day
    purposes: Words
    categories_out: Words
    subject_groups: Words
    ceiling: Word
    methods: Words
    parties: Annotated[list[PartyAsked], Field(max_length=100)]
    number: Number = 1
    prohibited_purposes: Words = []
    categories_in: Words = []
    prohibited: Words = []
    jurisdictions: Words = ["england_and_wales"]
    gateways: Words = []
    named_users: Annotated[list[NamedUserAsked], Field(max_length=MOST_PEOPLE)] = []
    clauses: Annotated[dict[Word, Name], Field(max_length=200)] = {}

    def agreed(self) -> Agreed:
        """Return this as the action takes it."""
        plain = {name: getattr(self, name) for name in VersionAsked.model_fields}
        plain["parties"] = [
            Party(each.organisation, each.contact_point, each.signed_on) for each in self.parties
        ]
        plain["named_users"] = [NamedPerson(**each.model_dump()) for each in self.named_users]
        return Agreed(**plain)


class AgreementAsked(VersionAsked):
    """A new agreement: its reference and its first version."""

    reference: NewReference


class SignatureAsked(Asked):
    """That a party has signed."""

    organisation: Id
    signed_on: Day


class ReasonAsked(Asked):
    """Why the standing of an agreement changes."""

    reason: Note


class SignedUpAsked(Asked):
    """For which purpose it is asked whether an organisation is signed up."""

    purpose: Word


class AgreementLine(Shown):
    """One line of the register."""

    reference: str
    title: str
    version: int
    status: Status
    starts_on: date
    ends_on: date
    review_on: date
    is_review_overdue: bool
    partners: list[str]

    @classmethod
    def of(cls, line: Listed) -> "AgreementLine":
        version = line.version
        return cls(
            reference=line.agreement.reference,
            title=line.agreement.title,
            version=version.number,
            status=line.status,
            starts_on=version.starts_on,
            ends_on=version.ends_on,
            review_on=version.review_on,
            is_review_overdue=line.is_review_overdue,
            partners=line.partners,
        )


class PartyShown(Shown):
    """One organisation of an agreement."""

    organisation: str
    name: str
    signed_on: date | None

    @classmethod
    def of(cls, party: AgreementParty) -> "PartyShown":
        return cls(
            organisation=party.organisation.code, name=party.organisation.name, signed_on=party.signed_on
        )


class NamedUserShown(Shown):
    """One person named in an agreement."""

    organisation: str
    username: str
    name: str
    job_title: str
    starts_on: date
    ends_on: date

    @classmethod
    def of(cls, person: NamedUser) -> "NamedUserShown":
        return cls(
            organisation=person.organisation.code,
            username=person.account.username if person.account else "",
            name=person.name,
            job_title=person.job_title,
            starts_on=person.starts_on,
            ends_on=person.ends_on,
        )


class VersionShown(Shown):
    """What one version of an agreement says, and what it is today."""

    id: UUID
    number: int
    status: Status
    starts_on: date
    ends_on: date
    review_on: date
    purposes: list[str]
    prohibited_purposes: list[str]
    categories_out: list[str]
    categories_in: list[str]
    prohibited: list[str]
    subject_groups: list[str]
    ceiling: str
    methods: list[str]
    jurisdictions: list[str]
    gateways: list[str]
    clauses: dict[str, str]
    standing_changed_at: datetime | None
    parties: list[PartyShown]
    named_users: list[NamedUserShown]

    @classmethod
    def of(cls, version: AgreementVersion, *, on: date) -> "VersionShown":
        plain: Mapping[str, Any] = {
            name: getattr(version, name)
            for name in cls.model_fields
            if name not in ("status", "parties", "named_users")
        }
        return cls(
            **plain,
            status=version.status_on(on),
            parties=[PartyShown.of(each) for each in version.parties.all()],
            named_users=[NamedUserShown.of(each) for each in version.named_users.all()],
        )


class AgreementShown(Shown):
    """One agreement with all its versions, the newest first; a partner sees its own named users only."""

    reference: str
    title: str
    force: str
    versions: list[VersionShown]


class StandingShown(Shown):
    """What a version of an agreement is after an act."""

    reference: str
    version: int
    status: Status

    @classmethod
    def of(cls, reference: str, version: AgreementVersion, *, on: date) -> "StandingShown":
        return cls(reference=reference, version=version.number, status=version.status_on(on))


class SignedUpShown(Shown):
    """Whether an organisation is signed up for a purpose now, under what, and if not, why not."""

    organisation: Code
    purpose: str
    is_signed_up: bool
    under: list[Reference]
    codes: list[str]

    @classmethod
    def of(cls, organisation: str, purpose: str, found: SignedUp) -> "SignedUpShown":
        return cls(
            organisation=organisation,
            purpose=purpose,
            is_signed_up=found.is_signed_up,
            under=[line.agreement.reference for line in found.under],
            codes=codes(found.codes),
        )
