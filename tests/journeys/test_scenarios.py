"""SCN-01 to SCN-04 of the domain reference on their own day, Monday 16 March 2026, told through the doorways.

The player speaks to the API and the command line; what partners and staff then see is read from their pages.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from needshare.accounts import queries as accounts
from needshare.accounts.rules import operator
from needshare.cli.showing import run_here
from needshare.demo import telling
from needshare.demo.sign_ins import SignIns
from needshare.notices.models import Notice
from needshare.pathway.models import SharingCase
from needshare.tasks.models import Task
from tests.accounts.signing_in import post, words
from tests.entries import newest

pytestmark = pytest.mark.slow
TODAY = datetime(2026, 3, 16, 10, 0, tzinfo=UTC)


@dataclass
class Told:
    """The four stories as they ended."""

    sign_ins: SignIns
    lines: list[str]

    def reference(self, story: str) -> str:
        return str(self.sign_ins.noted("played")[story])

    def case(self, story: str) -> SharingCase:
        return SharingCase.objects.get(reference=self.reference(story))

    def as_person(self, username: str) -> Client:
        """Sign somebody in at the browser with password and code."""
        client = Client()
        cache.clear()  # forget that this half minute's code was used before
        post(client, "/account/sign-in", login=username, password=self.sign_ins.password(username))
        code = self.sign_ins.code(username, at=datetime.now(UTC))
        assert post(client, "/account/code", code=code).status_code == 302
        return client

    def tasks(self, kind: str) -> list[Task]:
        return list(Task.objects.filter(kind=kind))


@pytest.fixture
def told(transactional_db: None) -> Iterator[Told]:
    shutil.rmtree(telling.folder(), ignore_errors=True)
    lines: list[str] = []
    with time_machine.travel(TODAY, tick=True):
        report = telling.tell(run_here, speak=lambda said, _indent: lines.append(said))
        assert report.is_whole
        yield Told(SignIns.read(telling.folder() / "sign-ins.json"), lines)
    shutil.rmtree(telling.folder(), ignore_errors=True)


def page(client: Client, address: str) -> str:
    answer = client.get(address, secure=True)
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    return words(answer)


def test_the_four_stories_end_as_told_and_are_seen_so_on_the_pages(told: Told):
    stages = {story: told.case(story).stage for story in ("SCN-01", "SCN-02", "SCN-03", "SCN-04")}
    assert stages == {
        "SCN-01": "acknowledged",
        "SCN-02": "awaiting_decision",
        "SCN-03": "released",
        "SCN-04": "on_hold",
    }
    _scn_01(told)
    _scn_02(told)
    _scn_03(told)
    _scn_04(told)


def _scn_01(told: Told) -> None:
    assert (
        "acknowledged" in page(told.as_person("l.osei@wbc"), f"/requests/{told.reference('SCN-01')}").lower()
    )
    assert newest("disclosure.release").operation == "disclosure"
    assert told.case("SCN-01").requester_id == accounts.person("l.osei@wbc", operator(at=TODAY)).pk


def _scn_02(told: Told) -> None:
    """The owner is asked to renew, the contact points are told, and the decider sees both routes."""
    (renewal,) = told.tasks("agreement_expired")
    assert renewal.subject_reference == "NMC-ISA-021"
    assert Notice.objects.filter(kind="agreement_ended").count() >= 1
    shown = page(told.as_person("r.halloran@nmc"), f"/cases/{told.reference('SCN-02')}/decide")
    assert "NMC-ISA-021 ended on 15 March 2026" in shown
    hidden = page(told.as_person("h.lorne@aha"), f"/requests/{told.reference('SCN-02')}")
    assert "Dean Coverley lives at" not in hidden
    assert "Being considered" in hidden


def _scn_03(told: Told) -> None:
    """A. Prewett, who has no key of her own, opens in the portal the one item that was shared."""
    client, base = told.as_person("a.prewett@wbc"), f"/packages/{told.reference('SCN-03')}"
    assert post(client, f"{base}/accept", accepted="on").status_code == 302
    shown = page(client, f"{base}/read")
    assert "a bin set alight" in shown
    assert "panic disorder" not in shown
    assert "Arrested on 18 November" not in shown
    assert post(client, f"{base}/acknowledge", received="on").status_code == 302
    assert told.case("SCN-03").stage == "acknowledged"


def _scn_04(told: Told) -> None:
    """Nothing was answered; a call back, the contact point and information security are asked for."""
    for kind in ("call_back", "ask_contact_point", "lookalike_domain"):
        assert [each.subject_reference for each in told.tasks(kind)] == [told.reference("SCN-04")]
    seen = page(told.as_person("l.osei@wbc"), f"/requests/{told.reference('SCN-04')}")
    assert "Sana Rafiq reported" not in seen
    assert "on hold" not in seen.lower()
    assert any("REQUESTER_NOT_NAMED_CONTACT, DESTINATION_MISMATCH" in line for line in told.lines)
