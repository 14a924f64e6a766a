"""What an officer answers of law, harm, and what is best for people; and what the tests make of it."""

from dataclasses import asdict, replace
from datetime import timedelta

import pytest

from needshare.assessment import actions, queries
from needshare.assessment.models import Assessment
from needshare.assessment.rules import Judgement, Score, Transfer
from needshare.assessment.terms import Answer, HarmLevel
from needshare.documents import actions as documents
from needshare.documents.rules import Link, NewItem, Text
from needshare.documents.terms import Accuracy, Label, SubjectRole
from needshare.kernel import Invalid, Outcome
from needshare.pathway.terms import Stage
from needshare.policy import facts_from_canonical
from tests.signing_in import signed_in
from tests.story import Story, answers, begin, match, recently

pytestmark = pytest.mark.django_db
EVERY = ("partial", "sanitised", "different_recipient", "police_act", "verbal_warning", "consent_in_parallel")
BEST = "He is safer at his aunt's; the school is told before his father."


@pytest.fixture
def story(cast) -> Story:
    return begin(cast, at=recently()).to(Stage.UNDER_ASSESSMENT)


def assessed(story: Story, **changes) -> Assessment:
    by, at, given = story.by("preparer"), story.at, replace(answers(), **changes)
    return actions.assess(reference=story.reference, answers=given, by=by, at=at)


def found(stored: Assessment, test: str):
    return [each for each in queries.relied_on(stored).findings if each.test == test]


def about_a_child(story: Story) -> None:
    """Gather an item in which the person asked about is a child."""
    match(story)
    by, at = story.by("preparer"), story.at
    new = NewItem(
        title="Call of 9 February",
        category="incident_log",
        as_at=at - timedelta(days=9),
        label=Label.FACT,
        source="Control room",
        accuracy=Accuracy.VERIFIED,
    )
    version = documents.add_item(
        item=new,
        content=Text("He was there."),
        links=[Link(story.subject.pk, SubjectRole.CHILD)],
        by=by,
        at=at,
    )
    judged = Judgement(
        item_version=str(version.pk),
        requested_number=1,
        is_relevant=Answer.YES,
        accuracy="verified",
        identity_match="confirmed",
    )
    actions.gather(reference=story.reference, judgements=[judged], by=by, at=at)


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ({}, Outcome.NOT_MET),
        ({1: "  "}, Outcome.NOT_MET),
        ({0: BEST}, Outcome.NOT_MET),
        ({1: BEST}, Outcome.MET),
    ],
)
def test_nothing_about_a_child_goes_out_until_it_is_said_what_is_best_for_the_child(story, said, outcome):
    about_a_child(story)
    item = next(each for each in found(assessed(story, best_interests=said), "safeguards") if each.item == 1)
    assert item.outcome is outcome
    assert ("best_interests_missing" in item.codes) is (outcome is Outcome.NOT_MET)
    assert "child_subject" in item.codes


def test_a_severe_harm_is_scored_and_every_other_way_is_considered(story):
    severe = {"not_sharing_harm": {**answers().not_sharing_harm, "n1": HarmLevel.SEVERE}}
    bare = assessed(story, **severe)
    assert "harm_not_weighed" in found(bare, "harm")[0].codes
    assert "Not every other way to protect was considered" in found(bare, "need_to_share")[0].reason
    scored = {"scores": {"n1": Score(likelihood=4, severity=5, mitigation="A patrol passes by.")}}
    weighed = assessed(story, **severe, **scored, alternatives=EVERY)
    assert "harm_not_weighed" not in found(weighed, "harm")[0].codes
    need = found(weighed, "need_to_share")[0]
    assert need.outcome is Outcome.NEEDS_A_PERSON
    assert need.codes == ("harm_of_not_sharing",)
    assert "Not every other way" not in need.reason


def test_a_gateway_the_force_relies_on_is_assessed_beside_those_of_the_request(story):
    stored = assessed(story, gateways=("g01", "g09"))
    gateways = {gateway for each in queries.bases(stored) for gateway in each.gateways}
    assert {"g01", "g02", "g09"} <= gateways


