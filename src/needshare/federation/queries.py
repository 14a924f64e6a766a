"""Who somebody is who signed in at their organisation's provider: only among that organisation's own accounts."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q

from needshare.accounts import queries as accounts
from needshare.agencies import queries as agencies
from needshare.crypto.indexing import blind
from needshare.kernel import Actor
from needshare.provisioning import queries as provisioning

from .models import ProviderIdentity
from .terms import Provider, ProviderStatement, Way

if TYPE_CHECKING:
    from datetime import datetime

    from needshare.accounts.models import Account
    from needshare.agencies.models import Organisation


def home_of(provider: Provider, *, viewer: Actor) -> "Organisation":
    """Return the organisation whose people a provider vouches for.

    Raises:
        Unknown: the operator named one that is not in the register.
    """
    return agencies.organisation_by_code(provider.organisation, viewer)


def subject_index(statement: ProviderStatement, owner: UUID) -> str:
    """Compute what an identity is found by: a keyed digest of the provider's own id of the person."""
    return blind(owner, "provider_identity", f"{statement.provider.issuer}|{statement.subject}")


def account_tied_to(statement: ProviderStatement, *, viewer: Actor) -> "Account | None":
    """Return the account an identity is tied to, if that still counts."""
    rows = ProviderIdentity.objects.filter(
        owner_id=viewer.owner,
        provider=statement.provider.name,
        subject_index=subject_index(statement, viewer.owner),
        ended_at__isnull=True,
    )
    found = rows.first()
    if found is None or not counts(found, viewer=viewer):
        return None
    return accounts.account_of(found.account_id)


def is_tied(statement: ProviderStatement, *, account_id: UUID, viewer: Actor) -> bool:
    """Tell whether an identity is this account's."""
    found = account_tied_to(statement, viewer=viewer)
    return found is not None and found.pk == account_id


def counts(identity: ProviderIdentity, *, viewer: Actor) -> bool:
    """Tell whether an identity still stands for its account: not after a new invitation, nor once they left."""
    invited_at: datetime | None = accounts.last_invited_at(identity.account_id, viewer)
    if invited_at is not None and identity.tied_at < invited_at:
        return False
    return not provisioning.has_left(identity.account_id, viewer=viewer)


def in_the_way(account_id: UUID, statement: ProviderStatement, *, viewer: Actor) -> list[ProviderIdentity]:
    """List what ties this account, or this identity, at the provider already."""
    rows = ProviderIdentity.objects.filter(
        owner_id=viewer.owner, provider=statement.provider.name, ended_at__isnull=True
    )
    index = subject_index(statement, viewer.owner)
    return list(rows.filter(Q(account_id=account_id) | Q(subject_index=index)))


def account_expected(
    statement: ProviderStatement, *, viewer: Actor, at: "datetime"
) -> "tuple[Account, Way] | None":
    """Return the one account that the directory, or a verified work address, says this person is.

    Only in a way the operator allowed for the provider, and never when it could be one of two.
    """
    ways = statement.provider.ways
    if Way.DIRECTORY in ways and statement.directory_id:
        told = list(provisioning.own_people(viewer, asked=("externalId", statement.directory_id))[:2])
        if len(told) == 1:
            return told[0], Way.DIRECTORY
    if Way.ADDRESS in ways and statement.address:
        reached = accounts.people_at_address(statement.address, viewer=viewer, at=at)
        if len(reached) == 1:
            return reached[0], Way.ADDRESS
    return None
