"""Organisations, the e-mail domains verified as theirs, and their units."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper

from .ownership import OwnedRecord
from .terms import Jurisdiction, Kind, LegalType


class Organisation(OwnedRecord):
    """A police force or a partner agency. It owns itself.

    `code` is short, in capitals, and part of every reference and username, which keeps these unique
    across forces; it is the one value that is unique over the whole installation.
    """

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=Kind.choices())
    legal_type = models.CharField(max_length=48, choices=LegalType.choices())
    is_relevant_authority = models.BooleanField(default=False)
    jurisdiction = models.CharField(
        max_length=24, choices=Jurisdiction.choices(), default=Jurisdiction.ENGLAND_AND_WALES.value
    )
    switchboard = models.CharField(max_length=40, blank=True, default="")
    out_of_hours = models.CharField(max_length=40, blank=True, default="")
    is_foi_subject = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)

    PRIVACY: ClassVar[dict[str, str]] = {
        "code": "plain",
        "name": "plain",
        "kind": "plain",
        "legal_type": "plain",
        "is_relevant_authority": "plain",
        "jurisdiction": "plain",
        "switchboard": "plain",
        "out_of_hours": "plain",
        "is_foi_subject": "plain",
        "is_active": "plain",
    }
    RETENTION: ClassVar[str] = "organisation"

    class Meta:
        constraints = (
            models.CheckConstraint(name="an_organisation_owns_itself", condition=Q(owner=F("id"))),
            models.CheckConstraint(
                name="organisation_code_in_capitals", condition=Q(code=Upper("code")) & ~Q(code="")
            ),
            models.CheckConstraint(name="organisation_kind_is_known", condition=Q(kind__in=[*Kind.labels()])),
            models.CheckConstraint(
                name="legal_type_is_known", condition=Q(legal_type__in=[*LegalType.labels()])
            ),
            models.CheckConstraint(
                name="jurisdiction_is_known", condition=Q(jurisdiction__in=[*Jurisdiction.labels()])
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_force(self) -> bool:
        """Tell whether this is a police force."""
        return self.kind == Kind.FORCE


class VerifiedDomain(OwnedRecord):
    """An e-mail domain known to be the organisation's, how that is known, and until when."""

    domain = models.CharField(max_length=253)
    evidence = models.CharField(max_length=500)
    verified_on = models.DateField()
    verified_by = models.UUIDField()
    expires_on = models.DateField()

    PRIVACY: ClassVar[dict[str, str]] = {
        "domain": "plain",
        "evidence": "plain",
        "verified_on": "plain",
        "verified_by": "personal",
        "expires_on": "plain",
    }
    RETENTION: ClassVar[str] = "organisation"

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["owner", "domain"], name="one_row_per_domain"),
            models.CheckConstraint(
                name="a_verification_ends_after_it_begins",
                condition=Q(expires_on__gt=F("verified_on")),
            ),
            models.CheckConstraint(name="a_domain_has_its_evidence", condition=~Q(evidence="")),
        )

    def __str__(self) -> str:
        return self.domain

    def is_in_force(self, *, on: date) -> bool:
        """Tell whether the verification covers this day; the last day is included."""
        return self.verified_on <= on <= self.expires_on


class Unit(OwnedRecord):
    """A part of an organisation that people work in: a station, a team, a hub."""

    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)

    PRIVACY: ClassVar[dict[str, str]] = {"name": "plain", "is_active": "plain"}
    RETENTION: ClassVar[str] = "organisation"

    class Meta:
        constraints = (models.UniqueConstraint(fields=["owner", "name"], name="one_unit_per_name"),)

    def __str__(self) -> str:
        return self.name


class ParticularsProposal(OwnedRecord):
    """What an organisation's own administrator says the register should say of it, for a keeper to decide."""

    particulars = models.JSONField()
    reason = models.CharField(max_length=2000)
    proposed_at = models.DateTimeField()
    proposed_by = models.UUIDField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    is_accepted = models.BooleanField(default=False)

    PRIVACY: ClassVar[dict[str, str]] = {
        "particulars": "plain",
        "reason": "plain",
        "proposed_at": "plain",
        "proposed_by": "personal",
        "decided_at": "plain",
        "decided_by": "personal",
        "is_accepted": "plain",
    }
    RETENTION: ClassVar[str] = "organisation"

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["owner"], name="one_open_proposal_of_an_entry", condition=Q(decided_at__isnull=True)
            ),
            models.CheckConstraint(
                name="entry_decided_at_and_by_together",
                condition=Q(decided_at__isnull=True, decided_by__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="an_entry_is_decided_by_another", condition=~Q(decided_by=F("proposed_by"))
            ),
            models.CheckConstraint(
                name="an_accepted_entry_is_decided",
                condition=Q(is_accepted=False) | Q(decided_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return str(self.id)

    def changes(self) -> list[tuple[str, object, object]]:
        """List what would change: the field, what the register says, what it would say."""
        return [
            (field, getattr(self.owner, field), value)
            for field, value in self.particulars.items()
            if getattr(self.owner, field) != value
        ]