def test_everything_answered_comes_back_as_given(story):
    given = replace(
        answers(),
        scores={"h2": Score(likelihood=2, severity=3, mitigation="Sent to one person.")},
        alternatives=EVERY[:2],
        best_interests={1: BEST},
        gateways=("g01",),
        regime="le",
        lawful_basis="art6_e",
        recipient_basis="art6_f",
        conditions={1: "sch8_1"},
        transfer=Transfer(country="Valdara", ground="safeguards"),
    )
    back = queries.answers_of(Assessment.objects.get(pk=assessed(story, **asdict_shallow(given)).pk))
    assert asdict(back) == {**asdict(given), "alternatives": list(EVERY[:2]), "gateways": ["g01"]}


def asdict_shallow(given):
    return {name: getattr(given, name) for name in given.__slots__}


def test_a_transfer_is_judged_by_all_that_must_be_said_of_it(story):
    told = Transfer(country="Valdara", necessity="To find the witness.", ground="safeguards")
    one = found(assessed(story, transfer=told), "overseas")[0]
    assert (one.outcome, one.codes) == (Outcome.NOT_MET, ("international",))
    whole = replace(told, recipient="relevant_authority", originator="not_needed", risk="none_found")
    two = found(assessed(story, transfer=whole), "overseas")[0]
    assert (two.outcome, two.refer_to) == (Outcome.NEEDS_A_PERSON, "siro")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"regime": "martial"}, "regime"),
        ({"lawful_basis": "art9_g"}, "lawful_basis"),
        ({"recipient_basis": "because"}, "recipient_basis"),
        ({"gateways": ("g99",)}, "gateways"),
        ({"alternatives": ("prayer",)}, "alternatives"),
        ({"conditions": {1: "sch99"}}, "conditions"),
        ({"transfer": Transfer(country="Valdara", ground="habit")}, "transfer.ground"),
        ({"transfer": Transfer(country="Valdara", risk="habit")}, "transfer.risk"),
        ({"best_interests": {7: BEST}}, "best_interests"),
        ({"scores": {"h99": Score(likelihood=1, severity=1)}}, "scores"),
        ({"scores": {"h1": Score(likelihood=6, severity=1)}}, "scores"),
        ({"scores": {"h1": Score(likelihood=1, severity=0)}}, "scores"),
    ],
)
def test_an_answer_in_no_word_of_the_policy_is_named(story, changes, field):
    with pytest.raises(Invalid) as wrong:
        assessed(story, **changes)
    assert [each.field for each in wrong.value.errors] == [field]
    assert not Assessment.objects.exists()


PAGE = {
    **{f"harm_h{number}": "none" for number in range(1, 11)},
    **{f"harm_n{number}": "low" for number in range(1, 7)},
    "harm_n4": "severe",
    "likelihood_n4": "4",
    "severity_n4": "5",
    "mitigation_n4": "Police go with them.",
    "harm_words": "The nurses may be hurt.",
    "alternatives": list(EVERY),
    "gateways": ["g39"],
    "another_gateway": "g01",
    "interests_1": BEST,
    "subject_told": "yes",
    "conflicted": "no",
}


def page(story: Story, **said):
    browser = signed_in(story.cast.preparer)
    return browser.post(f"/cases/{story.reference}/assess/harm", said, secure=True)


def test_an_officer_gives_it_all_on_the_page(story):
    shown = signed_in(story.cast.preparer).get(f"/cases/{story.reference}/assess/harm", secure=True)
    words = shown.content.decode()
    assert "Regime of this purpose: Law enforcement processing." in words
    assert "Never rely on: Blanket lists." in words
    assert "What is best for" in words
    assert page(story, **PAGE).status_code == 302
    stored = Assessment.objects.get()
    back = queries.answers_of(stored)
    assert back.scores == {"n4": Score(likelihood=4, severity=5, mitigation="Police go with them.")}
    assert (back.gateways, back.best_interests) == (["g39", "g01"], {1: BEST})
    facts = facts_from_canonical(bytes(stored.facts))
    assert facts.harm.alternatives == set(EVERY)
    assert facts.request.has_interests_stated


def test_a_score_says_both_how_likely_and_how_bad(story):
    answer = page(story, **{**PAGE, "severity_n4": ""})
    assert answer.status_code == 422
    assert 'href="#id_severity_n4"' in answer.content.decode()
    assert not Assessment.objects.exists()
