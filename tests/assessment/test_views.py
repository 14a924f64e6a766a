"""Searching, matching, gathering, assessing and putting forward, on pages."""

from datetime import timedelta

import pytest

from needshare.assessment import queries as assessment
from needshare.documents import actions as documents
from needshare.pathway import actions as moves, queries
from needshare.pathway.terms import Stage
from tests.signing_in import signed_in
from tests.story import PERSON, Story, assess, begin, gather, match, recently, subject_id

pytestmark = pytest.mark.django_db
BORN = {"date_of_birth-day": "2", "date_of_birth-month": "4", "date_of_birth-year": "1991"}
HARMS = {f"harm_h{number}": "none" for number in range(1, 11)} | {
    f"harm_n{number}": "low" for number in range(1, 7)
}
ANSWERS = HARMS | {
    "harm_words": "Residents are at risk.",
    "subject_told": "no_with_reason",
    "fairness_words": "It would defeat the purpose.",
    "conflicted": "no",
}


@pytest.fixture
def story(cast) -> Story:
    return begin(cast, at=recently()).to(Stage.UNDER_ASSESSMENT)


def case_of(story: Story):
    return queries.sharing_case(story.reference, viewer=story.by("preparer"))


def get(story: Story, path: str, who: str = "preparer"):
    return signed_in(getattr(story.cast, who)).get(f"/cases/{story.reference}/{path}", secure=True)


def post(story: Story, path: str, who: str = "preparer", **answers: str):
    address = f"/cases/{story.reference}/{path}"
    return signed_in(getattr(story.cast, who)).post(address, answers, secure=True)


def judged(story: Story, **changes: str) -> dict[str, str]:
    """Answer for both items held, the newest first, as the page lists them."""
    said: dict[str, str] = {}
    for place in (0, 1):
        said |= {
            f"take_{place}": "on",
            f"requested_number_{place}": str(2 - place),
            f"is_relevant_{place}": "yes",
            f"accuracy_{place}": "verified",
            f"identity_match_{place}": "confirmed",
        }
    return said | changes


def test_a_person_is_found_by_what_is_typed_and_the_address_names_nobody(story):
    answer = post(story, "assess/find", name=PERSON, **BORN)
    assert answer.status_code == 200
    assert f"/assess/match/{subject_id(story)}" in answer.content.decode()


def test_a_search_that_finds_nobody_says_what_to_do(story):
    page = post(story, "assess/find", name="Nobody Atall", **BORN).content.decode()
    assert "Nobody was found." in page


def test_a_search_needs_something_to_search_by(story):
    assert post(story, "assess/find").status_code == 422


def test_a_search_is_recorded(story):
    assert post(story, "assess/search", scope="Records, all dates").status_code == 422
    assert post(story, "assess/search", scope="Records, all dates", has_found="no").status_code == 302
    assert assessment.search_found_nothing(case_of(story))


def test_a_person_is_matched_with_evidence_besides_the_name(story):
    path = f"assess/match/{subject_id(story)}"
    assert PERSON in get(story, path).content.decode()
    assert post(story, path, number="1", confidence="confirmed").status_code == 422
    answer = post(story, path, number="1", confidence="confirmed", evidence="Same date of birth.")
    assert answer.status_code == 302
    assert len(assessment.matches_of(case_of(story))) == 1


def test_a_person_the_request_does_not_name_cannot_be_matched(story):
    path = f"assess/match/{subject_id(story)}"
    answer = post(story, path, number="9", confidence="confirmed", evidence="Same date of birth.")
    assert answer.status_code == 422


def test_items_are_gathered_and_judged(story):
    match(story)
    assert "Call of 3 February" in get(story, "assess/items").content.decode()
    assert post(story, "assess/items", **judged(story)).status_code == 302
    assert [each.requested_item.number for each in assessment.gathered_items(case_of(story))] == [2, 1]


def test_what_is_not_ticked_is_not_gathered_and_need_not_be_judged(story):
    match(story)
    said = {key: value for key, value in judged(story).items() if key.endswith("_0")}
    assert post(story, "assess/items", **said).status_code == 302
    assert len(assessment.gathered_items(case_of(story))) == 1


