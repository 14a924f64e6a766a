"""The request itself, what and whom it asks about, and the check of who asks."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from needshare.agencies.ownership import OwnedRecord
from needshare.crypto.fields import SealedJSON, SealedText

from .terms import RequestChannel, SubjectAware, VerificationOutcome


class Draft(OwnedRecord):
    """An asking not sent yet; it belongs to the organisation that writes it, unseen by any force."""

    force = models.ForeignKey("agencies.Organisation", models.PROTECT, related_name="+", db_index=False)
    written_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    case_reference = models.CharField(max_length=24, blank=True, default="")
    answers = SealedJSON(default=dict, null=True)  # none once it is sent or discarded
    started_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    discarded_at = models.DateTimeField(null=True)
    data_key = models.ForeignKey("crypto.DataKey", models.PROTECT, related_name="+", db_index=False)

    PRIVACY: ClassVar[dict[str, str]] = {
        "force": "plain",
        "written_by": "personal",
        "case_reference": "plain",
        "answers": "sensitive",
        "started_at": "plain",
        "changed_at": "plain",
        "sent_at": "plain",
        "discarded_at": "plain",
        "data_key": "plain",
    }
    RETENTION: ClassVar[str] = "draft"

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="a_draft_is_sent_or_discarded",
                condition=Q(sent_at__isnull=True) | Q(discarded_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"draft {self.pk}"


class SharingRequest(OwnedRecord):
    """What a partner asks for and why, in the partner's own words (domain reference 1.2)."""

    case = models.ForeignKey(
        "pathway.SharingCase", models.PROTECT, related_name="sharing_requests", db_index=False
    )
    channel = models.CharField(max_length=16, choices=RequestChannel.choices())
    requester_name = SealedText(default="")
    requester_title = SealedText(default="")
    requester_number = SealedText(default="")
    requester_department = SealedText(default="")
    requester_email = SealedText(default="")
    requester_telephone = SealedText(default="")
    authoriser_name = SealedText(default="")
    authoriser_rank = SealedText(default="")
    authorised_on = models.DateField(null=True)
    has_declared_no_conflict = models.BooleanField(default=False)
    agreement_reference = models.CharField(max_length=40, blank=True, default="")
    scheme = models.CharField(max_length=48, blank=True, default="")
    scheme_answers = SealedJSON(null=True)  # none where no scheme asks more
    subject_aware = models.CharField(max_length=12, blank=True, default="", choices=SubjectAware.choices())
    subject_aware_reason = SealedText(default="")
    objective = SealedText(default="")
    purpose = models.CharField(max_length=48, blank=True, default="")
    purpose_text = SealedText(default="")
    matter_reference = SealedText(default="")
    gateways = models.JSONField(default=list)
    information_sought = SealedText(default="")
    preferred_format = SealedText(default="")
    necessity = SealedText(default="")
    proportionality = SealedText(default="")
    consequence = SealedText(default="")
    urgency = models.CharField(max_length=12, default="routine")
    urgency_reason = SealedText(default="")
    needed_on = models.DateField(null=True)
    onward_use = SealedText(default="")
    is_onward_sharing = models.BooleanField(default=False)
    retention = SealedText(default="")
    security = SealedText(default="")
    highest_marking = models.CharField(max_length=32, blank=True, default="")
    return_method = models.CharField(max_length=32, blank=True, default="")
    has_declared_correct = models.BooleanField(default=False)
    has_declared_purpose_only = models.BooleanField(default=False)
    has_declared_offence_known = models.BooleanField(default=False)
    round = models.PositiveSmallIntegerField(default=1)
    earlier = SealedJSON(default=list)
    declared_at = models.DateTimeField(null=True)
    declared_by = models.ForeignKey(
        "accounts.Account", models.PROTECT, null=True, related_name="+", db_index=False
    )
    data_key = models.ForeignKey("crypto.DataKey", models.PROTECT, related_name="+", db_index=False)

    contained_in: ClassVar[tuple[str, ...]] = ("case",)
    PRIVACY: ClassVar[dict[str, str]] = {
        **dict.fromkeys(
            (
                "case",
                "channel",
                "agreement_reference",
                "scheme",
                "purpose",
                "gateways",
                "urgency",
                "needed_on",
                "is_onward_sharing",
                "highest_marking",
                "round",
                "return_method",
                "has_declared_correct",
                "has_declared_purpose_only",
                "has_declared_offence_known",
                "has_declared_no_conflict",
                "declared_at",
                "authorised_on",
                "subject_aware",
                "data_key",
            ),
            "plain",
        ),
        **dict.fromkeys(
            (
                "requester_name",
                "requester_title",
                "requester_number",
                "requester_department",
                "requester_email",
                "requester_telephone",
                "authoriser_name",
                "authoriser_rank",
                "declared_by",
            ),
            "personal",
        ),
        **dict.fromkeys(
            (
                "subject_aware_reason",
                "scheme_answers",
                "objective",
                "purpose_text",
                "matter_reference",
                "information_sought",
                "preferred_format",
                "necessity",
                "proportionality",
                "consequence",
                "urgency_reason",
                "onward_use",
                "retention",
                "security",
                "earlier",
            ),
            "sensitive",
        ),
    }
    RETENTION: ClassVar[str] = "sharing_case"

    class Meta:
        constraints = (
            # the case first: requests are found by it, so this is their index too
            models.UniqueConstraint(fields=["case", "owner"], name="one_request_per_case"),
            models.CheckConstraint(
                name="declared_at_and_by_together",
                condition=Q(declared_at__isnull=True, declared_by__isnull=True)
                | Q(declared_at__isnull=False, declared_by__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"request of {self.case_id}"


class RequestedItem(OwnedRecord):
    """One category of information a request asks for, over a range of dates."""

    sharing_request = models.ForeignKey("intake.SharingRequest", models.PROTECT, related_name="items")
    round = models.PositiveSmallIntegerField(default=1)
    number = models.PositiveSmallIntegerField()
    category = models.CharField(max_length=48)
    date_from = models.DateField(null=True)
    date_to = models.DateField(null=True)
    description = SealedText(default="")
    data_key = models.ForeignKey("crypto.DataKey", models.PROTECT, related_name="+", db_index=False)

    contained_in: ClassVar[tuple[str, ...]] = ("sharing_request",)
    PRIVACY: ClassVar[dict[str, str]] = {
        "sharing_request": "plain",
        "round": "plain",
        "number": "plain",
        "category": "plain",
        "date_from": "plain",
        "date_to": "plain",
        "description": "sensitive",
        "data_key": "plain",
    }
    RETENTION: ClassVar[str] = "sharing_case"

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["owner", "sharing_request", "round", "number"],
                name="requested_items_are_numbered_once",
            ),
            models.CheckConstraint(
                name="requested_dates_in_order",
                condition=Q(date_from__isnull=True)
                | Q(date_to__isnull=True)
                | Q(date_to__gte=models.F("date_from")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.category}"


class RequestSubject(OwnedRecord):
    """A person a request is about, as the requester describes them."""

    sharing_request = models.ForeignKey("intake.SharingRequest", models.PROTECT, related_name="subjects")
    round = models.PositiveSmallIntegerField(default=1)
    number = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=32)
    name = SealedText(default="")
    aliases = SealedText(default="")
    date_of_birth = SealedText(default="")
    addresses = SealedText(default="")
    identifiers = SealedText(default="")
    data_key = models.ForeignKey("crypto.DataKey", models.PROTECT, related_name="+", db_index=False)

    contained_in: ClassVar[tuple[str, ...]] = ("sharing_request",)
    PRIVACY: ClassVar[dict[str, str]] = {
        "sharing_request": "plain",
        "round": "plain",
        "number": "plain",
        "role": "sensitive",
        "name": "personal",
        "aliases": "personal",
        "date_of_birth": "personal",
        "addresses": "personal",
        "identifiers": "personal",
        "data_key": "plain",
    }
    RETENTION: ClassVar[str] = "sharing_case"

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["owner", "sharing_request", "round", "number"],
                name="request_subjects_are_numbered_once",
            ),
        )

    def __str__(self) -> str:
        return f"person {self.number} of {self.sharing_request_id}"


