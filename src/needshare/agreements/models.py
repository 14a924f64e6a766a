"""Information-sharing agreements: what was agreed, by whom, and from when until when.

What a version says is written once; only its standing (suspended, withdrawn, replaced) changes. The
database refuses two versions of one agreement whose dates overlap while both stand.
"""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from needshare.agencies.ownership import OwnedRecord
from needshare.crypto.fields import SealedText

from .rules import status_on
from .terms import STANDING, STORED, Status


class Agreement(OwnedRecord):
    """One agreement of a force with its partners, known by its reference through all its versions."""

    reference = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    owner_person = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+", db_index=False)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+", db_index=False)

    PRIVACY: ClassVar[dict[str, str]] = {
        "reference": "plain",
        "title": "plain",
        "owner_person": "personal",
        "added_at": "plain",
        "added_by": "personal",
    }
    RETENTION: ClassVar[str] = "agreement"

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["owner", "reference"], name="one_agreement_per_reference"),
            models.CheckConstraint(
                name="an_agreement_has_its_reference", condition=~Q(reference="") & ~Q(title="")
            ),
        )

    def __str__(self) -> str:
        return self.reference


class AgreementVersion(OwnedRecord):
    """What the parties agreed, once; `number` is the version number written on the paper."""

    agreement = models.ForeignKey("agreements.Agreement", models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=16, choices=Status.choices())
    starts_on = models.DateField()
    ends_on = models.DateField()
    review_on = models.DateField()
    purposes = models.JSONField()
    prohibited_purposes = models.JSONField(default=list)
    categories_out = models.JSONField()
    categories_in = models.JSONField(default=list)
    prohibited = models.JSONField(default=list)
    subject_groups = models.JSONField()
    ceiling = models.CharField(max_length=24)
    methods = models.JSONField()
    jurisdictions = models.JSONField()
    gateways = models.JSONField(default=list)
    clauses = models.JSONField(default=dict)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+", db_index=False)
    standing_changed_at = models.DateTimeField(null=True)
    standing_changed_by = models.ForeignKey(
        "accounts.Account", models.PROTECT, null=True, related_name="+", db_index=False
    )
    standing_reason = SealedText(default="")
    expiry_raised_at = models.DateTimeField(null=True)
    review_raised_at = models.DateTimeField(null=True)
    data_key = models.ForeignKey("crypto.DataKey", models.PROTECT, related_name="+", db_index=False)

    contained_in: ClassVar[tuple[str, ...]] = ("agreement",)
    PRIVACY: ClassVar[dict[str, str]] = {
        "agreement": "plain",
        "number": "plain",
        "status": "plain",
        "starts_on": "plain",
        "ends_on": "plain",
        "review_on": "plain",
        "purposes": "plain",
        "prohibited_purposes": "plain",
        "categories_out": "plain",
        "categories_in": "plain",
        "prohibited": "plain",
        "subject_groups": "plain",
        "ceiling": "plain",
        "methods": "plain",
        "jurisdictions": "plain",
        "gateways": "plain",
        "clauses": "plain",
        "added_at": "plain",
        "added_by": "personal",
        "standing_changed_at": "plain",
        "standing_changed_by": "personal",
        "standing_reason": "personal",
        "expiry_raised_at": "plain",
        "review_raised_at": "plain",
        "data_key": "plain",
    }
    RETENTION: ClassVar[str] = "agreement"

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["owner", "agreement", "number"], name="agreement_versions_numbered_once"
            ),
            models.UniqueConstraint(
                fields=["owner", "agreement"],
                condition=Q(status=Status.DRAFT),
                name="one_draft_per_agreement",
            ),
            models.CheckConstraint(name="an_agreement_version_is_numbered", condition=Q(number__gt=0)),
            models.CheckConstraint(
                name="only_a_standing_is_stored",
                condition=Q(status__in=[status.value for status in STORED]),
            ),
            models.CheckConstraint(
                name="an_agreement_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="an_agreement_is_reviewed_after_it_starts",
                condition=Q(review_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="standing_changed_at_and_by_together",
                condition=Q(standing_changed_at__isnull=True, standing_changed_by__isnull=True)
                | Q(standing_changed_at__isnull=False, standing_changed_by__isnull=False),
            ),
        )
        indexes = (
            models.Index(
                fields=["ends_on"],
                name="version_whose_end_is_unraised",
                condition=Q(status__in=[status.value for status in STANDING], expiry_raised_at__isnull=True),
            ),
            models.Index(
                fields=["review_on"],
                name="version_whose_review_unraised",
                condition=Q(status__in=[status.value for status in STANDING], review_raised_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.agreement_id} v{self.number}"

    def status_on(self, day: date) -> Status:
        """Return what this version is on a day (in the force's time zone)."""
        return status_on(day, stored=Status(self.status), starts_on=self.starts_on, ends_on=self.ends_on)

    def is_review_overdue(self, day: date) -> bool:
        """Tell whether the day of the review has passed."""
        return day > self.review_on


class AgreementParty(OwnedRecord):
    """One organisation of an agreement's version; until it has signed it is not signed up."""

    version = models.ForeignKey("agreements.AgreementVersion", models.PROTECT, related_name="parties")
    organisation = models.ForeignKey("agencies.Organisation", models.PROTECT, related_name="+")
    contact_point = models.ForeignKey(
        "accounts.Account", models.PROTECT, null=True, related_name="+", db_index=False
    )
    signed_on = models.DateField(null=True)

    contained_in: ClassVar[tuple[str, ...]] = ("version",)
    PRIVACY: ClassVar[dict[str, str]] = {
        "version": "plain",
        "organisation": "plain",
        "contact_point": "personal",
        "signed_on": "plain",
    }
    RETENTION: ClassVar[str] = "agreement"

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["owner", "version", "organisation"], name="a_party_is_named_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation_id} in {self.version_id}"


class NamedUser(OwnedRecord):
    """One person allowed to ask and receive under a version: an account, or somebody without one."""

    version = models.ForeignKey("agreements.AgreementVersion", models.PROTECT, related_name="named_users")
    organisation = models.ForeignKey(
        "agencies.Organisation", models.PROTECT, related_name="+", db_index=False
    )
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    name = SealedText(default="")
    job_title = SealedText(default="")
    starts_on = models.DateField()
    ends_on = models.DateField()
    data_key = models.ForeignKey("crypto.DataKey", models.PROTECT, related_name="+", db_index=False)

    contained_in: ClassVar[tuple[str, ...]] = ("version",)
    PRIVACY: ClassVar[dict[str, str]] = {
        "version": "plain",
        "organisation": "plain",
        "account": "personal",
        "name": "personal",
        "job_title": "personal",
        "starts_on": "personal",
        "ends_on": "personal",
        "data_key": "plain",
    }
    RETENTION: ClassVar[str] = "agreement"

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["owner", "version", "account"], name="an_account_is_named_once"),
            models.CheckConstraint(
                name="a_named_user_ends_after_starting", condition=Q(ends_on__gte=F("starts_on"))
            ),
        )

    def __str__(self) -> str:
        return f"named user of {self.version_id}"

    def is_current(self, day: date) -> bool:
        """Tell whether the person may act under the agreement on a day."""
        return self.starts_on <= day <= self.ends_on
