"""What the API takes of a request, and what its sender is shown of it: never a stage, never held or not."""

from dataclasses import asdict, fields
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

from pydantic import Field, StrictInt

from needshare.api.schemas import (
    Asked,
    Code,
    Day,
    Flag,
    Line,
    Name,
    Note,
    Reference,
    Shown,
    Text,
    Word,
    codes,
)
from needshare.pathway.schemas.cases import CaseState
from needshare.pathway.stages import seen_by_requester
from needshare.pathway.terms import RequesterStatus, Stage

from .actions import Evidence
from .models import Verification
from .rules import MOST_ITEMS, MOST_SUBJECTS, AskedItem, AskedPerson, Asking
from .terms import RequestChannel, VerificationOutcome

if TYPE_CHECKING:
    from needshare.pathway.models import SharingCase


class ItemWanted(Asked):
    """One category of information asked for, over a range of dates."""

    category: Word
    description: Text = ""
    date_from: Day | None = None
    date_to: Day | None = None


class PersonNamed(Asked):
    """A person the request is about, as the requester describes them."""

    name: Name
    role: Word = "other"
    aliases: Text = ""
    date_of_birth: Day | None = None
    addresses: Text = ""
    identifiers: Text = ""


class Answers(Asked):
    """The answers of a request; what must be given is judged when it is sent."""

    requester_name: Line = ""
    requester_title: Line = ""
    requester_number: Line = ""
    requester_department: Line = ""
    requester_email: Line = ""
    requester_telephone: Line = ""
    authoriser_name: Line = ""
    authoriser_rank: Line = ""
    authorised_on: Day | None = None
    has_declared_no_conflict: Flag = False
    agreement_reference: Reference = ""
    scheme: Word = ""
    scheme_answers: Annotated[dict[Word, Flag | StrictInt | Text], Field(max_length=50)] = {}
    persons: Annotated[list[PersonNamed], Field(max_length=MOST_SUBJECTS)] = []
    subject_aware: Word = ""
    subject_aware_reason: Text = ""
    objective: Text = ""
    purpose: Word = ""
    purpose_text: Text = ""
    matter_reference: Line = ""
    gateways: Annotated[list[Word], Field(max_length=50)] = []
    information_sought: Text = ""
    items: Annotated[list[ItemWanted], Field(max_length=MOST_ITEMS)] = []
    preferred_format: Line = ""
    necessity: Text = ""
    proportionality: Text = ""
    consequence: Text = ""
    urgency: Word = "routine"
    urgency_reason: Text = ""
    needed_on: Day | None = None
    onward_use: Text = ""
    is_onward_sharing: Flag = False
    retention: Text = ""
    security: Text = ""
    highest_marking: Word = ""
    return_method: Word = ""
    has_declared_correct: Flag = False
    has_declared_purpose_only: Flag = False
    has_declared_offence_known: Flag = False

    def asking(self) -> Asking:
        """Return this as the action takes it."""
        plain: dict[str, Any] = {each.name: getattr(self, each.name) for each in fields(Asking)}
        plain["gateways"] = tuple(self.gateways)
        plain["items"] = tuple(AskedItem(**each.model_dump()) for each in self.items)
        plain["persons"] = tuple(AskedPerson(**each.model_dump()) for each in self.persons)
        return Asking(**plain)


class ItemWantedShown(Shown):
    """One category of information that was asked for."""

    category: str
    description: str
    date_from: date | None
    date_to: date | None


class PersonNamedShown(Shown):
    """A person the request is about, as its sender described them."""

    name: str
    role: str
    aliases: str
    date_of_birth: date | None
    addresses: str
    identifiers: str


class AnswersShown(Shown):
    """The answers of a request as they were sent, for its own organisation."""

    requester_name: str
    requester_title: str
    requester_number: str
    requester_department: str
    requester_email: str
    requester_telephone: str
    authoriser_name: str
    authoriser_rank: str
    authorised_on: date | None
    has_declared_no_conflict: bool
    agreement_reference: str
    scheme: str
    scheme_answers: dict[str, bool | int | str]
    persons: list[PersonNamedShown]
    subject_aware: str
    subject_aware_reason: str
    objective: str
    purpose: str
    purpose_text: str
    matter_reference: str
    gateways: list[str]
    information_sought: str
    items: list[ItemWantedShown]
    preferred_format: str
    necessity: str
    proportionality: str
    consequence: str
    urgency: str
    urgency_reason: str
    needed_on: date | None
    onward_use: str
    is_onward_sharing: bool
    retention: str
    security: str
    highest_marking: str
    return_method: str
    has_declared_correct: bool
    has_declared_purpose_only: bool
    has_declared_offence_known: bool

    @classmethod
    def of(cls, asking: Asking) -> "AnswersShown":
        plain = {name: getattr(asking, name) for name in cls.model_fields}
        plain["persons"] = [PersonNamedShown(**asdict(each)) for each in asking.persons]
        plain["items"] = [ItemWantedShown(**asdict(each)) for each in asking.items]
        return cls(**plain)


class RequestAsked(Asked):
    """A request to send: to which force, for which organisation, and its answers."""

    force: Code
    organisation: Code
    channel: RequestChannel = RequestChannel.API
    answers: Answers


class ResubmissionAsked(Asked):
    """The corrected answers of a request that was returned."""

    answers: Answers


class WithdrawalAsked(Asked):
    """Why a request is withdrawn."""

    reason: Note = ""


class RequestLine(Shown):
    """A request as its own organisation sees it: where it is, and by when it is due."""

    id: UUID
    reference: str
    status: RequesterStatus
    received_at: datetime | None
    due_at: datetime | None

    @classmethod
    def of(cls, case: "SharingCase") -> "RequestLine":
        return cls(
            id=case.id,
            reference=case.reference,
            status=seen_by_requester(Stage(case.stage)),
            received_at=case.received_at,
            due_at=case.due_at,
        )


class EvidenceAsked(Asked):
    """How a requester was verified: the method, what each layer showed, and the evidence in words."""

    method: Word
    is_organisation_confirmed: Flag
    is_person_confirmed: Flag
    is_authority_confirmed: Flag
    evidence: Text

    def given(self) -> Evidence:
        return Evidence(
            method=self.method,
            is_organisation_confirmed=self.is_organisation_confirmed,
            is_person_confirmed=self.is_person_confirmed,
            is_authority_confirmed=self.is_authority_confirmed,
            words=self.evidence,
        )


class MoreAsked(Asked):
    """What a requester must add or correct."""

    what: Note


class RedirectionAsked(Asked):
    """Which other route is the right one."""

    route: Word


class Verified(CaseState):
    """What the check of the requester found, and where the case is now."""

    outcome: VerificationOutcome
    destination: str
    codes: list[str]
    valid_until: datetime

    @classmethod
    def found(cls, verification: Verification) -> "Verified":
        return cls(
            **CaseState.of(verification.case).model_dump(),
            outcome=VerificationOutcome(verification.outcome),
            destination=str(verification.destination),
            codes=codes(verification.codes),
            valid_until=verification.valid_until,
        )