@pytest.mark.parametrize("name", ["is_relevant", "accuracy", "identity_match"])
def test_each_item_that_is_gathered_must_be_judged(story, name):
    match(story)
    answer = post(story, "assess/items", **judged(story, **{f"{name}_0": ""}))
    assert answer.status_code == 422
    assert f'href="#id_{name}_0"' in answer.content.decode()
    assert assessment.gathered_items(case_of(story)) == []


def test_the_answers_for_harm_assess_the_request(story):
    match(story)
    gather(story)
    assert post(story, "assess/harm", **ANSWERS).status_code == 302
    assert assessment.newest_assessment(case_of(story)) is not None
    page = get(story, "assess").content.decode()
    assert "Lawful authority" in page
    assert "Put forward for decision" in page


@pytest.mark.parametrize("name", ["harm_h1", "harm_n6", "subject_told", "conflicted"])
def test_no_harm_is_answered_by_itself(story, name):
    answer = post(story, "assess/harm", **{key: value for key, value in ANSWERS.items() if key != name})
    assert answer.status_code == 422
    assert f'href="#id_{name}' in answer.content.decode()
    assert assessment.newest_assessment(case_of(story)) is None


def test_severe_harm_must_be_put_into_words(story):
    answer = post(story, "assess/harm", **{**ANSWERS, "harm_n1": "severe", "harm_words": ""})
    assert answer.status_code == 422
    assert "Say what the harm would be, and what lessens it." in answer.content.decode()


def test_an_assessed_case_is_put_forward(story):
    match(story)
    gather(story)
    assess(story)
    assert post(story, "assess/put-forward").status_code == 302
    assert case_of(story).stage == Stage.AWAITING_DECISION


def test_what_changed_since_must_be_assessed_again(story):
    match(story)
    assess(story)
    gather(story)
    assert "Something changed since" in get(story, "assess").content.decode()
    assert post(story, "assess/put-forward").status_code == 403


def assessed(story: Story) -> None:
    match(story)
    gather(story)
    assess(story)


def steps_out(story: Story, who: str) -> None:
    words = {"words": "She is my sister-in-law."}
    assert post(story, "know-somebody", who=who, **words).status_code == 302


CHANGED = "Something changed since"


def test_an_assessment_stands_when_a_colleague_steps_out_and_when_the_case_waited(story):
    assessed(story)
    steps_out(story, "information_manager")
    assert CHANGED not in get(story, "assess").content.decode()
    held = {"by": story.by("preparer"), "at": story.at, "reference": story.reference}
    moves.hold(reason="A call is awaited.", until=story.at + timedelta(days=1), **held)
    moves.resume(**held)
    assert CHANGED not in get(story, "assess").content.decode()
    assert post(story, "assess/put-forward").status_code == 302


def test_an_assessment_is_stale_once_a_fact_it_rests_on_is_another(story):
    assessed(story)
    item = story.items[0].item_id
    documents.mark_disputed(item_id=item, reason="Wrong.", by=story.by("officer"), at=story.at)
    assert CHANGED in get(story, "assess").content.decode()
    assert post(story, "assess/put-forward").status_code == 403
    assess(story)
    assert post(story, "assess/put-forward").status_code == 302


def test_an_assessment_is_stale_once_whoever_made_it_stepped_out(story):
    assessed(story)
    steps_out(story, "preparer")
    moves.claim(reference=story.reference, by=story.by("information_manager"), at=story.at)
    assert CHANGED in get(story, "assess", who="information_manager").content.decode()
    assert post(story, "assess/put-forward", who="information_manager").status_code == 403


def test_an_item_is_opened_for_the_case_it_belongs_to(story):
    assert get(story, f"items/{story.items[0].pk}").status_code == 404  # nobody is matched yet
    match(story)
    page = get(story, f"items/{story.items[0].pk}").content.decode()
    assert "A call was made at 23:10." in page
    saved = get(story, f"items/{story.items[0].pk}/file")
    assert saved["Content-Disposition"].startswith("attachment")


PATHS = ["assess", "assess/find", "assess/search", "assess/items", "assess/harm"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(("who", "status"), [("decider", 403), ("auditor", 403), ("outsider", 404)])
def test_only_who_handles_cases_assesses(story, path, who, status):
    assert get(story, path, who).status_code == status


@pytest.mark.parametrize("who", ["auditor", "partner", "outsider"])
def test_nobody_else_opens_an_item(story, who):
    answer = get(story, f"items/{story.items[0].pk}", who)
    assert answer.status_code in (403, 404)
    assert "A call was made" not in answer.content.decode()
