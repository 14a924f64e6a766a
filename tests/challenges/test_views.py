"""The pages of look-ups that were picked: the next page asks, the desk waits, the reviewer reads."""

import pytest

from needshare.challenges import actions
from needshare.challenges.models import PickedLookUp
from needshare.pathway.terms import Stage
from tests.signing_in import signed_in
from tests.story import PERSON, Story, begin, match, recently

REASON = "The complaint of 4 March asks who saw the log."
FULLER = "The complaint of 4 March asks who saw the log of the call, and I prepare the answer to it. " * 2
ASKED = "A look-up of yours was picked at random"


@pytest.fixture
def story(cast, monkeypatch) -> Story:
    story = begin(cast, at=recently()).to(Stage.UNDER_ASSESSMENT)
    match(story)
    monkeypatch.setattr(actions, "randbelow", lambda _below: 0)
    return story


def text_of(client, path: str) -> str:
    return client.get(path, secure=True).content.decode()


def test_who_is_picked_sees_what_was_found_and_is_asked_for_more(story):
    client = signed_in(story.cast.preparer)
    assert ASKED not in text_of(client, "/search")
    found = client.post("/search", {"words": PERSON, "reason": REASON, "kind": ""}, secure=True)
    assert story.reference in found.content.decode()
    assert ASKED in found.content.decode()
    address = f"/look-ups/{PickedLookUp.objects.get().pk}"
    assert "Say more about a look-up that was picked at random" in text_of(client, "/desk")
    assert address in text_of(client, "/look-ups")
    assert REASON in text_of(client, address)
    assert client.post(address, {"words": "It was for my work."}, secure=True).status_code == 422
    done = client.post(address, {"words": FULLER}, secure=True)
    assert (done.status_code, done["Location"]) == (302, "/look-ups")
    assert "You are asked about no look-up." in text_of(client, "/look-ups")


def test_an_item_and_its_file_opened_for_a_case_ask_on_the_next_page(story):
    client = signed_in(story.cast.preparer)
    item = f"/cases/{story.reference}/items/{story.items[0].pk}"
    assert ASKED in text_of(client, item)
    assert client.get(f"{item}/file", secure=True).status_code == 200
    assert ASKED in text_of(client, "/desk")


def test_the_queue_shows_a_look_up_and_takes_a_verdict(story):
    signed_in(story.cast.preparer).post(
        "/search", {"words": PERSON, "reason": REASON, "kind": ""}, secure=True
    )
    row = PickedLookUp.objects.get()
    actions.justify(look_up_id=row.pk, words=FULLER, by=story.by("preparer"), at=story.at)
    client, address = signed_in(story.cast.standards), f"/look-ups/{row.pk}/review"
    queue = text_of(client, "/openings")
    assert address in queue
    assert story.cast.preparer.username in queue
    page = text_of(client, address)
    assert REASON in page
    assert FULLER.strip() in page
    assert str(row.entry) in page
    assert PERSON not in page
    assert client.post(address, {"verdict": "lesson", "words": ""}, secure=True).status_code == 422
    done = client.post(address, {"verdict": "lesson", "words": "Ask the handler first."}, secure=True)
    assert (done.status_code, done["Location"]) == (302, "/openings")
    assert "No look-up waits for a review." in text_of(client, "/openings")


def test_somebody_elses_look_up_and_an_absent_one_answer_alike(story):
    signed_in(story.cast.preparer).post(
        "/search", {"words": PERSON, "reason": REASON, "kind": ""}, secure=True
    )
    client = signed_in(story.cast.decider)
    theirs = client.get(f"/look-ups/{PickedLookUp.objects.get().pk}", secure=True)
    absent = client.get("/look-ups/00000000-0000-0000-0000-000000000001", secure=True)
    assert theirs.status_code == absent.status_code == 404
    assert theirs.content == absent.content
