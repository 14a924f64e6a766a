"""What a decider has in front of them: the request, the findings, the items, and who may decide."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from needshare.accounts import queries as accounts
from needshare.assessment import queries as assessment
from needshare.decision import access, rules
from needshare.decision.terms import DecisionOutcome
from needshare.intake import queries as intake
from needshare.kernel import Actor, Conflict, Finding, gettext_noop as _, require
from needshare.pathway import queries as pathway
from needshare.pathway.terms import Stage

from .letter import Letter, refusal_letter
from .reviewing import refused_by

if TYPE_CHECKING:
    from needshare.accounts.models import Account
    from needshare.assessment.models import Assessment, GatheredItem
    from needshare.assessment.rules import Answers
    from needshare.intake.models import RequestedItem, RequestSubject, SharingRequest
    from needshare.pathway.models import SharingCase

NOT_AWAITING = _("This case is not awaiting a decision. Somebody may have decided it already.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Considered:
    """A case before its decider."""

    case: SharingCase
    asked: SharingRequest
    items: Sequence[RequestedItem]
    persons: Sequence[RequestSubject]
    stored: Assessment
    answers: Answers
    bases: Sequence[assessment.Basis]
    bases_from: int
    gathered: Sequence[GatheredItem]
    people: Sequence[Account]
    standing: tuple[Finding, ...]
    answers_open: frozenset[str]

    @property
    def bases_total(self) -> int:
        """Count the bases that were assessed."""
        return assessment.number_of_bases(self.stored)

    @property
    def bases_after(self) -> int | None:
        """Name where the next bases start."""
        return assessment.following(self.bases_from, total=self.bases_total)

    @property
    def marking(self) -> str:
        """Derive the marking of what lies before the decider."""
        return assessment.marking_of_all(self.gathered, names=self.persons)

    @property
    def numbers(self) -> dict[int, str]:
        """Map the number of a finding's item to its category: gathered, or only asked for."""
        asked = {assessment.FIRST_REQUESTED + each.number - 1: each.category for each in self.items}
        return asked | {each.number: each.item_version.item.category for each in self.gathered}

    def basis(self, basis_id: str) -> assessment.Basis:
        """Return one basis of the assessment.

        Raises:
            Invalid: there is none of that name.
        """
        return assessment.basis(self.stored, basis_id)

    def letter(
        self, findings: Iterable[rules.Found], *, marks: Sequence[rules.Mark], told: str, at: datetime
    ) -> Letter:
        """Draw up the letter of a refusal as it would go out; nothing is decided by that."""
        return refusal_letter(self.case, findings, marks=marks, told=told, at=at)

    def default_conditions(self, basis_id: str) -> tuple[str, ...]:
        """List the conditions the policy attaches on a basis by itself."""
        return assessment.default_conditions(self.stored, basis_id)


def case_to_consider(
    reference: str, *, outcome: DecisionOutcome = DecisionOutcome.DISCLOSE_FULL, viewer: Actor
) -> SharingCase:
    """Return a case that awaits a decision, to somebody who gives such an answer; nothing in it is read.

    Raises:
        Unknown: absent, or hidden from the viewer.
        Blocked: the viewer does not decide, or prepared it where another person must give this answer.
        Conflict: the case is not awaiting a decision.
    """
    case = pathway.sharing_case(reference, viewer=viewer)
    must_decide(case, outcome, viewer=viewer)
    require(_independent(case, outcome, viewer))
    if case.stage != Stage.AWAITING_DECISION:
        raise Conflict(NOT_AWAITING)
    return case


def must_decide(case: SharingCase, outcome: DecisionOutcome, *, viewer: Actor) -> None:
    """Go on only for who may give such an answer, by role or because the authority table asks for them.

    Raises:
        Blocked: with the pack's reason.
    """
    _must(access.verb_to_decide(outcome), case, viewer)


