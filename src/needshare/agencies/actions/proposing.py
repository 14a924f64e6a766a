"""Propose a correction of one's own entry in the register, for a keeper of the register to decide."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from needshare.agencies import access, queries
from needshare.agencies.models import ParticularsProposal
from needshare.agencies.rules import columns_of, faults_of
from needshare.agencies.terms import Particulars
from needshare.audit.recording import about, detail, recorded
from needshare.audit.terms import Operation
from needshare.kernel import Actor, Conflict, FieldError, Invalid, gettext_noop as _

from .register import change_particulars


@recorded(Operation.ADMINISTRATION)
def propose_particulars(
    *, code: str, particulars: Particulars, reason: str, by: Actor, at: datetime
) -> ParticularsProposal:
    """Propose what the register should say about one's own organisation.

    Raises:
        Blocked: not an administrator of that organisation.
        Conflict: the register says this already, or another proposal waits.
    """
    organisation = queries.organisation_to_change(code, by=by)
    access.must_propose(organisation, by)
    wrong = faults_of(particulars)
    if not reason.strip():
        wrong.append(FieldError("reason", _("Say why.")))
    if wrong:
        raise Invalid(*wrong)
    columns = columns_of(particulars)
    if all(getattr(organisation, field) == value for field, value in columns.items()):
        raise Conflict(_("The register already says this."))
    proposal = ParticularsProposal(
        owner=organisation,
        particulars=columns,
        reason=reason.strip(),
        proposed_at=at,
        proposed_by=by.id,
    )
    try:
        with transaction.atomic():
            proposal.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("Another proposal waits to be decided.")) from None
    about(owner=organisation.id, reason=reason.strip())
    detail(code=organisation.code)
    return proposal


@recorded(Operation.ADMINISTRATION)
def accept_particulars(*, proposal_id: UUID, by: Actor, at: datetime) -> ParticularsProposal:
    """Accept what an organisation proposed: the register says it from now on.

    Raises:
        Blocked: not a keeper of the register, or one's own proposal.
        Conflict: it was decided already, or the register says this by now.
    """
    proposal = _to_decide(proposal_id, by)
    particulars = Particulars(**proposal.particulars)
    change_particulars(code=proposal.owner.code, particulars=particulars, by=by, at=at)
    return _decided(proposal, is_accepted=True, by=by, at=at)


@recorded(Operation.ADMINISTRATION)
def decline_particulars(*, proposal_id: UUID, by: Actor, at: datetime) -> ParticularsProposal:
    """Decline what an organisation proposed: nothing changes.

    Raises: as `accept_particulars`.
    """
    return _decided(_to_decide(proposal_id, by), is_accepted=False, by=by, at=at)


def _to_decide(proposal_id: UUID, by: Actor) -> ParticularsProposal:
    proposal = queries.proposal_to_change(proposal_id, by=by)
    access.must_keep(proposal.owner, by)
    access.must_be_anothers(proposal.proposed_by, by)
    if proposal.decided_at is not None:
        raise Conflict(_("This was already done."))
    return proposal


def _decided(
    proposal: ParticularsProposal, *, is_accepted: bool, by: Actor, at: datetime
) -> ParticularsProposal:
    proposal.decided_at, proposal.decided_by, proposal.is_accepted = at, by.id, is_accepted
    proposal.save(update_fields=["decided_at", "decided_by", "is_accepted", "recorded_as"])
    about(owner=proposal.owner_id, reason=proposal.reason)
    detail(code=proposal.owner.code, proposed_by=str(proposal.proposed_by))
    return proposal
