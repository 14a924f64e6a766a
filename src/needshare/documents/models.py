"""Material held: an item with its marking, its versions, and the people each item is about."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from needshare.agencies.ownership import OwnedRecord
from needshare.crypto.fields import SealedJSON, SealedText

from .terms import Accuracy, ContentKind, Label, SubjectRole


class Item(OwnedRecord):
    """One piece of material: what it is, how it is marked, where it came from, how good it is."""

    title = SealedText()
    category = models.CharField(max_length=48)
    marking = models.CharField(max_length=32)
    former_marking = models.CharField(max_length=32, blank=True, default="")
    marked_at = models.DateTimeField()
    marked_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+", db_index=False)
    marking_reason = SealedText(default="")
    handling = models.JSONField(default=list)
    descriptors = models.JSONField(default=list)
    caveats = models.JSONField(default=list)
    originator = models.CharField(max_length=120, blank=True, default="")
    held_elsewhere_as = models.CharField(max_length=32, blank=True, default="")
    source = SealedText(default="")
    as_at = models.DateTimeField()
    label = models.CharField(max_length=16, choices=Label.choices())
    is_live_investigation = models.BooleanField(default=False)
    accuracy = models.CharField(max_length=16, choices=Accuracy.choices())
    completeness = SealedText(default="")
    reliability = SealedText(default="")
    currency = SealedText(default="")
    blocks = SealedJSON(default=list)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+", db_index=False)
    disputed_at = models.DateTimeField(null=True)
    disputed_by = models.ForeignKey(
        "accounts.Account", models.PROTECT, null=True, related_name="+", db_index=False
    )
    dispute = SealedText(default="")
    data_key = models.ForeignKey("crypto.DataKey", models.PROTECT, related_name="+", db_index=False)

    PRIVACY: ClassVar[dict[str, str]] = {
        "title": "personal",
        "category": "plain",
        "marking": "plain",
        "former_marking": "plain",
        "marked_at": "plain",
        "marked_by": "personal",
        "marking_reason": "personal",
        "handling": "plain",
        "descriptors": "plain",
        "caveats": "plain",
        "originator": "plain",
        "held_elsewhere_as": "plain",
        "source": "personal",
        "as_at": "plain",
        "label": "plain",
        "is_live_investigation": "sensitive",
        "accuracy": "plain",
        "completeness": "personal",
        "reliability": "personal",
        "currency": "personal",
        "blocks": "sensitive",
        "added_at": "plain",
        "added_by": "personal",
        "disputed_at": "plain",
        "disputed_by": "personal",
        "dispute": "personal",
        "data_key": "plain",
    }
    RETENTION: ClassVar[str] = "item"

    class Meta:
        constraints = (
            models.CheckConstraint(name="an_item_is_never_unmarked", condition=~Q(marking="")),
            models.CheckConstraint(
                name="what_is_held_elsewhere_has_a_holder",
                condition=Q(held_elsewhere_as="") | ~Q(originator=""),
            ),
            models.CheckConstraint(
                name="item_label_is_known", condition=Q(label__in=[word.value for word in Label])
            ),
            models.CheckConstraint(
                name="disputed_at_and_by_together",
                condition=Q(disputed_at__isnull=True, disputed_by__isnull=True)
                & ~Q(accuracy=Accuracy.DISPUTED)
                | Q(
                    disputed_at__isnull=False,
                    disputed_by__isnull=False,
                    accuracy=Accuracy.DISPUTED,
                ),
            ),
        )
        indexes = (models.Index(fields=["owner", "-id"], name="item_by_owner_newest"),)

    def __str__(self) -> str:
        return str(self.id)


class ItemVersion(OwnedRecord):
    """What an item said at one time; a version is written once and never changed."""

    item = models.ForeignKey("documents.Item", models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=ContentKind.choices())
    body = SealedText(default="")
    stored_as = models.CharField(max_length=32, blank=True, default="")
    file_name = SealedText(default="")
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=32)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+", db_index=False)
    data_key = models.ForeignKey("crypto.DataKey", models.PROTECT, related_name="+", db_index=False)

    contained_in: ClassVar[tuple[str, ...]] = ("item",)
    PRIVACY: ClassVar[dict[str, str]] = {
        "item": "plain",
        "number": "plain",
        "kind": "plain",
        "body": "sensitive",
        "stored_as": "plain",
        "file_name": "personal",
        "media_type": "plain",
        "size": "plain",
        "digest": "plain",
        "added_at": "plain",
        "added_by": "personal",
        "data_key": "plain",
    }
    RETENTION: ClassVar[str] = "item"

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["owner", "item", "number"], name="item_versions_are_numbered_once"
            ),
            models.UniqueConstraint(
                fields=["owner", "stored_as"],
                condition=~Q(stored_as=""),
                name="a_file_belongs_to_one_version",
            ),
            models.CheckConstraint(
                name="a_file_version_has_its_file",
                condition=(Q(kind=ContentKind.FILE) & ~Q(stored_as=""))
                | Q(kind=ContentKind.TEXT, stored_as=""),
            ),
            models.CheckConstraint(name="a_version_is_not_empty", condition=Q(size__gt=0)),
            models.CheckConstraint(name="versions_count_from_one", condition=Q(number__gt=0)),
        )

    def __str__(self) -> str:
        return f"{self.item_id} v{self.number}"


class ItemSubject(OwnedRecord):
    """One person's role in what an item says; a person may hold several roles at once."""

    item = models.ForeignKey("documents.Item", models.PROTECT, related_name="links")
    subject = models.ForeignKey("subjects.Subject", models.PROTECT, related_name="links")
    role = models.CharField(max_length=32, choices=SubjectRole.choices())
    linked_at = models.DateTimeField()
    linked_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+", db_index=False)

    contained_in: ClassVar[tuple[str, ...]] = ("item", "subject")
    PRIVACY: ClassVar[dict[str, str]] = {
        "item": "personal",
        "subject": "personal",
        "role": "sensitive",
        "linked_at": "plain",
        "linked_by": "personal",
    }
    RETENTION: ClassVar[str] = "item"

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["owner", "item", "subject", "role"], name="a_role_is_linked_once"
            ),
            models.CheckConstraint(
                name="subject_role_is_known",
                condition=Q(role__in=[word.value for word in SubjectRole]),
            ),
        )

    def __str__(self) -> str:
        return f"{self.subject_id} in {self.item_id}"

    @property
    def shown_as(self) -> str:
        """Return the role in words; a person arrested and not charged is never shown as convicted."""
        return SubjectRole(self.role).label