class Verification(OwnedRecord):
    """A recorded check of the organisation, the person and their authority to ask (1.8)."""

    case = models.ForeignKey("pathway.SharingCase", models.PROTECT, related_name="verifications")
    outcome = models.CharField(max_length=16, choices=VerificationOutcome.choices())
    method = models.CharField(max_length=40)
    is_organisation_confirmed = models.BooleanField()
    is_person_confirmed = models.BooleanField()
    is_authority_confirmed = models.BooleanField()
    destination = models.CharField(max_length=16)
    codes = models.JSONField(default=list)
    evidence = SealedText()
    verified_at = models.DateTimeField()
    verified_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+", db_index=False)
    valid_until = models.DateTimeField()
    data_key = models.ForeignKey("crypto.DataKey", models.PROTECT, related_name="+", db_index=False)

    contained_in: ClassVar[tuple[str, ...]] = ("case",)
    PRIVACY: ClassVar[dict[str, str]] = {
        **dict.fromkeys(
            (
                "case",
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
                name="verified_means_every_layer",
                condition=~Q(outcome=VerificationOutcome.VERIFIED)
                | Q(
                    is_organisation_confirmed=True,
                    is_person_confirmed=True,
                    is_authority_confirmed=True,
                    destination="verified",
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.outcome} by {self.method}"
