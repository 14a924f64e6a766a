"""What one person may ask, decide and release by the policy in force for them, and whom to ask for the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from needshare.accounts import queries as accounts
from needshare.agencies import queries as agencies
from needshare.agreements import queries as agreements
from needshare.agreements.terms import Status
from needshare.casework.terms import Doing
from needshare.decision.access import verb_to_decide
from needshare.decision.terms import DecisionOutcome
from needshare.kernel import Actor
from needshare.kernel.actors import NOBODY
from needshare.policy import AccessSubject, current_pack, handling_is_known
from needshare.policy.own_part import (
    OwnDecision,
    OwnMarking,
    OwnVerb,
    own_decisions,
    own_markings,
    own_verbs,
)

if TYPE_CHECKING:
    from needshare.agreements.queries import Listed
    from needshare.policy import Pack


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPart:
    """One person's part, as the page and the API show it."""

    pack: Pack
    is_force: bool
    roles: tuple[str, ...]
    unit: str
    standing: accounts.Standing
    verbs: Sequence[OwnVerb]
    decisions: Sequence[OwnDecision]
    markings: Sequence[OwnMarking]
    read: frozenset[str]
    agreements: Sequence[Listed]
    has_more_agreements: bool

    def may(self, part: str) -> list[OwnVerb]:
        """List what may be done in one part of the work."""
        return [each for each in self.verbs if each.may and Doing.of(each.id) == part]

    @property
    def may_not(self) -> list[OwnVerb]:
        """List what may not be done though somebody else on the same side may, in the order of the work.

        What belongs to no part of sharing is left out: who keeps accounts is found on other pages.
        """
        asked = [each for each in self.verbs if each.roles and Doing.of(each.id) != Doing.ELSE]
        return sorted(asked, key=lambda each: list(Doing).index(Doing.of(each.id)))


def own_part(viewer: Actor, *, at: datetime) -> OwnPart:
    """Work out a person's part from the pack in force for them; nothing of a case is read."""
    pack, subject = current_pack(), AccessSubject.of(viewer)
    verb, thing = _handling(viewer)
    marked = own_markings(pack, subject, verb=verb, thing=thing)
    listed = None if viewer.is_force else agreements.register(viewer, at=at)
    deciding = verb_to_decide(DecisionOutcome.DISCLOSE_FULL)
    return OwnPart(
        pack=pack,
        is_force=viewer.is_force,
        roles=tuple(role for role in pack.words("role") if role in viewer.roles),
        unit=_unit(viewer),
        standing=accounts.standing_of(viewer.id, at=at),
        verbs=own_verbs(pack, subject),
        decisions=own_decisions(pack, subject, verb=deciding) if viewer.is_force else (),
        markings=marked,
        read=frozenset(each.id for each in marked if handling_is_known(viewer, each.id).is_met),
        agreements=[each for each in listed.lines if each.status is Status.IN_FORCE] if listed else [],
        has_more_agreements=bool(listed and listed.after),
    )


def _handling(viewer: Actor) -> tuple[str, dict[str, object]]:
    """Name what handling a marking is called: of the force's own material, or of what a partner is sent."""
    if viewer.is_force:
        return "marking.handle", {"owner": viewer.owner}
    return "package.open", {"owner": NOBODY, "recipients": [viewer.id], "is_released": True}


def _unit(viewer: Actor) -> str:
    if viewer.unit is None:
        return ""
    return agencies.unit_by_id(viewer.unit, organisation_id=viewer.owner, viewer=viewer).name
