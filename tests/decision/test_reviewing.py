"""A refusal is reviewed by another, more senior decider, on a clock; refusal, review and resubmission stay linked."""

from dataclasses import replace
from typing import Any

import pytest

from needshare.accounts.terms import Role
from needshare.decision import actions, queries
from needshare.decision.models import RefusalReview
from needshare.decision.rules import Verdict
from needshare.decision.terms import ReviewOutcome
from needshare.kernel import Actor, Blocked, Conflict, Invalid, Unknown
from needshare.notices.models import Notice
from needshare.pathway import actions as pathway
from needshare.pathway.models import SharingCase
from needshare.pathway.terms import Stage
from needshare.policy import current_pack, seniority
from needshare.tasks.models import Task
from tests.api.chain import Chain
from tests.calling import refused
from tests.cast import AT, Cast, acting, person
from tests.entries import newest
from tests.signing_in import signed_in
from tests.story import WORDS, Story, begin, reasoned, recently

STANDS = Verdict(outcome=ReviewOutcome.STANDS, reasons=WORDS, told_to_requester="The reasons hold.")
AGAIN = replace(STANDS, outcome=ReviewOutcome.DECIDE_AGAIN)


@pytest.fixture
def supervisor(cast: Cast) -> Actor:
    return acting(person(cast.force, "u.reeve", Role.SUPERVISOR))


@pytest.fixture
def story(cast: Cast, supervisor: Actor) -> Story:
    story = begin(cast).to(Stage.AWAITING_DECISION)
    refuse(story)
    return story


def refuse(story: Story) -> None:
    actions.refuse(reference=story.reference, reasoning=reasoned(story), by=story.by("decider"), at=story.at)


def ask(
    story: Story, part: str = "partner", grounds: str = "The hearing was moved forward."
) -> RefusalReview:
    return actions.ask_review(reference=story.reference, grounds=grounds, by=story.by(part), at=story.at)


def settle(story: Story, by: Actor, verdict: Verdict = STANDS) -> RefusalReview:
    return actions.settle_review(reference=story.reference, verdict=verdict, by=by, at=story.at)


def take(story: Story, by: Actor) -> RefusalReview:
    return actions.take_review(reference=story.reference, by=by, at=story.at)


def again(account_of: Actor, story: Story) -> Actor:
    """Recognise somebody anew, as their next request does."""
    return replace(account_of, known_at=story.at)


def test_the_requester_asks_and_a_more_senior_role_is_asked_on_a_clock(story: Story):
    review = ask(story)
    task = Task.objects.get(kind="review_refusal")
    assert (task.assigned_role, task.due_at) == ("supervisor", review.due_at)
    assert review.due_at > AT
    assert newest().said["reviewed"] == 1
    with pytest.raises(Conflict):
        ask(story)
    assert story.by("partner").owner != review.owner_id
    mine = queries.own_review(story.reference, viewer=story.by("partner"))
    assert (mine.may_ask, mine.outcome, mine.due_at) == (False, "", review.due_at)


@pytest.mark.parametrize("part", ["outsider", "preparer", "auditor"])
def test_nobody_else_asks(story: Story, part: str):
    with pytest.raises((Blocked, Unknown)):
        ask(story, part)


def test_an_answer_that_says_nothing_is_not_reviewed_whichever_it_was(cast: Cast, supervisor: Actor):
    story = begin(cast).to(Stage.AWAITING_DECISION)
    actions.neither_confirm_nor_deny(
        reference=story.reference, reasoning=reasoned(story), by=story.by("information_manager"), at=AT
    )
    with pytest.raises(Conflict):
        ask(story)
    assert queries.own_review(story.reference, viewer=story.by("partner")) == queries.ForRequester(
        may_ask=False
    )


def test_seniority_is_read_from_the_authority_table():
    pack = current_pack()
    roles = (
        "officer",
        "disclosure_officer",
        "decision_maker",
        "supervisor",
        "information_management",
        "siro",
    )
    places = [seniority(pack, (role,)) for role in roles]
    assert places == sorted(places)
    assert places[0] == places[1] == -1
    assert len(set(places[1:])) == 5


def test_neither_who_refused_nor_an_equal_nor_who_prepared_reviews_it(story: Story):
    ask(story)
    equal = acting(person(story.cast.force, "n.equal", Role.DECISION_MAKER))
    preparer = story.cast.preparer
    for by, code in ((story.by("decider"), "self_approval"), (equal, "authority_missing")):
        with pytest.raises(Blocked) as refused:
            take(story, by)
        assert code in refused.value.codes
    with pytest.raises((Blocked, Unknown)):
        take(story, acting(preparer))
    assert RefusalReview.objects.get().taken_by_id is None


