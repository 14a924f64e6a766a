"""Write down what was done to somebody's sign-in, in the act that did it, until they are told."""

from datetime import datetime
from uuid import UUID

from needshare.accounts import access, queries
from needshare.accounts.models import Account, ChangeToTell
from needshare.accounts.terms import SignInChange
from needshare.audit.recording import about, detail, recorded
from needshare.audit.terms import Operation
from needshare.kernel import Actor, Conflict, gettext_noop as _


@recorded(Operation.ADMINISTRATION)
def note_change(
    *, account: Account, change: SignInChange, by: Actor, at: datetime, earlier_address: str = ""
) -> ChangeToTell:
    """Write a change down as part of the act that made it; the worker tells the person."""
    return _keep(account, change, by=by, at=at, earlier_address=earlier_address or None)


@recorded(Operation.ADMINISTRATION)
def note_browser(*, account: Account, browser: str, by: Actor, at: datetime) -> ChangeToTell | None:
    """Remember the kind of browser somebody signs in with; they are told of each but the first."""
    known = queries.browsers_known_of(account.pk)
    if browser in known:
        return None
    detail(new_browser=browser)
    return _keep(
        account, SignInChange.NEW_BROWSER, by=by, at=at, browser=browser, told_at=None if known else at
    )


@recorded(Operation.ADMINISTRATION)
def note_change_told(*, change_id: UUID, by: Actor, at: datetime) -> tuple[ChangeToTell, str]:
    """Note that a person is being told of a change; return it with their earlier address, which is erased.

    Raises:
        Blocked: anybody but the worker.
        Conflict: they were told already.
    """
    access.must_be_worker(by)
    change = queries.change_to_tell(change_id)
    if change.told_at is not None:
        raise Conflict(_("This was already done."))
    earlier = change.earlier_address or ""
    change.told_at, change.earlier_address = at, None
    change.save(update_fields=["told_at", "earlier_address", "recorded_as"])
    about(owner=change.owner_id, subject=change.account_id)
    return change, earlier


def _keep(account: Account, change: SignInChange, *, by: Actor, at: datetime, **told: object) -> ChangeToTell:
    """Store a change under the account's own key."""
    return ChangeToTell.objects.create(
        owner_id=account.owner_id,
        account=account,
        change=change,
        changed_at=at,
        changed_by=by.id,
        data_key=account.data_key,
        **told,
    )
