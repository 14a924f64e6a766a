"""An organisation's directory, connected by the operator: its token, and which role each group stands for."""

import argparse
from datetime import timedelta
from uuid import UUID

from needshare.accounts.rules import operator
from needshare.accounts.terms import Role
from needshare.provisioning import actions, queries

from .doorway import command, now, tell


def add(_name: str, parser: argparse.ArgumentParser) -> None:
    """Add the commands of `needshare directory`."""
    groups = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    connect = command(
        groups, "connect", issue, "issue a directory's token; it is shown this once", acts=False
    )
    connect.add_argument("organisation", help="code of the organisation")
    connect.add_argument("--label", required=True, help="what the token is for")
    connect.add_argument("--days", type=int, default=365, help="how long it lasts (default 365)")
    cut = command(groups, "disconnect", revoke, "revoke a directory's token", acts=False)
    cut.add_argument("token", type=UUID, help="id of the token")
    group = command(groups, "map", map_group, "say which role a group stands for", acts=False)
    group.add_argument("organisation", help="code of the organisation")
    group.add_argument("group", help="name of the group in the directory")
    group.add_argument("--role", choices=[each.value for each in Role], help="left out: none any more")
    shown = command(groups, "show", show, "list tokens and what groups stand for", acts=False)
    shown.add_argument("organisation", help="code of the organisation")


def issue(told: argparse.Namespace) -> None:
    """Issue a token for a directory."""
    at = now()
    token, secret = actions.issue_token(
        organisation=told.organisation,
        label=told.label,
        expires_at=at + timedelta(days=told.days),
        by=operator(at=at),
        at=at,
    )
    tell(told, secret, token=secret, id=token.pk, expires_at=token.expires_at)


def revoke(told: argparse.Namespace) -> None:
    """Revoke a token: the directory is refused from its next call on."""
    at = now()
    token = actions.revoke_token(token_id=told.token, by=operator(at=at), at=at)
    tell(told, f"{token.label} is revoked.", id=token.pk)


def map_group(told: argparse.Namespace) -> None:
    """Say which role a group stands for, or that it stands for none."""
    at = now()
    given = {"organisation": told.organisation, "group": told.group, "by": operator(at=at), "at": at}
    if told.role:
        actions.map_group(role=Role(told.role), **given)
    else:
        actions.unmap_group(**given)
    tell(told, f"{told.group} stands for {told.role or 'no role'}.", group=told.group, role=told.role or "")


def show(told: argparse.Namespace) -> None:
    """List an organisation's directory tokens and what its groups stand for."""
    by = operator(at=now())
    tokens = [f"{each.pk} {each.label}" for each in queries.tokens_of(told.organisation, by)]
    groups = [f"{each.group_name}: {each.role}" for each in queries.group_roles(told.organisation, by)]
    tell(told, "\n".join([*tokens, *groups]), tokens=tokens, groups=groups)
