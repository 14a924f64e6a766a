"""Raise a person to a role: one proposes, another approves, and the person is told."""

from datetime import datetime
from uuid import UUID

from needshare.accounts import access, queries, rules
from needshare.accounts.models import Account, RoleProposal
from needshare.accounts.terms import Role
from needshare.audit.recording import about, current_entry, detail, recorded
from needshare.audit.terms import Operation
from needshare.kernel import Actor, Conflict, Invalid, gettext_noop as _, require


@recorded(Operation.ADMINISTRATION)
def propose_role(*, username: str, role: Role, reason: str, by: Actor, at: datetime) -> RoleProposal:
    """Propose a role for a person; it is theirs once a second person approves.

    Raises:
        Blocked: oneself, a stronger account, a role above one's own, or roles kept apart.
        Conflict: the person holds it, or it is proposed already.
    """
    account = queries.person_to_change(username, by=by)
    access.must_administer_person(account, by, at)
    if not reason.strip():
        raise Invalid.field("reason", _("Say why, or how this is known."))
    _must_fit(account, role, by)
    proposal = open_proposal(account=account, role=role, reason=reason, by=by, at=at)
    about(owner=account.owner_id, subject=account.id, reason=reason.strip())
    detail(username=account.username, role=str(role))
    return proposal


@recorded(Operation.ADMINISTRATION)
def open_proposal(*, account: Account, role: Role, reason: str, by: Actor, at: datetime) -> RoleProposal:
    """Open a proposal, as part of the act that judged it.

    Raises:
        Conflict: the person holds the role, or it is proposed already.
    """
    waits = RoleProposal.objects.filter(account=account, role=role, decided_at__isnull=True)
    if role in account.roles or waits.exists():
        raise Conflict(_("The person holds this role already, or it waits for approval."))
    return RoleProposal.objects.create(
        owner_id=account.owner_id,
        account=account,
        role=role,
        reason=reason.strip(),
        proposed_at=at,
        proposed_by=by.id if by.stands_for is None else by.stands_for,
        data_key=account.data_key,
    )


@recorded(Operation.ADMINISTRATION)
def approve_role(*, proposal_id: UUID, by: Actor, at: datetime) -> RoleProposal:
    """Approve a proposed role: the person holds it from their next request on, and is told.

    Raises:
        Blocked: who proposed it, whom it is about, or nobody who may; or roles kept apart by now.
        Conflict: it was decided already.
    """
    proposal, account = _to_decide(proposal_id, by, at)
    held = {Role(word) for word in account.roles}
    require(rules.roles_are_kept_apart(held | {Role(proposal.role)}))
    account.roles = sorted(held | {Role(proposal.role)})
    account.save(update_fields=["roles", "recorded_as"])
    return _decided(proposal, account, is_approved=True, by=by, at=at)


@recorded(Operation.ADMINISTRATION)
def refuse_role(*, proposal_id: UUID, by: Actor, at: datetime) -> RoleProposal:
    """Refuse a proposed role: nothing changes.

    Raises: as `approve_role`.
    """
    proposal, account = _to_decide(proposal_id, by, at)
    return _decided(proposal, account, is_approved=False, by=by, at=at)


@recorded(Operation.ADMINISTRATION)
def take_back_role(*, username: str, role: Role, by: Actor, at: datetime) -> int:
    """Close an open proposal of a role because its ground fell away; return how many there were.

    Raises:
        Blocked: oneself, another organisation, or a stronger account.
    """
    account = queries.person_to_change(username, by=by)
    access.must_administer_person(account, by, at)
    waits = RoleProposal.objects.filter(account=account, role=role, decided_at__isnull=True)
    closed = waits.update(decided_at=at, decided_by=by.id, recorded_as=current_entry())
    about(owner=account.owner_id, subject=account.id)
    detail(username=account.username, role=str(role), closed=closed)
    return closed


@recorded(Operation.ADMINISTRATION)
def note_told(*, proposal_id: UUID, by: Actor, at: datetime) -> RoleProposal:
    """Note that a person is being told of a role they were given.

    Raises:
        Blocked: anybody but the worker.
        Conflict: they were told already, or there is nothing to tell.
    """
    access.must_be_worker(by)
    proposal = queries.proposal_to_change(proposal_id)
    if not proposal.is_approved or proposal.told_at is not None:
        raise Conflict(_("This was already done."))
    proposal.told_at = at
    proposal.save(update_fields=["told_at", "recorded_as"])
    about(owner=proposal.owner_id, subject=proposal.account_id)
    return proposal


def _to_decide(proposal_id: UUID, by: Actor, at: datetime) -> tuple[RoleProposal, Account]:
    seen = queries.proposal(proposal_id, viewer=by)
    account = queries.person_to_change(seen.account.username, by=by)
    proposal = queries.proposal_to_change(proposal_id)
    access.must_decide_role(account, proposal.proposed_by, by, at)
    if proposal.decided_at is not None:
        raise Conflict(_("This was already done."))
    return proposal, account


def _decided(
    proposal: RoleProposal, account: Account, *, is_approved: bool, by: Actor, at: datetime
) -> RoleProposal:
    proposal.decided_at, proposal.decided_by, proposal.is_approved = at, by.id, is_approved
    proposal.save(update_fields=["decided_at", "decided_by", "is_approved", "recorded_as"])
    about(owner=account.owner_id, subject=account.id, reason=proposal.reason)
    detail(username=account.username, role=proposal.role, proposed_by=str(proposal.proposed_by))
    return proposal


def _must_fit(account: Account, role: Role, by: Actor) -> None:
    """Block a role that the person cannot hold, or that the giver cannot give."""
    require(
        rules.may_give(by, role),
        rules.roles_fit_the_organisation({role}, is_force=account.owner.is_force),
        rules.roles_are_kept_apart({Role(word) for word in account.roles} | {role}),
    )
