"""Roles, raised by two: one proposes, another decides."""

from uuid import UUID

from needshare.accounts import access, actions, queries
from needshare.accounts.models import RoleProposal
from needshare.accounts.schemas.people import PersonState, ProposalsShown, RoleProposalShown, RoleSent
from needshare.api.routes import Call

from .own import doorways
from .people import unchanged, username_of


def _shown(request: Call, proposals: list[RoleProposal]) -> list[RoleProposalShown]:
    names = queries.names_of([each.proposed_by for each in proposals], request.actor)
    return [RoleProposalShown.of(each, names) for each in proposals]


@doorways.read("/role-proposals", needs="role.grant", answer=ProposalsShown)
def role_proposals(request: Call) -> ProposalsShown:
    """List the proposed roles that wait, of the people the caller may know of."""
    access.must_keep_people(request.actor)
    return ProposalsShown(items=_shown(request, list(queries.open_proposals(request.actor))))


@doorways.write(
    "/people/{uuid:person_id}/role-proposals",
    needs="role.grant",
    answer=RoleProposalShown,
    status=201,
    if_match=unchanged,
)
def propose_role(request: Call, person_id: UUID, asked: RoleSent) -> RoleProposalShown:
    """Propose a role for a person; it is theirs once a second person approves."""
    proposal = actions.propose_role(
        username=username_of(request, person_id),
        role=asked.role,
        reason=asked.reason,
        by=request.actor,
        at=request.at,
    )
    return _shown(request, [proposal])[0]


@doorways.write(
    "/people/{uuid:person_id}/roles/withdraw", needs="role.grant", answer=PersonState, if_match=unchanged
)
def withdraw_role(request: Call, person_id: UUID, asked: RoleSent) -> PersonState:
    """Take a role from a person, from their next request on."""
    account = actions.withdraw_role(
        username=username_of(request, person_id),
        role=asked.role,
        reason=asked.reason,
        by=request.actor,
        at=request.at,
    )
    return PersonState.of(account)


@doorways.write("/role-proposals/{uuid:proposal_id}/approve", needs="role.grant", answer=RoleProposalShown)
def approve_role(request: Call, proposal_id: UUID) -> RoleProposalShown:
    """Approve a proposed role as the second person: it is held from the next request on."""
    proposal = actions.approve_role(proposal_id=proposal_id, by=request.actor, at=request.at)
    return _shown(request, [proposal])[0]


@doorways.write("/role-proposals/{uuid:proposal_id}/refuse", needs="role.grant", answer=RoleProposalShown)
def refuse_role(request: Call, proposal_id: UUID) -> RoleProposalShown:
    """Refuse a proposed role: nothing changes."""
    proposal = actions.refuse_role(proposal_id=proposal_id, by=request.actor, at=request.at)
    return _shown(request, [proposal])[0]
