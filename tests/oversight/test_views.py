"""The auditor's page: the log opened for a reason, filtered, turned by key, and verified."""

from datetime import UTC, datetime

import pytest

from needshare.audit.sealing import tick
from needshare.pathway.terms import Stage
from tests.signing_in import signed_in
from tests.story import PERSON, STEPS, Story, begin, recently

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(cast) -> Story:
    return begin(cast, at=recently()).to(Stage.UNDER_ASSESSMENT)


def look(story: Story, who: str = "auditor", **asked: str):
    said = {"kind": "owner", "reason": "Quarterly check", **asked}
    return signed_in(getattr(story.cast, who)).post("/audit", said, secure=True)


def test_the_log_is_opened_for_a_reason_and_the_look_is_an_entry(story):
    assert "intake.verify" not in signed_in(story.cast.auditor).get("/audit", secure=True).content.decode()
    page = look(story).content.decode()
    assert "intake.verify" in page
    assert PERSON not in page
    again = look(story, kind="operation", operation="consultation").content.decode()
    assert "audit.consult" in again
    assert "Quarterly check" in again


def test_the_log_is_not_opened_without_a_reason(story):
    answer = look(story, reason="")
    assert answer.status_code == 422
    assert "Say why you look into the log." in answer.content.decode()
    assert "intake.verify" not in answer.content.decode()


def test_entries_are_found_by_case_and_by_person(story):
    by_case = look(story, kind="reference", reference=story.reference.lower()).content.decode()
    assert "intake.verify" in by_case
    assert "accounts.add_person" not in by_case
    by_person = look(story, kind="actor", person=story.cast.preparer.username).content.decode()
    assert "intake.verify" in by_person
    assert "intake.submit" not in by_person


@pytest.mark.parametrize(
    ("kind", "field"), [("reference", "reference"), ("actor", "person"), ("operation", "operation")]
)
def test_a_narrower_look_names_what_is_missing(story, kind, field):
    answer = look(story, kind=kind)
    assert answer.status_code == 422
    assert f'href="#id_{field}"' in answer.content.decode()


def test_older_entries_are_shown_by_key(story):
    for _ in range(40):
        STEPS[Stage.RECEIVED](story)
    first = look(story).content.decode()
    assert "agencies.register_organisation" not in first
    assert "Show older entries" in first
    before = first.split('name="before" value="')[-1].split('"')[0]
    second = look(story, before=before)
    assert second.status_code == 200
    assert "agencies.register_organisation" in second.content.decode()


def test_a_partner_is_shown_what_it_did_and_nothing_of_the_force(story):
    assert signed_in(story.cast.partner).post("/audit/verify", secure=True).status_code == 403
    page = look(story, "partner").content.decode()
    assert "intake.submit" in page
    assert "agencies.register_organisation" not in page
    assert "Verify the whole log now" not in page


@pytest.mark.parametrize("who", ["preparer", "decider"])
def test_nobody_else_opens_the_log(story, who):
    assert signed_in(getattr(story.cast, who)).get("/audit", secure=True).status_code == 403
    assert look(story, who).status_code == 403
    client = signed_in(getattr(story.cast, who))
    assert client.post("/audit/verify", secure=True).status_code == 403


def test_the_log_is_verified_from_its_first_entry(story):
    tick(at=datetime.now(UTC))
    client = signed_in(story.cast.auditor)
    assert "Signed lately" in client.get("/audit", secure=True).content.decode()
    page = client.post("/audit/verify", secure=True).content.decode()
    assert "The log is whole" in page
    assert "audit.note_verification" in look(story).content.decode()
