"""The letter of a refusal: made of what may be told, shown before it goes, kept, and read by whoever asked."""

import pytest

from needshare.decision import actions, queries, rules
from needshare.decision.models import Decision
from needshare.decision.rules import Mark
from needshare.kernel import Outcome
from needshare.pathway.terms import Stage
from needshare.policy import current_pack, told_to_requester
from needshare.receipt.actions import open_own_request
from needshare.receipt.schemas import OwnRequestShown
from tests.decision.test_answer import refuse, without_items
from tests.decision.test_views import REFUSAL, get, marked, post
from tests.signing_in import signed_in
from tests.story import begin, reasoned, recently

pytestmark = pytest.mark.django_db
TOLD = REFUSAL["told_to_requester"]
PARTS = ("refused", "reason_class", "resubmission", "other_routes", "safeguarding_contact", "contact")


class Found:
    def __init__(self, test, code, outcome, item=None):
        self.test, self.code, self.outcome, self.item, self.reason = test, code, outcome, item, ""


def test_only_what_is_not_met_and_agreed_with_is_told():
    findings = [
        Found("lawful", "gateway_missing", Outcome.NOT_MET),
        Found("purpose", "purpose_out_of_scope", Outcome.NOT_MET),
        Found("harm", "duplicate_suspected", Outcome.NEEDS_A_PERSON),
        Found("cover", "partner_not_signed", Outcome.MET),
    ]
    marks = [Mark(test="purpose", agrees=False, reason="It does cover it.")]
    assert rules.codes_told(findings, marks) == ("gateway_missing",)


def test_no_word_of_a_letter_comes_from_a_code_without_words_for_the_requester():
    pack = current_pack()
    silent = [code.id for code in pack.codes.values() if not code.requester]
    assert silent
    assert told_to_requester(pack, silent) == ()


def test_a_letter_has_every_part_and_is_kept_in_the_words_it_went_out_with(cast):
    story = begin(cast, at=recently(), has_agreement=False).to(Stage.AWAITING_DECISION)
    refuse(story)
    kept = queries.Letter.of(Decision.objects.get())
    assert [part for part, _label, _text in kept.parts] == list(PARTS)
    assert all(text for part, _label, text in kept.parts if part != "reason_class")
    assert (kept.organisation, kept.told) == (cast.council.name, reasoned(story).told_to_requester)
    for item in story.items:
        assert item.item.title not in str(kept)


def test_the_decider_reads_the_letter_before_it_goes_and_nothing_is_decided_by_that(cast):
    story = begin(cast, at=recently()).to(Stage.AWAITING_DECISION)
    page = get(story, "decide/refuse").content.decode()
    assert "What you write for the requester stands here." in page
    shown = post(story, "decide/refuse", **REFUSAL, **marked(story), preview="yes")
    assert shown.status_code == 200
    assert shown.content.decode().count(TOLD) == 2  # in its field, and in the letter
    assert not Decision.objects.exists()


def test_whoever_asked_reads_the_letter_on_the_page_and_by_the_api(cast):
    story = begin(cast, at=recently()).to(Stage.AWAITING_DECISION)
    assert post(story, "decide/refuse", **REFUSAL, **marked(story)).status_code == 302
    page = signed_in(cast.partner).get(f"/requests/{story.reference}", secure=True).content.decode()
    own = open_own_request(reference=story.reference, by=story.by("partner"), at=story.at)
    answer = OwnRequestShown.of(own).model_dump()["answer"]
    assert answer["letter"]["told"] == TOLD
    for part in answer["letter"]["parts"]:
        assert part["heading"] in page
    assert [part["part"] for part in answer["letter"]["parts"]] == list(PARTS)
    whole = signed_in(cast.information_manager).get(f"/cases/{story.reference}", secure=True)
    assert "Read the letter that went out" in whole.content.decode()


def test_what_says_nothing_has_no_letter(cast):
    story = without_items(cast, at=recently())
    actions.not_held(
        reference=story.reference, reasoning=reasoned(story), by=story.by("decider"), at=story.at
    )
    assert queries.Letter.of(Decision.objects.get()) is None
