"""Whether a request was made before, for the same purpose or another, or would pass on what was released (1.13)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from needshare import policy
from needshare.assessment.models import SubjectMatch
from needshare.assessment.terms import MatchConfidence
from needshare.intake import queries as intake
from needshare.pathway import queries as pathway

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from needshare.intake.models import SharingRequest
    from needshare.pathway.models import SharingCase


@dataclass(frozen=True, slots=True)
class Before:
    """What was asked before: the same for the same purpose, the same for another, or what is to be passed on."""

    is_asked_again: bool
    is_for_another_purpose: bool
    is_released: bool


def before(
    case: SharingCase,
    asked: SharingRequest,
    *,
    categories: Collection[str],
    matches: Sequence[SubjectMatch],
) -> Before:
    """Compare a request with what the same organisation asked before it, within the days that the policy says.

    Two are about the same where they give one reference of the matter, or where one person is confirmed in
    both and they ask for a category in common.
    """
    days = policy.current_pack(case.owner_id).parameter("duplicate_days")
    earlier = pathway.earlier_cases(case, since=(case.received_at or case.opened_at) - timedelta(days=days))
    found = intake.of_one_matter(asked, earlier)
    people = {each.subject_id for each in matches if each.confidence == MatchConfidence.CONFIRMED}
    found |= _about_the_same(earlier, people, categories)
    purposes = set(earlier.filter(pk__in=found).values_list("purpose", flat=True)) if found else set()
    is_to_pass_on = asked.is_onward_sharing and pathway.given_out(case, asked.matter_reference)
    return Before(
        is_asked_again=case.purpose in purposes and not is_to_pass_on,
        is_for_another_purpose=bool(purposes) and case.purpose not in purposes,
        is_released=is_to_pass_on,
    )


def _about_the_same(
    earlier: QuerySet[SharingCase], people: set[UUID], categories: Collection[str]
) -> set[UUID]:
    if not people:
        return set()
    rows = SubjectMatch.objects.filter(
        case__in=earlier.order_by(), subject_id__in=people, confidence=MatchConfidence.CONFIRMED
    )
    about = set(rows.values_list("case_id", flat=True))
    asked = intake.categories_asked(about)
    return {each for each in about if asked.get(each, set()) & set(categories)}
