"""What the API shows outside the force: a request's status and answer, and a package for its recipient."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from needshare.api.schemas import Asked, Note, Shown
from needshare.decision.schemas import LetterShown
from needshare.disclosure.terms import DeliveryState
from needshare.intake.schemas import AnswersShown
from needshare.pathway.terms import RequesterStatus
from needshare.policy import condition_text

from .actions import OwnRequest
from .models import Receipt
from .rules import Answer

if TYPE_CHECKING:
    from needshare.disclosure.models import Delivery


class ToldShown(Shown):
    """One step of a request as its sender is told it."""

    status: RequesterStatus
    at: datetime
    note: str


class AnswerShown(Shown):
    """The answer to a request that shares nothing; it never tells whether anything is held."""

    is_refusal: bool
    text: str
    letter: LetterShown | None = None

    @classmethod
    def of(cls, answer: Answer) -> "AnswerShown":
        letter = LetterShown.of(answer.letter) if answer.letter else None
        return cls(is_refusal=answer.is_refusal, text=answer.text, letter=letter)


class OwnRequestShown(Shown):
    """A request of one's own organisation: what was asked, where it is, and its answer."""

    reference: str
    status: RequesterStatus
    received_at: datetime | None
    due_at: datetime | None
    missing: str
    story: list[ToldShown]
    answer: AnswerShown | None
    has_package: bool
    answers: AnswersShown

    @classmethod
    def of(cls, own: OwnRequest) -> "OwnRequestShown":
        return cls(
            reference=own.case.reference,
            status=own.status,
            received_at=own.case.received_at,
            due_at=own.case.due_at,
            missing=own.missing,
            story=[ToldShown(status=each.status, at=each.at, note=each.note) for each in own.story],
            answer=AnswerShown.of(own.answer) if own.answer else None,
            has_package=own.package is not None,
            answers=AnswersShown.of(own.asking),
        )


class PackageLine(Shown):
    """A package addressed to the caller."""

    id: UUID
    reference: str
    force: str
    state: DeliveryState
    sent_at: datetime
    expires_at: datetime
    is_sealed_to_own_key: bool

    @classmethod
    def of(cls, delivery: "Delivery") -> "PackageLine":
        case = delivery.package.case
        return cls(
            id=delivery.id,
            reference=case.reference,
            force=case.owner.code,
            state=DeliveryState(delivery.state),
            sent_at=delivery.sent_at,
            expires_at=delivery.expires_at,
            is_sealed_to_own_key=bool(delivery.age_recipient),
        )


class HandlingCondition(Shown):
    """One handling condition of a package, in words."""

    code: str
    text: str
    on: date | None


class PackageForRecipient(PackageLine):
    """A package addressed to the caller: its marking, its hash, and the conditions to accept."""

    marking: str
    size: int
    bytes_hash: str
    conditions: list[HandlingCondition]

    @classmethod
    def whole(cls, delivery: "Delivery") -> "PackageForRecipient":
        return cls(
            **PackageLine.of(delivery).model_dump(),
            marking=delivery.package.marking,
            size=delivery.size,
            bytes_hash=delivery.bytes_hash,
            conditions=[_condition(each, delivery.owner_id) for each in delivery.package.decision.conditions],
        )


def _condition(stored: dict[str, Any], owner: UUID) -> HandlingCondition:
    return HandlingCondition(
        code=stored["code"],
        text=condition_text(stored, owner=owner),
        on=date.fromisoformat(stored["on"]) if stored.get("on") else None,
    )


class ReceiptShown(Shown):
    """How far the recipient has come with a package."""

    reference: str
    conditions_accepted_at: datetime
    opened_at: datetime | None
    acknowledged_at: datetime | None

    @classmethod
    def of(cls, reference: str, receipt: Receipt) -> "ReceiptShown":
        return cls(
            reference=reference,
            conditions_accepted_at=receipt.conditions_accepted_at,
            opened_at=receipt.opened_at,
            acknowledged_at=receipt.acknowledged_at,
        )


class NotCollected(Asked):
    """Why a case is closed though nobody collected its package."""

    reason: Note
