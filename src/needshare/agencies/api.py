"""The register of organisations, as far as the caller may know of them."""

from ninja import Query

from needshare.api.routes import Call, Doorways
from needshare.api.schemas import Page, page_of

from . import queries
from .schemas import DomainShown, OrganisationLine, OrganisationsAsked, OrganisationShown

doorways = Doorways(tags=["Organisations"])


@doorways.read("/organisations", needs="signed_in", answer=Page[OrganisationLine])
def organisations(request: Call, asked: Query[OrganisationsAsked]) -> Page[OrganisationLine]:
    """List organisations by code."""
    found = queries.organisations_after(request.actor, kind=asked.kind, after=asked.after, limit=asked.limit)
    rows, after = page_of(found, limit=asked.limit, key=lambda each: each.code)
    return Page(items=[OrganisationLine.of(each) for each in rows], after=after)


@doorways.read("/organisations/{reference:code}", needs="signed_in", answer=OrganisationShown)
def organisation(request: Call, code: str) -> OrganisationShown:
    """Show one organisation with its verified domains."""
    found = queries.organisation_by_code(code, request.actor)
    domains = queries.domains_of(found.id, request.actor)
    return OrganisationShown(
        **OrganisationLine.of(found).model_dump(),
        is_relevant_authority=found.is_relevant_authority,
        is_foi_subject=found.is_foi_subject,
        switchboard=found.switchboard,
        out_of_hours=found.out_of_hours,
        domains=[DomainShown.of(each) for each in domains],
    )
