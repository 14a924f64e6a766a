"""Searches, matched people, items gathered for a case, and each stored assessment."""

from typing import ClassVar

from django.db import models

from needshare.agencies.ownership import OwnedRecord
from needshare.crypto.fields import SealedBytes, SealedJSON, SealedText

from .terms import ChangeKind, MatchConfidence


class Search(OwnedRecord):
    """One recorded search of the force's records for a case: where, for what, and whether anything was found."""

    case = models.ForeignKey("pathway.SharingCase", models.PROTECT, related_name="searches")
    scope = SealedText()
    has_found = models.BooleanField()
    searched_at = models.DateTimeField()
    searched_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+", db_index=False)
    data_key = models.ForeignKey("crypto.DataKey", models.PROTECT, related_name="+", db_index=False)

    contained_in: ClassVar[tuple[str, ...]] = ("case",)
    PRIVACY: ClassVar[dict[str, str]] = {
        "case": "plain",
        "scope": "sensitive",
        "has_found": "sensitive",
        "searched_at": "plain",
        "searched_by": "personal",
        "data_key": "plain",
    }
    RETENTION: ClassVar[str] = "sharing_case"

    def __str__(self) -> str:
        return f"search for {self.case_id}"


class SubjectMatch(OwnedRecord):
    """A person held, matched by a person to one the request is about, with the evidence."""

    case = models.ForeignKey("pathway.SharingCase", models.PROTECT, related_name="matches")
    request_subject = models.ForeignKey("intake.RequestSubject", models.PROTECT, related_name="+")
    subject = models.ForeignKey("subjects.Subject", models.PROTECT, related_name="+")
    confidence = models.CharField(max_length=16, choices=MatchConfidence.choices())
    evidence = SealedText()
    matched_at = models.DateTimeField()
    matched_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+", db_index=False)
    data_key = models.ForeignKey("crypto.DataKey", models.PROTECT, related_name="+", db_index=False)

    contained_in: ClassVar[tuple[str, ...]] = ("case",)
    PRIVACY: ClassVar[dict[str, str]] = {
        "case": "plain",
        "request_subject": "plain",
        "subject": "sensitive",
        "confidence": "plain",
        "evidence": "sensitive",
        "matched_at": "plain",
        "matched_by": "personal",
        "data_key": "plain",
    }
    RETENTION: ClassVar[str] = "sharing_case"

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["owner", "request_subject", "subject"], name="a_person_is_matched_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.confidence} match for {self.case_id}"


class GatheredItem(OwnedRecord):
    """One version of an item held, gathered for a case, with what the preparer judged of it."""

    case = models.ForeignKey("pathway.SharingCase", models.PROTECT, related_name="gathered")
    number = models.PositiveSmallIntegerField()
    item_version = models.ForeignKey("documents.ItemVersion", models.PROTECT, related_name="+")
    requested_item = models.ForeignKey("intake.RequestedItem", models.PROTECT, null=True, related_name="+")
    is_relevant = models.CharField(max_length=8)
    is_excessive = models.BooleanField(default=False)
    is_misleading = models.BooleanField(default=False)
    accuracy = models.CharField(max_length=16)
    identity_match = models.CharField(max_length=16)
    sensitive_condition = models.CharField(max_length=48, blank=True, default="")
    reason = SealedText(default="")
    gathered_at = models.DateTimeField()
    gathered_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+", db_index=False)
    removed_at = models.DateTimeField(null=True)
    data_key = models.ForeignKey("crypto.DataKey", models.PROTECT, related_name="+", db_index=False)

    contained_in: ClassVar[tuple[str, ...]] = ("case",)
    PRIVACY: ClassVar[dict[str, str]] = {
        **dict.fromkeys(
            (
                "case",
                "number",
                "item_version",
                "requested_item",
                "is_relevant",
                "is_excessive",
                "is_misleading",
                "accuracy",
                "identity_match",
                "sensitive_condition",
                "gathered_at",
                "removed_at",
                "data_key",
            ),
            "plain",
        ),
        "reason": "sensitive",
        "gathered_by": "personal",
    }
    RETENTION: ClassVar[str] = "sharing_case"

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["owner", "case", "number"], name="gathered_items_are_numbered_once"
            ),
            models.UniqueConstraint(
                fields=["owner", "case", "item_version"],
                condition=models.Q(removed_at__isnull=True),
                name="an_item_version_is_gathered_once",
            ),
        )

    def __str__(self) -> str:
        return f"item {self.number} of {self.case_id}"

    @property
    def is_of_another_category(self) -> bool:
        """Tell whether it answers what was asked for with something of another category."""
        asked = self.requested_item
        return asked is not None and asked.category != self.item_version.item.category


