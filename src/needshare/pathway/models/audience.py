"""To whom a case is shown and on which ground, who must not see it, and how the database is asked (A3, B13)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Lookup, Q

from needshare.agencies.ownership import OwnedRecord
from needshare.crypto.fields import SealedText
from needshare.pathway.terms import AudienceGround

from .cases import SharingCase

STATED = (AudienceGround.DECLARED_REASON, AudienceGround.BREAK_GLASS)


class CaseAudience(OwnedRecord):
    """One ground on which a case is shown to a principal: an account, a unit, a role there, an organisation.

    `is_open` follows the case: whether it still needs something done, which is what lists mostly ask for.
    A row holds from when it is written until `until_at`, unless it is ended before. Whoever gives a reason says for
    which purpose and work, in words, and that they know how the marking is to be handled.
    """

    case = models.ForeignKey("pathway.SharingCase", models.PROTECT, related_name="audiences", db_index=False)
    principal = models.UUIDField()
    ground = models.CharField(max_length=24, choices=AudienceGround.choices())
    from_at = models.DateTimeField()
    from_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+", db_index=False)
    until_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        "accounts.Account", models.PROTECT, null=True, related_name="+", db_index=False
    )
    is_open = models.BooleanField(default=True)
    purpose = models.CharField(max_length=48, blank=True, default="")
    task_reference = models.CharField(max_length=24, blank=True, default="")
    words = SealedText(null=True, default=None)
    handled_as = models.CharField(max_length=24, blank=True, default="")
    data_key = models.ForeignKey("crypto.DataKey", models.PROTECT, related_name="+", db_index=False)

    contained_in: ClassVar[tuple[str, ...]] = ("case",)
    PRIVACY: ClassVar[dict[str, str]] = {
        "case": "plain",
        "principal": "personal",
        "ground": "plain",
        "from_at": "personal",
        "from_by": "personal",
        "until_at": "plain",
        "ended_at": "plain",
        "ended_by": "personal",
        "is_open": "plain",
        "purpose": "plain",
        "task_reference": "plain",
        "words": "sensitive",
        "handled_as": "plain",
        "data_key": "plain",
    }
    RETENTION: ClassVar[str] = "sharing_case"

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["owner", "case", "principal", "ground"],
                condition=Q(ended_at__isnull=True)
                & Q(ground__in=[AudienceGround.ASSIGNMENT, AudienceGround.REQUESTING_ORGANISATION]),
                name="one_part_in_a_case_at_a_time",
            ),
            models.CheckConstraint(
                name="audience_ended_at_and_by_together",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
            models.CheckConstraint(
                name="an_opening_has_its_reason_and_end",
                condition=~Q(ground__in=STATED)
                | Q(until_at__isnull=False, words__isnull=False) & ~Q(purpose="") & ~Q(handled_as=""),
            ),
        )
        indexes = (
            # Lists walk this one by principal, newest case first (ADR 0021).
            models.Index(
                fields=["principal", "-case"],
                condition=Q(ended_at__isnull=True),
                name="audience_by_principal_newest",
            ),
            models.Index(
                fields=["principal", "-case"],
                condition=Q(ended_at__isnull=True, is_open=True),
                name="audience_of_open_newest",
            ),
            models.Index(fields=["case", "principal"], name="audience_of_case"),
        )

    def __str__(self) -> str:
        return f"{self.ground} of {self.principal}"


class CaseConflict(OwnedRecord):
    """Somebody who must not see a case, because of their own interest in it."""

    case = models.ForeignKey("pathway.SharingCase", models.PROTECT, related_name="conflicts", db_index=False)
    account = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+", db_index=False)
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(
        "accounts.Account", models.PROTECT, null=True, related_name="+", db_index=False
    )
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        "accounts.Account", models.PROTECT, null=True, related_name="+", db_index=False
    )
    words = SealedText(default="")
    data_key = models.ForeignKey("crypto.DataKey", models.PROTECT, related_name="+", db_index=False)

    contained_in: ClassVar[tuple[str, ...]] = ("case",)
    PRIVACY: ClassVar[dict[str, str]] = {
        "case": "plain",
        "account": "personal",
        "noted_at": "personal",
        "noted_by": "personal",
        "ended_at": "plain",
        "ended_by": "personal",
        "words": "sensitive",
        "data_key": "plain",
    }
    RETENTION: ClassVar[str] = "sharing_case"

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["owner", "case", "account"],
                condition=Q(ended_at__isnull=True),
                name="one_conflict_of_a_person_in_a_case",
            ),
            models.CheckConstraint(
                name="conflict_ended_at_and_by_together",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        )
        indexes = (
            models.Index(
                fields=["account", "case"], condition=Q(ended_at__isnull=True), name="conflicts_of_person"
            ),
        )

    def __str__(self) -> str:
        return f"{self.account_id} in {self.case_id}"


class Among(Lookup):
    """Asks of a case whether a row beside it, in force now, names any of some ids.

    The right side is a tuple of ids, after the instant at which the row has to hold, where it has an end.
    """

    table: ClassVar[type[models.Model]]
    column: ClassVar[str]
    extra: ClassVar[str] = ""
    has_end: ClassVar[bool] = True
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        case, params = self.process_lhs(compiler, connection)
        given: Sequence[Any] = self.rhs
        name = connection.ops.quote_name
        conditions = [f"among.{name('case_id')} = {case}", f"among.{name('ended_at')} IS NULL"]
        values: list[Any] = list(params)
        if self.has_end:
            at, *given = given
            instant = connection.ops.adapt_datetimefield_value(at)
            conditions += ["(among.until_at IS NULL OR among.until_at > %s)"]
            values += [instant]
        ids = models.UUIDField()
        places = ", ".join(["%s"] * len(given))
        conditions += [f"among.{name(self.column)} IN ({places})", *filter(None, [self.extra])]
        values += [ids.get_db_prep_value(each, connection) for each in given]
        table = name(self.table._meta.db_table)
        return f"EXISTS (SELECT 1 FROM {table} among WHERE {' AND '.join(conditions)})", values  # noqa: S608 - names of our own table and columns, never input


@SharingCase._meta.get_field("id").register_lookup
class ShownTo(Among):
    """A case shown to any of some principals."""

    lookup_name = "shown_to"
    table = CaseAudience
    column = "principal"


@SharingCase._meta.get_field("id").register_lookup
class OpenedInEmergencyBy(Among):
    """A case that any of some people opened in an emergency, which lasts."""

    lookup_name = "opened_in_emergency_by"
    table = CaseAudience
    column = "principal"
    extra = f"among.ground = '{AudienceGround.BREAK_GLASS.value}'"


@SharingCase._meta.get_field("id").register_lookup
class ConflictsWith(Among):
    """A case in which any of some people has a conflict of interest."""

    lookup_name = "conflicts_with"
    table = CaseConflict
    column = "account_id"
    has_end = False


def in_force(at: datetime, prefix: str = "") -> Q:
    """Say that a row of an audience holds at an instant."""
    is_open = Q(**{f"{prefix}until_at__isnull": True}) | Q(**{f"{prefix}until_at__gt": at})
    return Q(**{f"{prefix}ended_at__isnull": True}) & is_open
