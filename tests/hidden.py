"""What is hidden from somebody beside what does not exist: pairs of calls that nobody may tell apart.

A test holds their answers and statements against each other, a benchmark their processor time.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.test import Client

from needshare.accounts import actions as accounts
from needshare.accounts.models import Invitation
from needshare.accounts.rules import operator
from needshare.accounts.terms import Role
from needshare.kernel.actors import worker
from needshare.pathway.terms import Stage
from tests.calling import Caller
from tests.cast import Cast, acting, force, person
from tests.signing_in import PASSWORD, signed_in
from tests.story import begin

NOTHING = UUID(int=7 << 76 | 1)
ABSENT = "NMC-26-0000-0000"
WRONG = "not the password at all"


@dataclass(frozen=True)
class Pair:
    """One way to ask, of what is there and hidden and of what is not."""

    name: str
    ask: Callable[[Any], Any]
    hidden: Any
    absent: Any
    status: int = 404
    before: Callable[[], object] = lambda: None


def pairs(cast: Cast) -> Iterator[Pair]:
    """Put a case, its item, its package and its people there, and ask for each as somebody it is hidden from."""
    at = datetime.now(UTC)
    story = begin(cast, at=at).to(Stage.RELEASED)
    eastmoor = force("EMC", "Eastmoor Constabulary")
    roles = (Role.DISCLOSURE_OFFICER, Role.INFORMATION_MANAGEMENT)
    stranger = signed_in(person(eastmoor, "e.stranger", *roles, at=at))
    keeper = signed_in(person(eastmoor, "e.keeper", Role.SYSTEM_ADMINISTRATOR, at=at))
    outsider, officer = signed_in(cast.outsider), signed_in(cast.officer)
    item, held = story.items[0], story.subject
    assert held is not None
    yield Pair("case", _get(stranger, "/cases/{}"), story.reference, ABSENT)
    caller = _caller(eastmoor, at)
    yield Pair("case, by API", _post(caller, "/cases/{}/open"), story.reference, ABSENT)
    yield Pair("item", _get(stranger, "/items/{}"), item.pk, NOTHING)
    yield Pair(
        "person held", _post(caller, "/subjects/{}/identifiers", kind="pnc", value="1"), held.pk, NOTHING
    )
    yield Pair("account", _get(keeper, "/people/{}"), cast.officer.pk, NOTHING)
    yield Pair("request", _get(outsider, "/requests/{}"), story.reference, ABSENT)
    yield Pair("package", _get(outsider, "/packages/{}"), story.reference, ABSENT)
    yield Pair("agreement", _get(outsider, "/agreements/{}"), "ISA-014", "ISA-999")
    yield Pair("asking for access", _asking(officer), story.reference, ABSENT, status=302)
    accounts.change_password(password=PASSWORD, by=acting(cast.checker, at=at), at=at)
    yield Pair("sign-in", _sign_in, cast.checker.username, "n.obody@nmc", status=422, before=cache.clear)
    yield Pair(
        "invitation", _get(Client(), "/account/invitation/{}"), _ended_invitation(cast, at), "inv_" + "b" * 43
    )


def _get(client: Client, address: str) -> Callable[[Any], Any]:
    return lambda what: client.get(address.format(what), secure=True)


def _caller(home: Any, at: datetime) -> Caller:
    who = person(home, "e.caller", Role.DISCLOSURE_OFFICER, at=at)
    ends, by = at + timedelta(days=1), operator(at=at)
    _token, secret = accounts.add_token(username=who.username, label="x", expires_at=ends, by=by, at=at)
    return Caller(secret)


def _post(caller: Caller, address: str, **sent: str) -> Callable[[Any], Any]:
    return lambda what: caller.post(address.format(what), sent)


def _asking(client: Client) -> Callable[[Any], Any]:
    words = "It is about the same address as my own case."
    return lambda reference: client.post(
        "/ask-for-access", {"reference": reference, "purpose": "related", "words": words}, secure=True
    )


def _sign_in(username: str) -> Any:
    return Client().post("/account/sign-in", {"login": username, "password": WRONG}, secure=True)


def _ended_invitation(cast: Cast, at: datetime) -> str:
    """Return the link of an invitation that another has replaced."""
    by = acting(cast.administrator, at=at)
    accounts.invite_again(username=cast.contact_point.username, reason="Lost phone.", by=by, at=at)
    waiting = Invitation.objects.get(account=cast.contact_point)
    _found, token = accounts.issue_link(invitation_id=waiting.pk, by=worker(cast.council.pk), at=at)
    accounts.invite_again(username=cast.contact_point.username, reason="Lost it again.", by=by, at=at)
    return token
