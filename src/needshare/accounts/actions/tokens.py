"""Issue and revoke the tokens with which people and systems come in by API and command line."""

from datetime import datetime
from uuid import UUID

from needshare.accounts import access, queries, rules
from needshare.accounts.models import ApiToken
from needshare.accounts.terms import TokenScope
from needshare.audit.recording import about, detail, recorded
from needshare.audit.terms import Operation
from needshare.crypto.tokens import new_token
from needshare.kernel import Actor, Conflict, Invalid, Unknown, gettext_noop as _, new_id, require


@recorded(Operation.ADMINISTRATION)
def add_token(
    *,
    username: str,
    label: str,
    expires_at: datetime,
    scope: TokenScope = TokenScope.EVERYDAY,
    by: Actor,
    at: datetime,
) -> tuple[ApiToken, str]:
    """Issue a token and return it with its secret, which is shown this once.

    A person issues their own, just confirmed; an administrator issues those of systems; the
    operator at the command line any. A token for steps that matter counts as a fresh proof while it lasts.

    Raises:
        Blocked: somebody else's token, not just confirmed, or a token that would last too long.
    """
    account = queries.person_to_change(username, by=by)
    access.must_issue_token(account, by, at)
    require(rules.token_ends_in_time(at=at, expires_at=expires_at, is_system=account.is_system))
    if scope is TokenScope.STEPS:
        access.must_make_step_token(account, by, at, expires_at=expires_at)
    if not label.strip():
        raise Invalid.field("label", _("Say what the token is for."))
    secret = new_token()
    token = ApiToken.objects.create(
        id=new_id(),
        owner=account.owner,
        account=account,
        label=label.strip(),
        scope=scope,
        hash=secret.hash,
        issued_at=at,
        issued_by=by.id,
        expires_at=expires_at,
    )
    about(owner=account.owner_id, subject=account.id)
    detail(username=account.username, token=str(token.id), scope=str(scope), expires=expires_at.isoformat())
    return token, secret.token


@recorded(Operation.ADMINISTRATION)
def revoke_token(*, token_id: UUID, by: Actor, at: datetime) -> ApiToken:
    """Revoke a token: it is refused from the next request on.

    Raises:
        Unknown: there is none, or it belongs to somebody the actor may not know of.
        Conflict: it is revoked already.
    """
    token = (
        ApiToken.objects.select_for_update(of=("self",))
        .select_related("account__owner")
        .filter(id=token_id)
        .first()
    )
    if token is None or not queries.people(by).filter(id=token.account_id).exists():
        raise Unknown
    access.must_revoke_token(token.account, by)
    if token.revoked_at is not None:
        raise Conflict(_("This was already done."))
    token.revoked_at, token.revoked_by = at, by.id
    token.save(update_fields=["revoked_at", "revoked_by", "recorded_as"])
    about(owner=token.owner_id, subject=token.account_id)
    detail(username=token.account.username, token=str(token.id))
    return token
