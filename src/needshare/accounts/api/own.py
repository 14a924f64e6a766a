"""One's own account, and the people a caller may know of."""

from ninja import Query

from needshare.accounts import actions, queries
from needshare.accounts.schemas.own import KeyChosen, OwnAccount, PeopleAsked, PersonLine
from needshare.api.routes import Call, Doorways
from needshare.api.schemas import Page, page_of

doorways = Doorways(tags=["People"])


@doorways.read("/me", needs="signed_in", answer=OwnAccount)
def me(request: Call) -> OwnAccount:
    """Show whose token this is and what they may be trusted with."""
    return OwnAccount.of(queries.person(request.actor.id, request.actor))


@doorways.write("/me/age-recipient", needs="accounts.set_age_recipient", answer=OwnAccount)
def set_age_recipient(request: Call, asked: KeyChosen) -> OwnAccount:
    """Set the age key that packages for oneself are sealed to."""
    account = actions.set_age_recipient(recipient=asked.recipient, by=request.actor, at=request.at)
    return OwnAccount.of(account)


@doorways.read("/people", needs="signed_in", answer=Page[PersonLine])
def people(request: Call, asked: Query[PeopleAsked]) -> Page[PersonLine]:
    """List the people of an organisation that the caller may know of, by username."""
    found = queries.people_after(
        asked.organisation, viewer=request.actor, after=asked.after, role=asked.role, limit=asked.limit
    )
    rows, after = page_of(found, limit=asked.limit, key=lambda each: each.username)
    return Page(items=[PersonLine.of(each) for each in rows], after=after)
