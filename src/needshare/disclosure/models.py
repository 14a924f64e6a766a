"""Recipients as verified, packages as prepared, checked and released, and each delivery to one person."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from needshare.agencies.ownership import OwnedRecord
from needshare.crypto.fields import SealedJSON, SealedText
from needshare.intake.terms import VerificationOutcome

from .terms import DeliveryState, PackageState


class RecipientVerification(OwnedRecord):
    """A recorded check that a named recipient is who they are said to be, and may receive (1.8, C3).

    Organisation and authority are empty for a member of the public, who stands for nobody else.
    """

    case = models.ForeignKey("pathway.SharingCase", models.PROTECT, related_name="recipient_verifications")
    recipient = models.ForeignKey("decision.DecidedRecipient", models.PROTECT, related_name="verifications")
    outcome = models.CharField(max_length=16, choices=VerificationOutcome.choices())
    method = models.CharField(max_length=40)
    is_organisation_confirmed = models.BooleanField(null=True)
    is_person_confirmed = models.BooleanField()
    is_authority_confirmed = models.BooleanField(null=True)
    destination = models.CharField(max_length=16, blank=True, default="")
    codes = models.JSONField(default=list)
    evidence = SealedText()
    verified_at = models.DateTimeField()
    verified_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+", db_index=False)
    valid_until = models.DateTimeField()
    data_key = models.ForeignKey("crypto.DataKey", models.PROTECT, related_name="+", db_index=False)

    contained_in: ClassVar[tuple[str, ...]] = ("case", "recipient")
    PRIVACY: ClassVar[dict[str, str]] = {
        **dict.fromkeys(
            (
                "case",
                "recipient",
                "outcome",
                "method",
                "is_organisation_confirmed",
                "is_person_confirmed",
                "is_authority_confirmed",
                "destination",
                "codes",
                "verified_at",
                "valid_until",
                "data_key",
            ),
            "plain",
        ),
        "evidence": "sensitive",
        "verified_by": "personal",
    }
    RETENTION: ClassVar[str] = "sharing_case"

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="a_verified_recipient_was_confirmed",
                condition=~Q(outcome=VerificationOutcome.VERIFIED)
                | Q(
                    # "true" alone lets an empty answer through: a check that is not false is passed
                    is_organisation_confirmed__isnull=False,
                    is_organisation_confirmed=True,
                    is_person_confirmed=True,
                    is_authority_confirmed__isnull=False,
                    is_authority_confirmed=True,
                    destination="verified",
                )
                | Q(
                    is_organisation_confirmed__isnull=True,
                    is_person_confirmed=True,
                    is_authority_confirmed__isnull=True,
                    destination="",
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.outcome} by {self.method}"


class Package(OwnedRecord):
    """The exact bytes that leave the force: cover sheet, items and manifest, bound to one decision."""

    case = models.ForeignKey("pathway.SharingCase", models.PROTECT, related_name="packages")
    decision = models.ForeignKey("decision.Decision", models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=16, choices=PackageState.choices())
    content_hash = models.CharField(max_length=64)
    bytes_hash = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    stored_as = models.CharField(max_length=80)
    marking = models.CharField(max_length=32)
    manifest = SealedJSON()
    prepared_at = models.DateTimeField()
    prepared_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+", db_index=False)
    decided_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+", db_index=False)
    checked_at = models.DateTimeField(null=True)
    checked_by = models.ForeignKey(
        "accounts.Account", models.PROTECT, null=True, related_name="+", db_index=False
    )
    check_note = SealedText(default="")
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(
        "accounts.Account", models.PROTECT, null=True, related_name="+", db_index=False
    )
    release_entry = models.UUIDField(null=True)
    five_checks = SealedJSON(default=list)
    data_key = models.ForeignKey("crypto.DataKey", models.PROTECT, related_name="+", db_index=False)

    contained_in: ClassVar[tuple[str, ...]] = ("case", "decision")
    PRIVACY: ClassVar[dict[str, str]] = {
        **dict.fromkeys(
            (
                "case",
                "decision",
                "number",
                "state",
                "content_hash",
                "bytes_hash",
                "size",
                "stored_as",
                "marking",
                "prepared_at",
                "checked_at",
                "released_at",
                "release_entry",
                "data_key",
            ),
            "plain",
        ),
        "manifest": "sensitive",
        "prepared_by": "personal",
        "decided_by": "personal",
        "checked_by": "personal",
        "check_note": "sensitive",
        "released_by": "personal",
        "five_checks": "sensitive",
    }
    RETENTION: ClassVar[str] = "sharing_case"

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["owner", "case", "number"], name="packages_are_numbered_once"),
            models.CheckConstraint(
                name="checked_at_and_by_together",
                condition=Q(checked_at__isnull=True, checked_by__isnull=True)
                | Q(checked_at__isnull=False, checked_by__isnull=False),
            ),
            models.CheckConstraint(
                name="released_at_and_by_together",
                condition=Q(released_at__isnull=True, released_by__isnull=True, release_entry__isnull=True)
                | Q(released_at__isnull=False, released_by__isnull=False, release_entry__isnull=False),
            ),
            models.CheckConstraint(
                name="a_released_package_was_checked",
                condition=Q(released_at__isnull=True) | Q(checked_at__isnull=False),
            ),
            models.CheckConstraint(
                name="nobody_checks_their_own_package",
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=models.F("prepared_by")),
            ),
            models.CheckConstraint(
                name="nobody_releases_what_they_decided",
                condition=Q(released_by__isnull=True) | ~Q(released_by=models.F("decided_by")),
            ),
        )

    def __str__(self) -> str:
        return f"package {self.number} of {self.case_id}"


class Delivery(OwnedRecord):
    """A released package on its way to one named recipient, encrypted to that person alone."""

    package = models.ForeignKey("disclosure.Package", models.PROTECT, related_name="deliveries")
    recipient = models.ForeignKey("decision.DecidedRecipient", models.PROTECT, related_name="+")
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    method = models.CharField(max_length=32)
    state = models.CharField(max_length=16, choices=DeliveryState.choices())
    age_recipient = models.CharField(max_length=80, blank=True, default="")
    stored_as = models.CharField(max_length=80, blank=True, default="")
    bytes_hash = models.CharField(max_length=64, blank=True, default="")
    size = models.PositiveBigIntegerField(default=0)
    link_digest = models.CharField(max_length=64, blank=True, default="")
    code_digest = models.CharField(max_length=64, blank=True, default="")
    wrong_codes = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    bounced_at = models.DateTimeField(null=True)
    handed_over = SealedText(default="")
    data_key = models.ForeignKey("crypto.DataKey", models.PROTECT, related_name="+", db_index=False)

    contained_in: ClassVar[tuple[str, ...]] = ("package",)
    PRIVACY: ClassVar[dict[str, str]] = {
        **dict.fromkeys(
            (
                "package",
                "recipient",
                "method",
                "state",
                "age_recipient",
                "stored_as",
                "bytes_hash",
                "size",
                "link_digest",
                "code_digest",
                "wrong_codes",
                "sent_at",
                "expires_at",
                "bounced_at",
                "data_key",
            ),
            "plain",
        ),
        "account": "personal",
        "handed_over": "sensitive",
    }
    RETENTION: ClassVar[str] = "sharing_case"

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["owner", "package", "recipient"], name="one_delivery_per_recipient"
            ),
            models.UniqueConstraint(
                fields=["owner", "link_digest"],
                condition=~Q(link_digest=""),
                name="a_link_is_for_one_delivery",
            ),
        )
        # The worker goes through those that wait every five minutes; most were acknowledged long ago.
        indexes = (models.Index(fields=["state", "id"], name="delivery_by_state"),)

    def __str__(self) -> str:
        return f"delivery {self.pk}"
