"""Reads of what was searched, matched, gathered and assessed for a case."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import prefetch_related_objects

from needshare.agencies.prepared import Prepared
from needshare.assessment.models import Assessment, GatheredItem, Search, SubjectMatch
from needshare.documents import queries as documents
from needshare.intake import queries as intake
from needshare.kernel import Actor, Unknown

if TYPE_CHECKING:
    from needshare.documents.models import ItemVersion
    from needshare.intake.models import RequestedItem, RequestSubject
    from needshare.pathway.models import SharingCase
    from needshare.subjects.models import Subject

FIRST_REQUESTED = 1001


def gathered_items(case: SharingCase) -> list[GatheredItem]:
    """List what is gathered for a case now, in order, with item, version and links."""
    found: list[GatheredItem] = _GATHERED.rows(case_id=case.pk)
    prefetch_related_objects(found, "item_version__item__links", "item_version__item__links__subject")
    return found


_GATHERED = Prepared(
    lambda narrowed, *, case_id: (
        GatheredItem.objects.filter(narrowed, case_id=case_id, removed_at__isnull=True)
        .select_related(
            "item_version", "item_version__item", "item_version__item__data_key", "requested_item", "data_key"
        )
        .order_by("number")
    )
)


def newest_versions(item_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Map each item to its newest version."""
    return documents.newest_versions(item_ids)


def newest_assessment(case: SharingCase) -> Assessment | None:
    """Return the last assessment of a case, or None before the first."""
    found = _NEWEST.rows(case_id=case.pk)
    return found[0] if found else None


_NEWEST = Prepared(
    lambda narrowed, *, case_id: (
        Assessment.objects.filter(narrowed, case_id=case_id)
        .select_related("assessed_by", "assessed_by__data_key", "data_key")
        .order_by("-number")[:1]
    )
)


def searches_of(case: SharingCase) -> list[Search]:
    """List the recorded searches of a case, the first first."""
    return list(Search.objects.filter(case=case).select_related("data_key", "searched_by").order_by("id"))


def search_found_nothing(case: SharingCase) -> bool:
    """Tell whether a search is recorded and the last one found nothing."""
    last = Search.objects.filter(case=case).order_by("-id").first()
    return last is not None and not last.has_found


def matches_of(case: SharingCase) -> list[SubjectMatch]:
    """List the people matched for a case."""
    found = SubjectMatch.objects.filter(case=case).select_related(
        "subject", "subject__data_key", "request_subject"
    )
    return list(found.order_by("id"))


def match_of(asked: RequestSubject, held: Subject) -> SubjectMatch | None:
    """Return the match of a person held to a person asked about, if there is one."""
    return SubjectMatch.objects.filter(request_subject=asked, subject=held).first()


def items_found(case: SharingCase, *, viewer: Actor) -> list[Any]:
    """List the items held about the people matched for a case."""
    return documents.items_about([each.subject_id for each in matches_of(case)], viewer=viewer)


def item_of_case(case: SharingCase, version_id: UUID) -> ItemVersion:
    """Return a version of an item that belongs to a case: gathered for it, or about somebody matched.

    Raises:
        Unknown: there is none such in this case.
    """
    found = documents.version_held(version_id, owner=case.owner_id)
    if not GatheredItem.objects.filter(case=case, item_version__item_id=found.item_id).exists():
        about = set(documents.subject_ids_of(found.item))
        if not about & {each.subject_id for each in matches_of(case)}:
            raise Unknown
    return found


def not_gathered(asked: list[RequestedItem], gathered: list[GatheredItem]) -> list[RequestedItem]:
    """List what is asked for and has nothing gathered for it."""
    found = {each.requested_item_id for each in gathered}
    return [each for each in asked if each.pk not in found]


def numbered_items(case: SharingCase) -> dict[int, tuple[str, str]]:
    """Map each number of a finding's item to its category and what it is: gathered, or only asked for."""
    gathered = gathered_items(case)
    sharing_request = intake.request_of(case)
    found = {each.number: (each.item_version.item.category, "gathered") for each in gathered}
    for each in not_gathered(intake.items_of(sharing_request), gathered):
        found[FIRST_REQUESTED + each.number - 1] = (each.category, "requested")
    return found


def matches_with(subject: UUID, *, owner: UUID) -> list[SubjectMatch]:
    """List the matches of a person in the cases of an owner."""
    return list(SubjectMatch.objects.filter(subject_id=subject, owner_id=owner).order_by("id"))


def items_in_cases(item_ids: Iterable[UUID]) -> set[UUID]:
    """Name those of these items of which a case has or had a version gathered."""
    rows = GatheredItem.objects.filter(item_version__item_id__in=set(item_ids))
    return set(rows.values_list("item_version__item_id", flat=True))
