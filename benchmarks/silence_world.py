"""A force with people in its register and some kept apart, and the ways somebody looks for one of them."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.test.utils import setup_test_environment

from benchmarks.searching import somebody
from needshare.accounts import actions as accounts
from needshare.accounts.rules import operator
from needshare.accounts.terms import Role
from needshare.crypto import keyring
from needshare.documents import actions as documents
from needshare.protections import actions, jobs
from needshare.protections.rules import NewFlag
from needshare.subjects.rules import Person
from tests.calling import Caller
from tests.cast import acting, assemble, person
from tests.signing_in import signed_in

REASON = "Measuring."


def ways(apart: Iterable[int], nobody: Iterable[int], held: Iterable[int]) -> dict[str, Callable[[str], Any]]:
    """Fill the register, keep some people apart, and return each way to look for a name."""
    setup_test_environment()
    Path(settings.DATA_DIR).mkdir(parents=True, exist_ok=True)
    keyring.create(Path(settings.KEYS_DIR))
    call_command("migrate", verbosity=0)
    cast, at = assemble(), datetime.now(UTC)
    by = acting(cast.preparer, at=at)
    unit = acting(person(cast.force, "n.vale", Role.PROTECTED_PERSONS), at=at)
    gone = {somebody(number)[0] for number in (*apart, *nobody)}
    for number in held:
        name, born_on = somebody(number)
        if name not in gone:
            documents.enter_subject(person=Person(name=name, born_on=born_on), by=by, at=at)
    for number in apart:
        name, born_on = somebody(number)
        entered = documents.enter_subject(person=Person(name=name, born_on=born_on), by=by, at=at)
        flag = NewFlag(
            subject=entered.pk,
            code="b02",
            hides="record",
            reason=REASON,
            authority=REASON,
            from_on=at.date(),
            review_on=at.date() + timedelta(days=90),
        )
        actions.set_flag(flag=flag, by=unit, at=at)
    jobs.compare(at=at)
    _token, secret = accounts.add_token(
        username=cast.preparer.username,
        label="benchmark",
        expires_at=at + timedelta(days=1),
        by=operator(at=at),
        at=at,
    )
    page, api = signed_in(cast.preparer), Caller(secret)
    return {
        "search page": lambda name: page.post("/search", {"words": name, "reason": REASON}, secure=True),
        "people page": lambda name: page.post(
            "/people/search", {"name": name, "reason": REASON}, secure=True
        ),
        "search by API": lambda name: api.post("/search", {"words": name, "reason": REASON}),
    }
