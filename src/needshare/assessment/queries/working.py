"""What the pages of assessing show: everything found, gathered and judged for a case so far."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from needshare.assessment import access
from needshare.documents import queries as documents
from needshare.documents.access import must_be_cleared_for
from needshare.intake import queries as intake
from needshare.kernel import Actor
from needshare.pathway import queries as pathway
from needshare.pathway.terms import Stage
from needshare.policy import current_pack, markings, usual_marking
from needshare.subjects import queries as subjects

from .facts import still_stands
from .findings import Basis, answers_of, authority_for, bases, following, number_of_bases
from .records import (
    FIRST_REQUESTED,
    gathered_items,
    matches_of,
    newest_assessment,
    searches_of,
)

if TYPE_CHECKING:
    from needshare.assessment.models import Assessment, GatheredItem, Search, SubjectMatch
    from needshare.assessment.rules import Answers
    from needshare.documents.models import Item
    from needshare.intake.models import RequestedItem, RequestSubject, SharingRequest
    from needshare.pathway.models import SharingCase
    from needshare.subjects.models import Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A case on the desk of the person who assesses it."""

    case: SharingCase
    asked: SharingRequest
    items: Sequence[RequestedItem]
    persons: Sequence[RequestSubject]
    searches: Sequence[Search]
    matches: Sequence[SubjectMatch]
    held: Sequence[Item]
    gathered: Sequence[GatheredItem]
    newest: Assessment | None
    is_current: bool
    bases: Sequence[Basis]
    bases_from: int = 0

    @property
    def bases_total(self) -> int:
        """Count the bases that were assessed."""
        return number_of_bases(self.newest) if self.newest else 0

    @property
    def bases_after(self) -> int | None:
        """Name where the next bases start."""
        return following(self.bases_from, total=self.bases_total)

    @property
    def answers(self) -> Answers | None:
        """Return what was answered at the last assessment."""
        return answers_of(self.newest) if self.newest else None

    @property
    def marking(self) -> str:
        """Derive the marking of a page that shows all of this: what is held and gathered, and whom it names."""
        return marking_of_all(self.gathered, also=[each.marking for each in self.held], names=self.persons)

    @property
    def numbers(self) -> dict[int, str]:
        """Map the number of a finding's item to its category: gathered, or only asked for."""
        asked = {FIRST_REQUESTED + each.number - 1: each.category for each in self.items}
        return asked | {each.number: each.item_version.item.category for each in self.gathered}

    def person(self, number: int) -> RequestSubject | None:
        """Return a person the request names, by number."""
        return next((each for each in self.persons if each.number == number), None)


def work_of(case: SharingCase, *, bases_from: int = 0, viewer: Actor, at: datetime) -> Work:
    """Return everything found and judged so far for a case that was opened to be assessed."""
    asked = intake.request_of(case)
    matches = matches_of(case)
    newest = newest_assessment(case)
    gathered = items_at_hand(case, viewer=viewer)
    return Work(
        case=case,
        asked=asked,
        items=intake.items_of(asked),
        persons=intake.subjects_of(asked),
        searches=searches_of(case),
        matches=matches,
        held=documents.items_about([each.subject_id for each in matches], viewer=viewer),
        gathered=gathered,
        newest=newest,
        is_current=newest is not None and still_stands(case, newest, at=at),
        bases=bases(newest, start=bases_from) if newest else [],
        bases_from=bases_from,
    )


def items_at_hand(case: SharingCase, *, viewer: Actor) -> list[GatheredItem]:
    """List what is gathered for a case, for somebody who works with all of it.

    Raises:
        Blocked: the viewer's clearance does not carry the marking of one of them, or has ended.
    """
    gathered = gathered_items(case)
    must_be_cleared_for(viewer, owner=case.owner_id, markings=markings_of(gathered))
    return gathered


def marking_of_all(
    gathered: Iterable[GatheredItem], *, also: Iterable[str] = (), names: Sequence[object] = ()
) -> str:
    """Return the marking of a whole: the highest of what is gathered and of what names people."""
    named = [usual_marking()] if names else []
    return markings.highest(current_pack(), [*markings_of(gathered), *also, *named])


def markings_of(gathered: Iterable[GatheredItem]) -> list[str]:
    """List the markings of what is gathered."""
    return [each.item_version.item.marking for each in gathered]


def escalated_to(case: SharingCase) -> frozenset[str]:
    """Name the roles the authority table asks for as the case was last assessed, to share or to refuse it."""
    stored = newest_assessment(case)
    if stored is None:
        return frozenset()
    needed = (authority_for(stored, outcome=outcome) for outcome in (None, Stage.REFUSED.value))
    return frozenset(role for each in needed for role in each.roles)


def case_of(reference: str, verb: str, *, viewer: Actor) -> SharingCase:
    """Return a case to somebody who may do this to it, for the head of a page.

    Raises:
        Unknown: absent, or hidden from the viewer.
        Blocked: the viewer may see it and may not do this.
    """
    return pathway.case_for_step(reference, verb, viewer=viewer)


def case_under_assessment(reference: str, *, viewer: Actor) -> SharingCase:
    """Return a case for the actor to work on, held until the act ends.

    Raises:
        Unknown: absent, or hidden from the actor.
        Blocked: the actor does not assess requests.
        Conflict: the case is not under assessment.
    """
    case = pathway.case_to_change(reference, viewer=viewer)
    access.must("case.assess", case, viewer)
    access.must_be_under_assessment(case)
    return case


def person_held(subject: UUID, *, viewer: Actor) -> Subject:
    """Return one person held, to compare with those the request names."""
    return subjects.subject(subject, viewer=viewer)
