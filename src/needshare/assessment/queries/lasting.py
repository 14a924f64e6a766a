"""Whether what an assessment found to be authorised still is, when it is decided on and when it is released."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from needshare import policy

from .facts import facts_of
from .findings import answers_of

if TYPE_CHECKING:
    from needshare.assessment.models import Assessment
    from needshare.pathway.models import SharingCase


def no_longer_authorised(
    case: SharingCase, stored: Assessment, *, numbers: Collection[int], at: datetime
) -> list[int]:
    """List those of these items that were covered by a kind of authorisation and are so no longer.

    A record that replaces another of its kind and covers the item serves as well.
    """
    then = {
        each.number: each.authorised_by
        for each in policy.facts_from_canonical(stored.facts).items
        if each.number in numbers and each.authorised_by
    }
    if not then:
        return []
    items = facts_of(case, answers=answers_of(stored), at=at).items
    now = {each.number: each.authorised_by for each in items}
    return sorted(number for number, kinds in then.items() if not kinds <= now.get(number, frozenset()))
