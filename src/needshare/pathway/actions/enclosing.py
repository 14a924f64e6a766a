"""Put a case into a compartment, or take it out: one proposes, another approves (A3, C8, ADR 0026).

From the approval on the case is not there for anybody of the force outside the compartment, in lists, counts
and searches too; an emergency opens it all the same. The organisation that asked keeps its own request.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from needshare.accounts import queries as accounts
from needshare.accounts.access import must_be_confirmed
from needshare.accounts.terms import Role
from needshare.audit.recording import about, detail, recorded
from needshare.audit.terms import Operation
from needshare.kernel import Actor, Conflict, Invalid, gettext_noop as _, not_met, require
from needshare.pathway import access, queries
from needshare.pathway.errands import case_task
from needshare.pathway.models import EnclosureProposal, SharingCase
from needshare.tasks.actions import complete_for, open_task
from needshare.tasks.terms import TaskKind

from .cases import note_step

VERB = "case.enclose"
DECIDED_WITHIN = timedelta(days=1)


@recorded(Operation.ADMINISTRATION)
def propose_enclosure(
    *, reference: str, compartment_id: UUID | None, reason: str, by: Actor, at: datetime
) -> EnclosureProposal:
    """Propose to put a case into a compartment; without one, to take it out of the one it is in.

    Raises:
        Unknown: no such case or compartment for this actor.
        Blocked: not information management or the risk owner, or not just confirmed.
        Conflict: it is in one already, in none, or a proposal about it waits.
        Invalid: no reason.
    """
    case = queries.case_to_change(reference, viewer=by, verb=VERB)
    access.must(VERB, case, by)
    must_be_confirmed(by, at)
    if not reason.strip():
        raise Invalid.field("reason", _("Say why."))
    is_out, where = compartment_id is None, compartment_id or case.compartment_id
    if where is None or is_out == (case.compartment_id is None):
        raise Conflict(
            _("The case is in no compartment.")
            if is_out
            else _("Take the case out of its compartment first.")
        )
    circle = accounts.compartment(where, viewer=by)
    proposal = EnclosureProposal(
        owner_id=case.owner_id,
        case=case,
        compartment=circle,
        is_out=is_out,
        reason=reason.strip(),
        proposed_at=at,
        proposed_by_id=by.id,
        data_key=case.data_key,
    )
    try:
        with transaction.atomic():
            proposal.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("Another proposal about this case waits.")) from None
    _ask_second_people(proposal, case, by=by, at=at)
    _say(proposal, case)
    return proposal


@recorded(Operation.ADMINISTRATION)
def approve_enclosure(*, proposal_id: UUID, by: Actor, at: datetime) -> EnclosureProposal:
    """Approve a proposal: from now on the case is inside, or there again for everybody who could see it.

    Raises:
        Unknown: none such for this actor.
        Blocked: who proposed it; not just confirmed; or its handler is not in the compartment.
        Conflict: it was decided already.
    """
    proposal, case = _to_decide(proposal_id, by, at)
    circle = None if proposal.is_out else proposal.compartment_id
    if circle is not None and case.handler_id is not None:
        handler = accounts.person(case.handler_id, by)
        if circle not in accounts.compartments_of(handler, at=at):
            reason = _("Bring its handler into the compartment first, or hand the case over.")
            require(not_met(reason, test="access", code="handler_not_in_compartment", sources=("A3",)))
    act = "pathway.take_out_of_compartment" if proposal.is_out else "pathway.put_into_compartment"
    note_step(case=case, act=act, by=by, at=at, gives_part=False, compartment_id=circle)
    return _decided(proposal, case, is_approved=True, by=by, at=at)


@recorded(Operation.ADMINISTRATION)
def refuse_enclosure(*, proposal_id: UUID, by: Actor, at: datetime) -> EnclosureProposal:
    """Refuse a proposal: nothing changes.

    Raises: as `approve_enclosure`.
    """
    proposal, case = _to_decide(proposal_id, by, at)
    return _decided(proposal, case, is_approved=False, by=by, at=at)


def _to_decide(proposal_id: UUID, by: Actor, at: datetime) -> tuple[EnclosureProposal, SharingCase]:
    proposal = queries.enclosure_to_change(proposal_id, viewer=by)
    case = queries.case_to_change(proposal.case.reference, viewer=by, verb=VERB)
    require(access.judged(VERB, case, by, person=proposal.proposed_by_id))
    must_be_confirmed(by, at)
    if proposal.decided_at is not None:
        raise Conflict(_("This was already done."))
    return proposal, case


def _decided(
    proposal: EnclosureProposal, case: SharingCase, *, is_approved: bool, by: Actor, at: datetime
) -> EnclosureProposal:
    proposal.decided_at, proposal.decided_by_id, proposal.is_approved = at, by.id, is_approved
    proposal.save(update_fields=["decided_at", "decided_by", "is_approved", "recorded_as"])
    _say(proposal, case)
    detail(proposed_by=str(proposal.proposed_by_id))
    kinds = (TaskKind.DECIDE_ENCLOSURE,)
    complete_for(record_id=proposal.pk, owner=proposal.owner_id, kinds=kinds, by=by, at=at)
    return proposal


def _ask_second_people(proposal: EnclosureProposal, case: SharingCase, *, by: Actor, at: datetime) -> None:
    """Ask everybody who could decide on a proposal: of a case inside, only who is inside too."""
    people = {
        person.pk: person
        for role in (Role.INFORMATION_MANAGEMENT, Role.SIRO)
        for person in accounts.people_in_role(role, by, organisation_id=case.owner_id)
    }
    for person in people.values():
        is_inside = proposal.compartment_id in accounts.compartments_of(person, at=at)
        if person.pk == by.id or (proposal.is_out and not is_inside):
            continue
        asked = case_task(case, TaskKind.DECIDE_ENCLOSURE, due_at=at + DECIDED_WITHIN, account=person.pk)
        occurrence = str(person.pk)
        open_task(task=replace(asked, record_id=proposal.pk, occurrence=occurrence), by=by, at=at)


def _say(proposal: EnclosureProposal, case: SharingCase) -> None:
    about(case=case.reference, owner=case.owner_id, reason=proposal.reason)
    detail(compartment=str(proposal.compartment_id), way="out" if proposal.is_out else "in")
