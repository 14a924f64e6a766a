"""What the worker asks once something a case rests on has ended: what follows for it and its packages (A2, A5)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from needshare.audit.recording import about, detail, recorded
from needshare.audit.terms import Operation
from needshare.authorisations import actions as authorisations, queries as authorised
from needshare.authorisations.terms import Standing
from needshare.disclosure import queries
from needshare.disclosure.models import Delivery
from needshare.disclosure.rules import is_unopened
from needshare.kernel import Actor, Blocked, Channel, gettext_noop as _
from needshare.pathway import actions as moves, queries as pathway
from needshare.pathway.errands import case_task
from needshare.pathway.stages import DONE
from needshare.tasks.actions import open_task
from needshare.tasks.terms import TaskKind

if TYPE_CHECKING:
    from needshare.pathway.models import SharingCase


@recorded(Operation.ADMINISTRATION)
def raise_ended_authorisation(*, reliance_id: UUID, by: Actor, at: datetime) -> list[TaskKind]:
    """Ask whoever handles a case what the end of an authorisation means for it, and for what was sent under it.

    A case that has sent nothing is one question; each package that is not opened is another, and all that
    were opened are a third. The story of the case names them. Done once for each case.

    Raises:
        Unknown: it was asked already, or what the case rests on has not ended.
        Blocked: anybody but the worker.
    """
    if by.channel is not Channel.WORKER:
        raise Blocked(_("What an authorisation's end means is asked by the worker."))
    reliance = authorised.reliance_to_follow(reliance_id, at=at)
    case = pathway.case_of_owner(reliance.case.reference, owner=reliance.owner_id)
    ended = reliance.authorisation
    authorisations.note_followed(reliance=reliance, by=by, at=at)
    sent = queries.deliveries_of(case)
    asked = _questions(case, sent)
    about(case=case.reference, owner=case.owner_id)
    detail(authorisation=ended.reference, asked=[f"{kind.value} {which}".strip() for kind, which in asked])
    if not asked:
        return []
    standing = authorised.standing_of(ended, on=pathway.day_of(at))
    moves.note_step(
        case=case,
        act="authorisations.end",
        by=by,
        at=at,
        note=_told(ended.reference, standing, sent),
        gives_part=False,
    )
    due_at = pathway.due_at(f"unclaimed_{case.urgency}", jurisdiction=case.owner.jurisdiction, at=at)
    for kind, which in asked:
        occurrence = f"{ended.reference} {which}".strip()
        task = case_task(case, kind, due_at=due_at, account=case.handler_id, occurrence=occurrence)
        open_task(task=task, by=by, at=at)
    return [kind for kind, _which in asked]


def _questions(case: SharingCase, sent: list[Delivery]) -> list[tuple[TaskKind, str]]:
    """List what is to be judged: the case where nothing went out, each package not opened, what was opened."""
    unopened = sorted({each.package.number for each in sent if is_unopened(each.state)})
    asked = [(TaskKind.AUTHORISATION_ENDED_UNOPENED, str(number)) for number in unopened]
    if any(not is_unopened(each.state) for each in sent):
        asked.append((TaskKind.AUTHORISATION_ENDED_OPENED, ""))
    if not sent and case.stage not in DONE:
        asked.append((TaskKind.AUTHORISATION_ENDED, ""))
    return asked


def _told(reference: str, standing: Standing, sent: list[Delivery]) -> str:
    """Say which authorisation ended, and of each package to whom it went and whether it was opened."""
    packages = [
        f"Package {each.package.number}, {each.recipient.name}: "
        f"{'not opened' if is_unopened(each.state) else 'opened'}."
        for each in sent
    ]
    return "\n".join([f"{reference}: {standing.label}.", *packages])
