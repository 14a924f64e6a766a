"""An authorisation as recorded, the people it names, and the cases that rely on it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from needshare.agencies.ownership import OwnedRecord
from needshare.crypto.fields import SealedText


class Authorisation(OwnedRecord):
    """What somebody ordered, allowed or agreed to, as its document says it; never edited, only ended or replaced."""

    case = models.ForeignKey("pathway.SharingCase", models.PROTECT, related_name="authorisations")
    reference = models.CharField(max_length=20)
    kind = models.CharField(max_length=48)
    issuer = SealedText()
    power = SealedText()
    scope = SealedText()
    categories = models.JSONField(default=list)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    is_for_other_cases = models.BooleanField(default=False)
    stored_as = models.CharField(max_length=32)
    file_name = SealedText()
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = SealedText()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+", db_index=False)
    checked_at = models.DateTimeField(null=True)
    checked_by = models.ForeignKey(
        "accounts.Account", models.PROTECT, null=True, related_name="+", db_index=False
    )
    checked_words = SealedText(default="")
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(
        "accounts.Account", models.PROTECT, null=True, related_name="+", db_index=False
    )
    revocation_reason = SealedText(default="")
    replaces = models.ForeignKey(
        "authorisations.Authorisation", models.PROTECT, null=True, related_name="replacements"
    )
    data_key = models.ForeignKey("crypto.DataKey", models.PROTECT, related_name="+", db_index=False)

    contained_in: ClassVar[tuple[str, ...]] = ("case", "replaces")
    PRIVACY: ClassVar[dict[str, str]] = {
        **dict.fromkeys(
            (
                "case",
                "reference",
                "kind",
                "categories",
                "valid_from",
                "valid_to",
                "is_for_other_cases",
                "stored_as",
                "media_type",
                "size",
                "sha256",
                "recorded_at",
                "checked_at",
                "revoked_at",
                "replaces",
                "data_key",
            ),
            "plain",
        ),
        "issuer": "personal",
        "power": "sensitive",
        "scope": "sensitive",
        "file_name": "personal",
        "recorded_by": "personal",
        "checked_by": "personal",
        "checked_words": "personal",
        "revoked_by": "personal",
        "revocation_reason": "sensitive",
    }
    RETENTION: ClassVar[str] = "sharing_case"

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["owner", "reference"], name="an_authorisation_is_named_once"),
            models.UniqueConstraint(
                fields=["owner", "stored_as"], name="a_scan_belongs_to_one_authorisation"
            ),
            models.UniqueConstraint(
                fields=["owner", "replaces"],
                condition=Q(replaces__isnull=False),
                name="an_authorisation_is_replaced_once",
            ),
            models.CheckConstraint(
                name="an_authorisation_ends_no_sooner_than_it_starts",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="an_authorisation_has_a_scan", condition=~Q(stored_as="") & Q(size__gt=0)
            ),
            models.CheckConstraint(
                name="original_checked_at_and_by_together",
                condition=Q(checked_at__isnull=True, checked_by__isnull=True)
                | Q(checked_at__isnull=False, checked_by__isnull=False),
            ),
            models.CheckConstraint(
                name="authorisation_revoked_at_and_by_together",
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.reference

    @property
    def replaced_by(self) -> "Authorisation | None":
        """Return the later record that corrects this one."""
        return next(iter(self.replacements.all()), None)


class AuthorisedPerson(OwnedRecord):
    """One person of a request whom an authorisation names."""

    authorisation = models.ForeignKey("authorisations.Authorisation", models.PROTECT, related_name="people")
    person = models.ForeignKey("intake.RequestSubject", models.PROTECT, related_name="+")

    contained_in: ClassVar[tuple[str, ...]] = ("authorisation", "person")
    PRIVACY: ClassVar[dict[str, str]] = {"authorisation": "plain", "person": "personal"}
    RETENTION: ClassVar[str] = "sharing_case"

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["owner", "authorisation", "person"], name="an_authorisation_names_a_person_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} in {self.authorisation_id}"


class Reliance(OwnedRecord):
    """That a case rests on an authorisation; `followed_at` is when the people were asked what its end means."""

    case = models.ForeignKey("pathway.SharingCase", models.PROTECT, related_name="reliances")
    authorisation = models.ForeignKey(
        "authorisations.Authorisation", models.PROTECT, related_name="reliances"
    )
    relied_at = models.DateTimeField()
    relied_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+", db_index=False)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        "accounts.Account", models.PROTECT, null=True, related_name="+", db_index=False
    )
    followed_at = models.DateTimeField(null=True)

    contained_in: ClassVar[tuple[str, ...]] = ("case", "authorisation")
    PRIVACY: ClassVar[dict[str, str]] = {
        "case": "plain",
        "authorisation": "plain",
        "relied_at": "plain",
        "relied_by": "personal",
        "ended_at": "plain",
        "ended_by": "personal",
        "followed_at": "plain",
    }
    RETENTION: ClassVar[str] = "sharing_case"

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["owner", "case", "authorisation"],
                condition=Q(ended_at__isnull=True),
                name="a_case_relies_on_an_authorisation_once",
            ),
            models.CheckConstraint(
                name="reliance_ended_at_and_by_together",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        )
        indexes = (
            models.Index(
                fields=["authorisation"],
                condition=Q(ended_at__isnull=True, followed_at__isnull=True),
                name="reliances_to_follow",
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_id} on {self.authorisation_id}"
