"""The register of organisations, as far as the caller may know of them."""

from uuid import UUID

from ninja import Query

from needshare.api.routes import Call, Doorways
from needshare.api.schemas import Page, page_of

from . import actions, queries
from .models import Organisation
from .schemas import (
    DomainShown,
    DomainVerified,
    DomainWithdrawn,
    EntryProposalShown,
    EntryProposalsShown,
    EntryProposed,
    EntrySent,
    OrganisationLine,
    OrganisationsAsked,
    OrganisationSent,
    OrganisationShown,
    OrganisationState,
    SwitchSent,
    UnitAdded,
    UnitRenamed,
    UnitShown,
)
from .terms import Kind

doorways = Doorways(tags=["Organisations"])
unchanged = queries.organisation_must_still_be


@doorways.read("/organisations", needs="signed_in", answer=Page[OrganisationLine])
def organisations(request: Call, asked: Query[OrganisationsAsked]) -> Page[OrganisationLine]:
    """List organisations by code."""
    found = queries.organisations_after(request.actor, kind=asked.kind, after=asked.after, limit=asked.limit)
    rows, after = page_of(found, limit=asked.limit, key=lambda each: each.code)
    return Page(items=[OrganisationLine.of(each) for each in rows], after=after)


def _shown(request: Call, found: Organisation) -> OrganisationShown:
    return OrganisationShown.whole(
        found, queries.domains_of(found.id, request.actor), queries.units_of(found.id, request.actor)
    )


@doorways.read("/organisations/{reference:code}", needs="signed_in", answer=OrganisationShown)
def organisation(request: Call, code: str) -> OrganisationShown:
    """Show one organisation with its verified domains and its units."""
    found = queries.organisation_by_code(code, request.actor)
    return _shown(request, found)


@doorways.write("/organisations", needs="organisation.add", answer=OrganisationState, status=201)
def add(request: Call, asked: OrganisationSent) -> OrganisationState:
    """Add a partner agency to the register."""
    made = actions.register_organisation(
        code=asked.code,
        kind=Kind.AGENCY,
        particulars=asked.particulars(),
        by=request.actor,
        at=request.at,
    )
    return OrganisationState.after(made)


@doorways.write(
    "/organisations/{reference:code}/particulars",
    needs="organisation.change",
    answer=OrganisationState,
    if_match=unchanged,
)
def change_particulars(request: Call, code: str, asked: EntrySent) -> OrganisationState:
    """Correct what the register says about an organisation."""
    changed = actions.change_particulars(
        code=code, particulars=asked.particulars(), by=request.actor, at=request.at
    )
    return OrganisationState.after(changed)


@doorways.write(
    "/organisations/{reference:code}/suspend",
    needs="organisation.change",
    answer=OrganisationState,
    if_match=unchanged,
)
def suspend(request: Call, code: str, asked: SwitchSent) -> OrganisationState:
    """End an organisation's access: nobody of it may do anything from their next request on."""
    changed = actions.deactivate_organisation(code=code, reason=asked.reason, by=request.actor, at=request.at)
    return OrganisationState.after(changed)


@doorways.write(
    "/organisations/{reference:code}/reinstate",
    needs="organisation.change",
    answer=OrganisationState,
    if_match=unchanged,
)
def reinstate(request: Call, code: str, asked: SwitchSent) -> OrganisationState:
    """Give a suspended organisation its access back."""
    changed = actions.reactivate_organisation(code=code, reason=asked.reason, by=request.actor, at=request.at)
    return OrganisationState.after(changed)


@doorways.write(
    "/organisations/{reference:code}/domains", needs="organisation.change", answer=DomainShown, status=201
)
def verify_domain(request: Call, code: str, asked: DomainVerified) -> DomainShown:
    """Record that an e-mail domain is the organisation's, how that is known, and until when."""
    found = actions.verify_domain(code=code, **asked.model_dump(), by=request.actor, at=request.at)
    return DomainShown.of(found)


@doorways.write(
    "/organisations/{reference:code}/domains/withdraw",
    needs="organisation.change",
    answer=OrganisationShown,
)
def withdraw_domain(request: Call, code: str, asked: DomainWithdrawn) -> OrganisationShown:
    """Stop trusting a domain from now on."""
    actions.withdraw_domain(code=code, **asked.model_dump(), by=request.actor, at=request.at)
    return _shown(request, queries.organisation_by_code(code, request.actor))


@doorways.write("/organisations/{reference:code}/units", needs="unit.change", answer=UnitShown, status=201)
def add_unit(request: Call, code: str, asked: UnitAdded) -> UnitShown:
    """Add a unit to an organisation."""
    return UnitShown.of(actions.add_unit(code=code, name=asked.name, by=request.actor, at=request.at))


@doorways.write(
    "/organisations/{reference:code}/units/{uuid:unit_id}/rename", needs="unit.change", answer=UnitShown
)
def rename_unit(request: Call, code: str, unit_id: UUID, asked: UnitRenamed) -> UnitShown:
    """Give a unit another name; who is in it stays in it."""
    name = _unit_name(request, code, unit_id)
    unit = actions.rename_unit(code=code, name=name, new_name=asked.new_name, by=request.actor, at=request.at)
    return UnitShown.of(unit)


@doorways.write(
    "/organisations/{reference:code}/units/{uuid:unit_id}/close", needs="unit.change", answer=UnitShown
)
def close_unit(request: Call, code: str, unit_id: UUID) -> UnitShown:
    """Close a unit: nobody can be moved into it any more."""
    name = _unit_name(request, code, unit_id)
    return UnitShown.of(actions.close_unit(code=code, name=name, by=request.actor, at=request.at))


def _unit_name(request: Call, code: str, unit_id: UUID) -> str:
    """Return how acts name a unit of an organisation."""
    home = queries.organisation_by_code(code, request.actor)
    return queries.unit_by_id(unit_id, organisation_id=home.id, viewer=request.actor).name


@doorways.read("/entry-proposals", needs="organisation.list", answer=EntryProposalsShown)
def entry_proposals(request: Call) -> EntryProposalsShown:
    """List what organisations propose that the register say of them, as far as the caller may know."""
    return EntryProposalsShown(
        items=[EntryProposalShown.of(each) for each in queries.proposals_waiting(request.actor)]
    )


@doorways.write(
    "/organisations/{reference:code}/proposals",
    needs="organisation.propose",
    answer=EntryProposalShown,
    status=201,
)
def propose_particulars(request: Call, code: str, asked: EntryProposed) -> EntryProposalShown:
    """Propose what the register should say about one's own organisation."""
    proposal = actions.propose_particulars(
        code=code,
        particulars=asked.particulars(),
        reason=asked.reason,
        by=request.actor,
        at=request.at,
    )
    return EntryProposalShown.of(proposal)


@doorways.write(
    "/entry-proposals/{uuid:proposal_id}/accept", needs="organisation.change", answer=EntryProposalShown
)
def accept_particulars(request: Call, proposal_id: UUID) -> EntryProposalShown:
    """Accept what an organisation proposed: the register says it from now on."""
    proposal = actions.accept_particulars(proposal_id=proposal_id, by=request.actor, at=request.at)
    return EntryProposalShown.of(proposal)


@doorways.write(
    "/entry-proposals/{uuid:proposal_id}/decline", needs="organisation.change", answer=EntryProposalShown
)
def decline_particulars(request: Call, proposal_id: UUID) -> EntryProposalShown:
    """Decline what an organisation proposed: nothing changes."""
    proposal = actions.decline_particulars(proposal_id=proposal_id, by=request.actor, at=request.at)
    return EntryProposalShown.of(proposal)