def must_send_back(case: SharingCase, *, viewer: Actor) -> None:
    """Go on only for who may send a case back as it stands.

    Raises:
        Blocked: with the pack's reason.
    """
    _must(access.verb_to_send_back(case.stage), case, viewer)


def _must(verb: str, case: SharingCase, viewer: Actor) -> None:
    require(_judged(verb, case, viewer))


def _judged(verb: str, case: SharingCase, viewer: Actor) -> Finding:
    """Judge by role first: whom the authority table asks for is worked out for who is refused by it."""
    found = access.judged(verb, case, viewer)
    if found.is_met:
        return found
    return access.judged(verb, case, viewer, escalated_to=assessment.escalated_to(case))


def _independent(case: SharingCase, outcome: DecisionOutcome, viewer: Actor) -> Finding:
    return rules.decider_is_independent(
        decider=viewer.id,
        requester=case.requester_id or case.opened_by_id,
        preparers={case.handler_id},
        preparer_may_decide=outcome in rules.BY_ITS_PREPARER,
    )


def _answers_open_to(case: SharingCase, viewer: Actor) -> frozenset[str]:
    """Name the answers the viewer may give, as far as role and the handling of the case tell."""
    verbs = {verb: _judged(verb, case, viewer).is_met for verb in map(access.verb_to_decide, DecisionOutcome)}
    return frozenset(
        outcome.value
        for outcome in DecisionOutcome
        if verbs[access.verb_to_decide(outcome)] and _independent(case, outcome, viewer).is_met
    )


def considered(case: SharingCase, *, bases_from: int = 0, viewer: Actor) -> Considered:
    """Return a case as it lies before a decider, who may be the wrong one: `standing` says.

    Raises:
        Conflict: it was never assessed.
    """
    stored = assessment.newest_assessment(case)
    if stored is None:
        raise Conflict(NOT_AWAITING)
    asked = intake.request_of(case)
    gathered = assessment.items_at_hand(case, viewer=viewer)
    people = accounts.people_of(case.requesting_organisation_id, viewer).filter(
        is_active=True, is_system=False
    )
    return Considered(
        case=case,
        asked=asked,
        items=intake.items_of(asked),
        persons=intake.subjects_of(asked),
        stored=stored,
        answers=assessment.answers_of(stored),
        bases=assessment.bases(stored, start=bases_from),
        bases_from=bases_from,
        gathered=gathered,
        people=list(people),
        standing=_standing(case, stored, gathered, viewer),
        answers_open=_answers_open_to(case, viewer),
    )


def _standing(
    case: SharingCase, stored: Assessment, gathered: Sequence[GatheredItem], viewer: Actor
) -> tuple[Finding, ...]:
    """Judge whether the viewer may decide on the basis the request relies on."""
    authority = assessment.authority_for(stored)
    preparers = {case.handler_id, stored.assessed_by_id, *(each.gathered_by_id for each in gathered)}
    return (
        rules.decider_is_independent(
            decider=viewer.id,
            requester=case.requester_id or case.opened_by_id,
            preparers=preparers,
            preparer_may_decide=authority.preparer_may_decide,
        ),
        rules.decider_did_not_refuse(decider=viewer.id, refused_by=refused_by(case)),
        rules.decider_has_authority(held=viewer.roles, needed=authority.roles, minimum=authority.row.minimum),
    )


def case_of(reference: str, verb: str, *, viewer: Actor) -> SharingCase:
    """Return a case to somebody who may do this to it, for the head of a page.

    Raises:
        Unknown: absent, or hidden from the viewer.
        Blocked: the viewer may see it and may not do this.
    """
    return pathway.case_for_step(reference, verb, viewer=viewer)


def case_to_send_back(reference: str, *, viewer: Actor) -> SharingCase:
    """Return a case to somebody who may send it back as it stands, for the head of a page.

    Raises: as `case_of`.
    """
    case = pathway.sharing_case(reference, viewer=viewer)
    must_send_back(case, viewer=viewer)
    return case
