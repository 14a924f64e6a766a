"""A product database of many cases, and people signed in to look at them.

A few stories are walked by the product's own actions, beside the many cases of `benchmarks/many.py`.
"""

import os
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.middleware.csrf import _get_new_csrf_string

from benchmarks.many import add_many
from needshare.accounts import actions as accounts
from needshare.accounts.models import Account
from needshare.accounts.rules import operator
from needshare.accounts.terms import Role, TokenScope
from needshare.audit import sealing
from needshare.intake.queries import pack
from needshare.pathway.models import SharingCase
from needshare.pathway.terms import Stage
from tests.cast import assemble
from tests.signing_in import signed_in
from tests.story import approval, begin

TOKEN_DAYS = 2
PARTS = ("decider", "preparer", "partner")
# With these the decider acts through eight principals: account, force and six roles.
ALSO = (
    Role.OFFICER,
    Role.DISCLOSURE_OFFICER,
    Role.SECOND_CHECKER,
    Role.SUPERVISOR,
    Role.INFORMATION_MANAGEMENT,
)


def build(cases: int, decide: int, release: int) -> dict[str, Any]:
    """Fill the database; return what the calls need, but for who makes them."""
    at = datetime.now(UTC)
    story = begin(assemble(), at=at)
    pattern = story.to(Stage.CLOSED)
    case = SharingCase.objects.get(reference=pattern.reference)
    add_many(cases, pattern=case, by=operator(at=at), at=at)
    fresh = replace(story, reference="", stage=Stage.DRAFT)
    waiting = [replace(fresh).to(Stage.AWAITING_DECISION) for _number in range(decide)]
    checked = [replace(fresh).to(Stage.SECOND_CHECKED) for _number in range(release)]
    for role in ALSO:
        accounts.grant_role(
            username=story.cast.decider.username, role=role, reason="Measuring.", by=operator(at=at), at=at
        )
    sealing.tick(at=datetime.now(UTC))
    os.sync()  # what was filled is on the disk before anything is measured
    return {
        "usernames": {part: getattr(story.cast, part).username for part in PARTS},
        "case": pattern.reference,
        "middle": SharingCase.objects.order_by("-pk")[cases // 2].pk,
        "decide": [decision_of(each) for each in waiting],
        "release": [each.reference for each in checked],
        "request": request_of(story),
    }


def sign_in(usernames: Mapping[str, str]) -> dict[str, Any]:
    """Sign in who is measured, by session and by token."""
    at, csrf, people = datetime.now(UTC), _get_new_csrf_string(), {}
    for part, username in usernames.items():
        account = Account.objects.get(username=username)
        _issued, secret = accounts.add_token(
            username=username,
            label="measuring",
            expires_at=at + timedelta(days=TOKEN_DAYS),
            scope=TokenScope.STEPS,
            by=operator(at=at),
            at=at,
        )
        session = signed_in(account).cookies["__Host-session"].value
        people[part] = {"cookies": {"__Host-session": session, "__Host-csrf": csrf}, "token": secret}
    return {"people": people, "csrf": csrf}


def decision_of(story: Any) -> dict[str, Any]:
    """Return what approving a story's case by API takes."""
    shared, reasoning = approval(story)
    sent = asdict(reasoning)
    for mark in sent["marks"]:
        del mark["words"]  # whose words they are is told by where they are sent
    return {"reference": story.reference, "body": asdict(shared) | {"reasoning": sent}}


def request_of(story: Any) -> dict[str, Any]:
    """Return a request as the API takes it."""
    cast = story.cast
    return {"force": cast.force.code, "organisation": cast.council.code, "answers": pack(story.asked)}
