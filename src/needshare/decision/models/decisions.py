"""The decision as made: immutable; a changed mind is a new version with its own reasons."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from needshare.agencies.ownership import OwnedRecord
from needshare.crypto.fields import SealedJSON, SealedText
from needshare.decision.terms import DecisionOutcome, ItemOutcome, RecipientKind, ReferTo, Route


class Decision(OwnedRecord):
    """What a named person decided of a case, why, and a hash of exactly what was approved."""

    case = models.ForeignKey("pathway.SharingCase", models.PROTECT, related_name="decisions")
    version = models.PositiveSmallIntegerField()
    assessment = models.ForeignKey("assessment.Assessment", models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=20, choices=DecisionOutcome.choices())
    route = models.CharField(max_length=12, choices=Route.choices())
    agreement_reference = models.CharField(max_length=40, blank=True, default="")
    gateways = models.JSONField(default=list)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+", db_index=False)
    authority = models.CharField(max_length=64)
    reasons_for_sharing = SealedText()
    reasons_against_sharing = SealedText()
    harm_of_not_sharing = SealedText(default="")
    effect_on_privacy = SealedText()
    effect_on_trust = SealedText()
    effect_on_investigation = SealedText()
    alternatives = SealedText()
    least_data = SealedText()
    interference_justified = SealedText(default="")
    model_headings = SealedJSON(default=dict)
    marks = SealedJSON(default=list)
    told_to_requester = SealedText(default="")
    letter = SealedJSON(null=True, default=None)
    conditions = models.JSONField(default=list)
    refer_to = models.CharField(max_length=32, blank=True, default="", choices=ReferTo.choices())
    question = SealedText(default="")
    review_on = models.DateField(null=True)
    content_hash = models.CharField(max_length=64, blank=True, default="")
    lapses_at = models.DateTimeField(null=True)
    given_from = models.DateTimeField(null=True)
    set_aside_at = models.DateTimeField(null=True)
    set_aside_by = models.ForeignKey(
        "accounts.Account", models.PROTECT, null=True, related_name="+", db_index=False
    )
    set_aside_because = SealedText(default="")
    data_key = models.ForeignKey("crypto.DataKey", models.PROTECT, related_name="+", db_index=False)

    contained_in: ClassVar[tuple[str, ...]] = ("case",)
    PRIVACY: ClassVar[dict[str, str]] = {
        **dict.fromkeys(
            (
                "case",
                "version",
                "assessment",
                "outcome",
                "route",
                "agreement_reference",
                "gateways",
                "decided_at",
                "authority",
                "conditions",
                "refer_to",
                "review_on",
                "content_hash",
                "lapses_at",
                "given_from",
                "set_aside_at",
                "data_key",
            ),
            "plain",
        ),
        "decided_by": "personal",
        "set_aside_by": "personal",
        **dict.fromkeys(
            (
                "reasons_for_sharing",
                "reasons_against_sharing",
                "harm_of_not_sharing",
                "effect_on_privacy",
                "effect_on_trust",
                "effect_on_investigation",
                "alternatives",
                "least_data",
                "interference_justified",
                "model_headings",
                "marks",
                "told_to_requester",
                "letter",
                "question",
                "set_aside_because",
            ),
            "sensitive",
        ),
    }
    RETENTION: ClassVar[str] = "sharing_case"

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["owner", "case", "version"], name="decisions_are_numbered_once"),
            models.UniqueConstraint(
                fields=["owner", "case"],
                condition=Q(set_aside_at__isnull=True),
                name="one_decision_in_force_per_case",
            ),
            models.CheckConstraint(
                name="set_aside_at_and_by_together",
                condition=Q(set_aside_at__isnull=True, set_aside_by__isnull=True)
                | Q(set_aside_at__isnull=False, set_aside_by__isnull=False),
            ),
            models.CheckConstraint(
                name="an_approval_names_what_it_binds",
                condition=~Q(outcome__in=[DecisionOutcome.DISCLOSE_FULL, DecisionOutcome.DISCLOSE_PARTIAL])
                | (~Q(content_hash="") & Q(lapses_at__isnull=False)),
            ),
        )

    def __str__(self) -> str:
        return f"decision {self.version} of {self.case_id}"


class DecidedItem(OwnedRecord):
    """What was decided of one gathered item, and why."""

    decision = models.ForeignKey("decision.Decision", models.PROTECT, related_name="items")
    gathered_item = models.ForeignKey("assessment.GatheredItem", models.PROTECT, related_name="decided")
    outcome = models.CharField(max_length=12, choices=ItemOutcome.choices())
    reason_code = models.CharField(max_length=48, blank=True, default="")
    reason = SealedText(default="")
    data_key = models.ForeignKey("crypto.DataKey", models.PROTECT, related_name="+", db_index=False)

    contained_in: ClassVar[tuple[str, ...]] = ("decision",)
    PRIVACY: ClassVar[dict[str, str]] = {
        "decision": "plain",
        "gathered_item": "plain",
        "outcome": "plain",
        "reason_code": "plain",
        "reason": "sensitive",
        "data_key": "plain",
    }
    RETENTION: ClassVar[str] = "sharing_case"

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["owner", "decision", "gathered_item"], name="an_item_is_decided_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.outcome} {self.gathered_item_id}"


class DecidedRecipient(OwnedRecord):
    """One named person a decision allows to receive the package, and how."""

    decision = models.ForeignKey("decision.Decision", models.PROTECT, related_name="recipients")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=RecipientKind.choices())
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(
        "agencies.Organisation", models.PROTECT, null=True, related_name="+", db_index=False
    )
    name = SealedText(default="")
    address = SealedText(default="")
    email = SealedText(default="")
    identity_evidence = SealedText(default="")
    method = models.CharField(max_length=32)
    data_key = models.ForeignKey("crypto.DataKey", models.PROTECT, related_name="+", db_index=False)

    contained_in: ClassVar[tuple[str, ...]] = ("decision",)
    PRIVACY: ClassVar[dict[str, str]] = {
        "decision": "plain",
        "number": "plain",
        "kind": "plain",
        "account": "personal",
        "organisation": "plain",
        "name": "personal",
        "address": "personal",
        "email": "personal",
        "identity_evidence": "sensitive",
        "method": "plain",
        "data_key": "plain",
    }
    RETENTION: ClassVar[str] = "sharing_case"

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["owner", "decision", "number"], name="recipients_are_numbered_once"
            ),
            models.CheckConstraint(
                name="an_agency_recipient_has_an_account",
                condition=Q(kind=RecipientKind.MEMBER_OF_PUBLIC, account__isnull=True)
                | Q(account__isnull=False, organisation__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"recipient {self.number} of {self.decision_id}"