def test_a_refusal_that_stands_is_told_to_the_requester_with_words(story: Story, supervisor: Actor):
    ask(story)
    with pytest.raises(Blocked):
        settle(story, supervisor)  # nobody settles what they have not taken up
    take(story, supervisor)
    with pytest.raises(Invalid):
        settle(story, supervisor, replace(STANDS, told_to_requester=" "))
    settle(story, supervisor)
    assert SharingCase.objects.get().stage == Stage.REFUSED
    assert not Task.objects.filter(kind="review_refusal", done_at__isnull=True).exists()
    assert Notice.objects.filter(kind="review_answered").count() == 1
    mine = queries.own_review(story.reference, viewer=story.by("partner"))
    assert (mine.outcome, mine.told, mine.may_ask) == ("stands", "The reasons hold.", False)


def test_what_a_review_takes_back_is_decided_by_somebody_else(story: Story, supervisor: Actor):
    ask(story)
    take(story, supervisor)
    settle(story, again(supervisor, story), AGAIN)
    assert SharingCase.objects.get().stage == Stage.AWAITING_DECISION
    with pytest.raises(Blocked) as refused:
        refuse(story)
    assert "self_approval" in refused.value.codes
    actions.refuse(reference=story.reference, reasoning=reasoned(story), by=supervisor, at=AT)
    mine = queries.own_review(story.reference, viewer=story.by("partner"))
    assert mine.may_ask, "the new refusal is another one"


def test_the_register_keeps_refusal_review_and_resubmission_together(story: Story, supervisor: Actor):
    ask(story)
    take(story, supervisor)
    settle(story, again(supervisor, story), replace(STANDS, outcome=ReviewOutcome.ASK_AGAIN))
    first = story.reference
    pathway.close(reference=first, by=story.by("preparer"), at=AT)
    later = Story(story.cast, at=AT, subject=story.subject, items=story.items).to(Stage.RECEIVED)
    manager = story.by("information_manager")
    with pytest.raises(Invalid):
        actions.link_resubmission(reference=first, resubmission=first, by=manager, at=AT)
    actions.link_resubmission(reference=first, resubmission=later.reference, by=manager, at=AT)
    (line,) = queries.register(manager)
    assert (line.case.reference, line.outcome, line.resubmission.reference) == (
        first,
        "ask_again",
        later.reference,
    )
    with pytest.raises(Blocked):
        queries.register(story.by("officer"))


def test_it_is_done_over_the_api_from_asking_to_settling(api: Any):
    chain = Chain(api).until("put_forward")
    own = f"/requests/{chain.reference}/review"
    assert api("partner").get(own).json()["may_ask"] is False
    refused(api("partner").post(own, {"grounds": "Look again."}), 409)
    api("decider").done(f"{chain.case}/refuse", chain.answer(), status=201)
    asked = api("partner").done(own, {"grounds": "The hearing was moved."}, status=201)
    assert asked["asked_at"]
    assert not asked["may_ask"]
    refused(api("decider").post(f"{chain.case}/review/open"), 403)
    refused(api("outsider").post(own, {"grounds": "Look again."}), 404)
    manager = api("information_manager")
    assert manager.done(f"{chain.case}/review/open")["grounds"] == "The hearing was moved."
    manager.done(f"{chain.case}/review/take")
    verdict = {
        "outcome": "decide_again",
        "reasons": "Too strict.",
        "told_to_requester": "It is decided again.",
    }
    manager.done(f"{chain.case}/review/settle", verdict)
    assert [each["outcome"] for each in manager.get("/reviews").json()["items"]] == ["decide_again"]
    told = api("partner").get(own).json()
    assert (told["outcome"], told["told"]) == ("decide_again", "It is decided again.")


def test_the_pages_lead_from_the_answer_to_the_verdict(cast: Cast):
    story = begin(cast, at=recently()).to(Stage.AWAITING_DECISION)
    refuse(story)
    partner, manager = signed_in(cast.partner), signed_in(cast.information_manager)
    own, case = f"/requests/{story.reference}", f"/cases/{story.reference}"
    assert f"{own}/review" in partner.get(own, secure=True).text
    asked = partner.post(f"{own}/review", {"grounds": "The hearing was moved."}, secure=True)
    assert asked.status_code == 302
    assert "Somebody more senior" in partner.get(own, secure=True).text
    assert "The hearing was moved." in manager.get(f"{case}/review", secure=True).text
    assert manager.post(f"{case}/review/take", secure=True).status_code == 302
    missing = manager.post(f"{case}/review/settle", {"reasons": WORDS}, secure=True)
    assert missing.status_code == 422
    verdict = {"outcome": "stands", "reasons": WORDS, "told_to_requester": "The reasons hold."}
    assert manager.post(f"{case}/review/settle", verdict, secure=True).status_code == 302
    assert "The reasons hold." in partner.get(own, secure=True).text
    assert story.reference in manager.get("/reviews", secure=True).text
    table = manager.get("/reviews/table", secure=True)
    assert table.headers["Content-Disposition"].startswith("attachment")
    assert f"{story.reference},WBC,refuse" in b"".join(table).decode()