class Assessment(OwnedRecord):
    """One assessment as stored: the facts, the pack that judged them, and every finding."""

    case = models.ForeignKey("pathway.SharingCase", models.PROTECT, related_name="assessments")
    number = models.PositiveSmallIntegerField()
    assessed_at = models.DateTimeField()
    assessed_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+", db_index=False)
    pack_name = models.CharField(max_length=48)
    pack_version = models.CharField(max_length=24)
    pack_hash = models.CharField(max_length=64)
    overall = models.CharField(max_length=16)
    route = models.CharField(max_length=16)
    codes = models.JSONField(default=list)
    answers = SealedJSON()
    facts = SealedBytes()
    findings = SealedBytes()
    findings_hash = models.CharField(max_length=64)
    data_key = models.ForeignKey("crypto.DataKey", models.PROTECT, related_name="+", db_index=False)

    contained_in: ClassVar[tuple[str, ...]] = ("case",)
    PRIVACY: ClassVar[dict[str, str]] = {
        **dict.fromkeys(
            (
                "case",
                "number",
                "assessed_at",
                "pack_name",
                "pack_version",
                "pack_hash",
                "overall",
                "route",
                "codes",
                "findings_hash",
                "data_key",
            ),
            "plain",
        ),
        "assessed_by": "personal",
        "answers": "sensitive",
        "facts": "sensitive",
        "findings": "sensitive",
    }
    RETENTION: ClassVar[str] = "sharing_case"

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["owner", "case", "number"], name="assessments_are_numbered_once"),
        )

    def __str__(self) -> str:
        return f"assessment {self.number} of {self.case_id}"


class PackUsed(OwnedRecord):
    """A policy pack as it was when something was assessed with it, kept so that it can be replayed."""

    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=48)
    version = models.CharField(max_length=24)
    canonical = models.BinaryField()
    first_used_at = models.DateTimeField()

    PRIVACY: ClassVar[dict[str, str]] = {
        "sha256": "plain",
        "name": "plain",
        "version": "plain",
        "canonical": "plain",
        "first_used_at": "plain",
    }
    RETENTION: ClassVar[str] = "policy_pack"

    class Meta:
        constraints = (models.UniqueConstraint(fields=["owner", "sha256"], name="a_pack_is_kept_once"),)

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class WhatIf(OwnedRecord):
    """A change of an agreement, a gateway or the force's layer, tried on past assessments; nothing real changes.

    `change` is policy, never about a person. `cursor` is the last assessment looked at, so that the work goes on
    where it stopped.
    """

    kind = models.CharField(max_length=16, choices=ChangeKind.choices())
    subject = models.CharField(max_length=40)
    change = models.JSONField(default=dict)
    judged_on = models.DateField(null=True)
    reason = SealedText()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+", db_index=False)
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    cursor = models.UUIDField(null=True)
    finished_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=300, blank=True, default="")
    data_key = models.ForeignKey("crypto.DataKey", models.PROTECT, related_name="+", db_index=False)

    PRIVACY: ClassVar[dict[str, str]] = {
        **dict.fromkeys(
            (
                "kind",
                "subject",
                "change",
                "judged_on",
                "asked_at",
                "total",
                "done",
                "cursor",
                "finished_at",
                "failure",
                "data_key",
            ),
            "plain",
        ),
        "reason": "personal",
        "asked_by": "personal",
    }
    RETENTION: ClassVar[str] = "policy_pack"

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="a_what_if_is_never_more_than_done", condition=models.Q(done__lte=models.F("total"))
            ),
        )
        indexes = (
            models.Index(
                fields=["asked_at"],
                name="what_if_at_work",
                condition=models.Q(finished_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"what-if of {self.kind} {self.subject}"


class WhatIfPart(OwnedRecord):
    """What some of the assessments would find under a change, one part of the work; written once."""

    what_if = models.ForeignKey("assessment.WhatIf", models.PROTECT, related_name="parts")
    number = models.PositiveIntegerField()
    looked_at = models.PositiveIntegerField()
    found = SealedJSON()
    replayed_at = models.DateTimeField()
    data_key = models.ForeignKey("crypto.DataKey", models.PROTECT, related_name="+", db_index=False)

    contained_in: ClassVar[tuple[str, ...]] = ("what_if",)
    PRIVACY: ClassVar[dict[str, str]] = {
        "what_if": "plain",
        "number": "plain",
        "looked_at": "plain",
        "found": "sensitive",
        "replayed_at": "plain",
        "data_key": "plain",
    }
    RETENTION: ClassVar[str] = "policy_pack"

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["owner", "what_if", "number"], name="a_part_of_a_what_if_is_judged_once"
            ),
        )

    def __str__(self) -> str:
        return f"part {self.number} of {self.what_if_id}"
