"""What the API takes and shows of a package: what was prepared, checked and released, and each delivery."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from needshare.api.schemas import Asked, Digest, Flag, Note, Shown, Text, Word, codes
from needshare.intake.terms import VerificationOutcome
from needshare.pathway.schemas.cases import CaseState

from .actions.release import Released
from .models import Delivery, Package, RecipientVerification
from .rules import RecipientEvidence
from .terms import DeliveryState, PackageState


class RecipientEvidenceAsked(Asked):
    """How a recipient was verified; organisation and authority are left out for a member of the public."""

    method: Word
    is_person_confirmed: Flag
    is_organisation_confirmed: Flag | None = None
    is_authority_confirmed: Flag | None = None
    evidence: Text

    def given(self) -> RecipientEvidence:
        return RecipientEvidence(
            method=self.method,
            is_person_confirmed=self.is_person_confirmed,
            is_organisation_confirmed=self.is_organisation_confirmed,
            is_authority_confirmed=self.is_authority_confirmed,
            words=self.evidence,
        )


class RecipientVerified(CaseState):
    """What the check of a recipient found, and until when it holds."""

    recipient: int
    outcome: VerificationOutcome
    destination: str
    codes: list[str]
    valid_until: datetime

    @classmethod
    def found(cls, verification: RecipientVerification) -> "RecipientVerified":
        return cls(
            **CaseState.of(verification.case).model_dump(),
            recipient=verification.recipient.number,
            outcome=VerificationOutcome(verification.outcome),
            destination=verification.destination,
            codes=codes(verification.codes),
            valid_until=verification.valid_until,
        )


class CheckAsked(Asked):
    """That a second person looked at exactly these bytes, by their SHA-256."""

    bytes_hash: Digest
    note: Note = ""


class FaultAsked(Asked):
    """What is wrong with a package."""

    what: Note


class HandingOver(Asked):
    """Who was given what, how they were identified, and when."""

    evidence: Annotated[Text, Field(max_length=5_000)]


class PackageShown(CaseState):
    """A package, the hash of its bytes and of what was approved, and where the case is now."""

    number: int
    state: PackageState
    marking: str
    size: int
    bytes_hash: str
    content_hash: str

    @classmethod
    def standing(cls, package: Package) -> "PackageShown":
        return cls(
            **CaseState.of(package.case).model_dump(),
            number=package.number,
            state=PackageState(package.state),
            marking=package.marking,
            size=package.size,
            bytes_hash=package.bytes_hash,
            content_hash=package.content_hash,
        )


class DeliveryShown(Shown):
    """One delivery to a named recipient, by the recipient's number in the decision."""

    recipient: int
    method: str
    state: DeliveryState
    is_sealed_to_own_key: bool
    bytes_hash: str
    size: int
    sent_at: datetime
    expires_at: datetime

    @classmethod
    def of(cls, delivery: Delivery) -> "DeliveryShown":
        return cls(
            recipient=delivery.recipient.number,
            method=delivery.method,
            state=DeliveryState(delivery.state),
            is_sealed_to_own_key=bool(delivery.age_recipient),
            bytes_hash=delivery.bytes_hash,
            size=delivery.size,
            sent_at=delivery.sent_at,
            expires_at=delivery.expires_at,
        )


class FiveChecksShown(Shown):
    """One of the five checks of a release, for one recipient."""

    recipient: int
    check: str
    outcome: str
    reason: str


class CodeShown(Shown):
    """The code of a one-time link, shown this once; give it by another way than the link."""

    recipient: int
    code: str


class ReleasedShown(PackageShown):
    """A release: its five checks by name, and its deliveries."""

    checks: list[FiveChecksShown]
    deliveries: list[DeliveryShown]
    codes_to_give: list[CodeShown]

    @classmethod
    def made(cls, released: Released) -> "ReleasedShown":
        package = released.package
        numbers = {str(each.pk): each.recipient.number for each in released.deliveries}
        return cls(
            **PackageShown.standing(package).model_dump(),
            checks=[
                FiveChecksShown(recipient=row["recipient"], **check)
                for row in package.five_checks
                for check in row["checks"]
            ],
            deliveries=[DeliveryShown.of(each) for each in released.deliveries],
            codes_to_give=[
                CodeShown(recipient=numbers[delivery], code=code)
                for delivery, (_link, code) in released.secrets.items()
            ],
        )
