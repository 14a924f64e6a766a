"""The pages on which a case is opened for a reason or in an emergency, and the reviewers' queue."""

import pytest

from needshare.pathway.actions import openings
from needshare.pathway.models import OpeningReview
from needshare.pathway.terms import Stage
from tests.signing_in import signed_in
from tests.story import PERSON, Story, begin, recently

ANSWERS = {
    "purpose": "related",
    "words": "It is about the same address as my case.",
    "has_read_handling": "on",
}
LONGER = ANSWERS | {"words": "It is about the same address and the same people as my own case. " * 4}


@pytest.fixture
def story(cast, monkeypatch) -> Story:
    monkeypatch.setattr(openings.secrets, "randbelow", lambda below: below - 1)
    return begin(cast, at=recently()).to(Stage.UNDER_ASSESSMENT)


def test_the_page_asks_why_and_says_how_it_must_be_handled(story):
    page = signed_in(story.cast.decider).get(f"/cases/{story.reference}/reason", secure=True)
    shown = page.content.decode()
    for words in (
        "Why do you need to open this case?",
        "A related case or investigation",
        "OFFICIAL-SENSITIVE",
        "Speak of it only to people who need to know it for this case.",
        "I have read how it must be handled",
    ):
        assert words in shown
    assert PERSON not in shown


def test_a_reason_that_says_too_little_is_corrected_on_the_page(story):
    client = signed_in(story.cast.decider)
    answer = client.post(f"/cases/{story.reference}/reason", ANSWERS | {"words": "Look."}, secure=True)
    assert answer.status_code == 422
    assert "Say in your own words why you need to open this case." in answer.content.decode()
    assert client.get(f"/cases/{story.reference}", secure=True).status_code == 302


def test_who_is_picked_is_asked_for_more_on_the_same_page(story, monkeypatch):
    monkeypatch.setattr(openings.secrets, "randbelow", lambda _below: 0)
    client, address = signed_in(story.cast.decider), f"/cases/{story.reference}/reason"
    asked = client.post(address, ANSWERS, secure=True)
    assert "This opening was picked at random" in asked.content.decode()
    assert client.get(f"/cases/{story.reference}", secure=True).status_code == 302
    assert client.post(address, ANSWERS, secure=True).status_code == 422
    assert client.post(address, LONGER, secure=True).status_code == 302
    assert PERSON in client.get(f"/cases/{story.reference}", secure=True).content.decode()


def test_who_needs_no_reason_is_sent_on_to_the_case(story):
    answer = signed_in(story.cast.preparer).get(f"/cases/{story.reference}/reason", secure=True)
    assert (answer.status_code, answer["Location"]) == (302, f"/cases/{story.reference}")


@pytest.mark.parametrize("who", ["officer", "outsider", "administrator"])
def test_a_case_outside_the_index_answers_as_an_unknown_one(story, who):
    client = signed_in(getattr(story.cast, who))
    hidden = client.get(f"/cases/{story.reference}/reason", secure=True)
    absent = client.get("/cases/NMC-26-0000-0000/reason", secure=True)
    assert hidden.status_code == absent.status_code == 404
    assert hidden.content == absent.content


def in_emergency(story: Story, who: str):
    client = signed_in(getattr(story.cast, who))
    answers = ANSWERS | {"reference": story.reference, "purpose": "risk_to_life"}
    return client, client.post("/emergency", answers, secure=True)


def test_an_emergency_opens_the_case_and_says_who_was_told(story):
    client, answer = in_emergency(story, "officer")
    assert (answer.status_code, answer["Location"]) == (302, f"/cases/{story.reference}")
    page = client.get(answer["Location"], secure=True).content.decode()
    assert "professional standards were told" in page
    assert "You opened this for “Somebody may come to harm” until" in page
    assert PERSON in page


@pytest.mark.parametrize("who", ["administrator", "partner"])
def test_the_page_for_an_emergency_is_closed_to_others(story, who):
    assert signed_in(getattr(story.cast, who)).get("/emergency", secure=True).status_code == 403


def test_the_queue_shows_who_opened_what_and_takes_a_verdict(story):
    in_emergency(story, "officer")
    client = signed_in(story.cast.standards)
    queue = client.get("/openings", secure=True).content.decode()
    assert story.cast.officer.username in queue
    assert "Somebody may come to harm" in queue
    address = f"/openings/{OpeningReview.objects.get().pk}"
    assert address in queue
    page = client.get(address, secure=True).content.decode()
    assert "It is about the same address as my case." in page
    assert PERSON not in page
    assert client.post(address, {"verdict": "lesson", "words": ""}, secure=True).status_code == 422
    done = client.post(address, {"verdict": "lesson", "words": "Ring the handler first."}, secure=True)
    assert (done.status_code, done["Location"]) == (302, "/openings")
    assert "No opening waits for a review." in client.get("/openings", secure=True).content.decode()


def test_who_reviews_nothing_has_no_queue(story):
    assert signed_in(story.cast.decider).get("/openings", secure=True).status_code == 403
