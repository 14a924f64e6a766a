"""Deciding on pages: nothing is chosen for the decider, and nothing typed is lost."""

from datetime import UTC, datetime, timedelta

import pytest

from needshare.assessment import queries as assessment
from needshare.decision import queries as decision
from needshare.kernel import Outcome, not_met
from needshare.pathway import queries
from needshare.pathway.terms import Stage
from tests.decision.test_answer import without_items
from tests.signing_in import signed_in
from tests.story import STEPS, Story, begin, recently

pytestmark = pytest.mark.django_db
REASONS = {
    "reasons_for_sharing": "The court can protect the residents.",
    "reasons_against_sharing": "He is named in the logs.",
    "effect_on_privacy": "Limited.",
    "effect_on_trust": "Residents expect it.",
    "effect_on_investigation": "None is open.",
    "alternatives": "Figures would not be evidence.",
}
SETTLED = {
    "model_headings_information": "Two logs.",
    "model_headings_powers": "Section 115.",
    "model_headings_action": "Answer, and look again.",
}
REFUSAL = (
    REASONS
    | SETTLED
    | {
        "harm_of_not_sharing": "Incidents would go on.",
        "told_to_requester": "We cannot share what you ask for.",
    }
)


@pytest.fixture
def story(cast) -> Story:
    return begin(cast, at=recently()).to(Stage.AWAITING_DECISION)


def case_of(story: Story):
    return queries.sharing_case(story.reference, viewer=story.by("preparer"))


def get(story: Story, path: str, who: str = "decider"):
    return signed_in(getattr(story.cast, who)).get(f"/cases/{story.reference}/{path}", secure=True)


def post(story: Story, path: str, who: str = "decider", **answers):
    address = f"/cases/{story.reference}/{path}"
    return signed_in(getattr(story.cast, who)).post(address, answers, secure=True)


def marked(story: Story) -> dict[str, str]:
    """Agree with every finding of the basis relied on: together where they are met."""
    marks = {"agree_together": "on", "because_together": "Read, and so it is."}
    for place, finding in enumerate(basis_of(story).findings):
        if not finding.is_plainly_met:
            marks |= {f"agree_{place}": "agree", f"because_{place}": "Looked at it."}
    return marks


def considered(story: Story):
    viewer = story.by("decider")
    return decision.considered(decision.case_to_consider(story.reference, viewer=viewer), viewer=viewer)


def basis_of(story: Story):
    return considered(story).basis(story.basis)


def sharing(story: Story, **changes) -> dict:
    """Answer everything that approving in full asks, agreeing with every finding."""
    found = considered(story)
    return {
        **REASONS,
        **SETTLED,
        **{f"item_{each.number}": "share" for each in found.gathered},
        **marked(story),
        "recipients": [story.cast.partner.username],
        how_to(story): "portal",
        "conditions": ["purpose_only"],
        "least_data": "Two items only.",
        **changes,
    }


def how_to(story: Story, part: str = "partner") -> str:
    """Name the field that asks how it goes to somebody of the partner's."""
    return f"method_{getattr(story.cast, part).pk.hex}"


def share(story: Story, **changes):
    return post(story, f"decide/share?basis={story.basis}", **sharing(story, **changes))


def test_the_case_is_laid_before_the_decider(story):
    page = get(story, "decide").content.decode()
    for words in (
        "The court needs evidence",
        "Call of 3 February",
        "Share on this basis",
        "Lawful authority",
    ):
        assert words in page


def test_who_may_not_decide_on_the_basis_relied_on_is_told_so(cast):
    one_off = begin(cast, at=recently(), has_agreement=False, agreement_reference="")
    page = get(one_off.to(Stage.AWAITING_DECISION), "decide", "preparer").content.decode()
    assert "Somebody else must decide it on this basis." in page


@pytest.mark.parametrize(("who", "status"), [("auditor", 403), ("checker", 403), ("outsider", 404)])
def test_others_are_not_shown_what_is_to_be_decided(story, who, status):
    assert get(story, "decide", who).status_code == status


def test_sharing_everything_approves_in_full(story):
    answer = share(story)
    assert answer.status_code == 302, answer.content.decode()
    decided = decision.approval_in_force(case_of(story))
    assert decided.outcome == "disclose_full"
    assert [each.account_id for each in decision.recipients_of(decided)] == [story.cast.partner.pk]
    assert {each["code"] for each in decided.conditions} >= {"purpose_only", "named_recipients_only"}


def test_withholding_an_item_with_its_reason_approves_in_part(story):
    number = considered(story).gathered[0].number
    withheld = {f"item_{number}": "withhold", f"why_{number}": "Not needed for the injunction."}
    assert share(story, **withheld).status_code == 302
    assert case_of(story).stage == Stage.APPROVED_IN_PART


def test_an_item_is_not_withheld_without_a_reason(story):
    number = considered(story).gathered[0].number
    answer = share(story, **{f"item_{number}": "withhold"})
    assert answer.status_code == 422
    assert f'href="#id_why_{number}"' in answer.content.decode()


@pytest.mark.parametrize(
    "name", ["least_data", "reasons_for_sharing", "reasons_against_sharing", "alternatives"]
)
def test_nothing_is_answered_for_the_decider(story, name):
    answer = share(story, **{name: ""})
    assert answer.status_code == 422
    assert f'href="#id_{name}' in answer.content.decode()
    assert case_of(story).stage == Stage.AWAITING_DECISION


def test_nothing_is_chosen_before_the_decider_chooses(story):
    page = get(story, f"decide/share?basis={story.basis}").content.decode()
    radios = [each for each in page.split("<input") if 'type="radio"' in each.split(">")[0]]
    assert radios
    assert not [each for each in radios if "checked" in each.split(">")[0]]


def test_what_the_policy_attaches_is_ticked(story):
    page = get(story, f"decide/share?basis={story.basis}").content.decode()
    box = next(each for each in page.split("<input") if 'value="named_recipients_only"' in each)
    assert "checked" in box.split(">")[0]


def test_somebody_must_receive_it(story):
    answer = share(story, recipients=[])
    assert answer.status_code == 422
    assert "Name at least one recipient." in answer.content.decode()


def test_a_recipient_who_does_not_exist_is_named_beside_the_question(story):
    answer = share(story, recipients=[], other="nobody@wbc", other_method="portal")
    assert answer.status_code == 422
    assert "Name a person of the partner" in answer.content.decode()


def test_each_recipient_has_a_method_of_their_own(story):
    people = [story.cast.partner.username, story.cast.contact_point.username]
    partner_portal = {how_to(story): "portal", how_to(story, "contact_point"): "gov_tls_email"}
    answer = share(story, recipients=people, **partner_portal)
    assert answer.status_code == 302, answer.content.decode()
    decided = decision.recipients_of(decision.approval_in_force(case_of(story)))
    methods = {each.account_id: each.method for each in decided}
    assert methods == {story.cast.partner.pk: "portal", story.cast.contact_point.pk: "gov_tls_email"}


def test_a_method_is_chosen_for_everybody_named(story):
    people = [story.cast.partner.username, story.cast.contact_point.username]
    answer = share(story, recipients=people)
    assert answer.status_code == 422
    assert f'href="#id_{how_to(story, "contact_point")}"' in answer.content.decode()
    assert share(story, other="h.lorne@aha").status_code == 422
    assert share(story, public_name="Greta Holm", public_evidence="Passport.").status_code == 422
    assert case_of(story).stage == Stage.AWAITING_DECISION


def test_a_method_the_agreement_does_not_allow_is_refused_beside_that_recipient(story):
    people = [story.cast.partner.username, story.cast.contact_point.username]
    unfit = {how_to(story, "contact_point"): "tracked_post"}
    answer = share(story, recipients=people, **unfit)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f'href="#id_{how_to(story, "contact_point")}"' in page
    assert "The agreement does not allow this method." in page


def test_disagreeing_with_a_finding_needs_its_reason(story):
    answer = share(story, agree_0="disagree", because_0="")
    assert answer.status_code == 422
    assert 'href="#id_because_0"' in answer.content.decode()
    assert share(story, agree_0="disagree", because_0="The clause is another.").status_code == 302


PAGES = {
    "refuse": REFUSAL,
    "neither": REFUSAL,
    "refer": REASONS,
    "defer": REASONS | {"harm_of_not_sharing": "Little."},
    "not-held": REASONS,
}


@pytest.mark.parametrize("page", PAGES)
def test_every_answer_is_asked_for_and_shows_every_finding_to_mark(story, page):
    shown = get(story, f"decide/{page}", "information_manager").content.decode()
    asked = len(basis_of(story).findings)
    assert shown.count('value="disagree"') == asked
    assert f"I have read the {asked} findings that are met" in shown
    answer = post(story, f"decide/{page}", "information_manager", **PAGES[page])
    assert answer.status_code == 422
    assert 'href="#id_agree_together"' in answer.content.decode()
    for name in PAGES[page].keys() - {"told_to_requester"}:
        answer = post(
            story, f"decide/{page}", "information_manager", **{**PAGES[page], **marked(story), name: ""}
        )
        assert answer.status_code == 422
        assert f'href="#id_{name}"' in answer.content.decode(), name


def test_the_findings_that_are_met_are_agreed_with_together_for_one_reason(story):
    assert share(story, because_together="").status_code == 422
    assert share(story, agree_3="disagree", because_3="Not from where I sit.").status_code == 302
    marks = decision.approval_in_force(case_of(story)).marks
    assert len(marks) == len(basis_of_decided(story).findings)
    alone = [each for each in marks if each["words"] == "own"]
    assert [(each["agrees"], each["reason"]) for each in alone] == [(False, "Not from where I sit.")]
    rest = {(each["words"], each["reason"]) for each in marks if each not in alone}
    assert rest == {("together", "Read, and so it is.")}


def basis_of_decided(story: Story):
    return assessment.relied_on(assessment.newest_assessment(case_of(story)))


def test_what_was_said_of_one_item_counts_for_the_next_until_something_else_is_said(cast):
    story = without_items(cast, at=datetime.now(UTC))
    unclear = [
        place for place, each in enumerate(basis_of(story).findings) if each.outcome is Outcome.NEEDS_A_PERSON
    ]
    said = REFUSAL | marked(story)
    for place in unclear[2:]:
        said[f"because_{place}"] = ""
    assert post(story, "decide/refuse", **said).status_code == 302
    kept = decision.decision_in_force(case_of(story)).marks
    assert [each["reason"] for each in kept if each["words"] == "own"] == ["Looked at it."] * len(unclear)
    assert len(unclear) == 4


def test_a_basis_that_was_not_assessed_is_refused(story):
    assert get(story, "decide/share?basis=one_off:none_such").status_code == 422


def test_a_one_off_asks_why_privacy_may_be_interfered_with(cast):
    one_off = begin(cast, at=recently(), has_agreement=False, agreement_reference="")
    one_off.to(Stage.AWAITING_DECISION)
    page = get(one_off, f"decide/share?basis={one_off.basis}").content.decode()
    assert "why does the purpose justify interfering with privacy?" in page


def test_under_an_agreement_it_is_not_asked(story):
    page = get(story, f"decide/share?basis={story.basis}").content.decode()
    assert "interfering with privacy?" not in page


def test_a_confirmation_that_ran_out_is_asked_for_before_anything_is_typed(story, settings):
    client = signed_in(story.cast.decider)
    settings.FRESH_FOR = timedelta(seconds=-1)
    answer = client.get(f"/cases/{story.reference}/decide/refuse", secure=True)
    assert answer["Location"].startswith("/account/confirm")


def test_a_confirmation_that_runs_out_meanwhile_loses_nothing(story, monkeypatch):
    stale = not_met("Confirm that it is you.", test="access", code="confirmation_needed")
    monkeypatch.setattr("needshare.decision.sitting.confirmed_recently", lambda _by, _at: stale)
    answer = post(story, "decide/refuse", **REFUSAL, **marked(story))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Incidents would go on." in page
    assert 'href="/account/confirm"' in page
    assert case_of(story).stage == Stage.AWAITING_DECISION


def test_a_refusal_answers_the_harm_of_not_sharing(story):
    said = REFUSAL | marked(story)
    assert post(story, "decide/refuse", **{**said, "harm_of_not_sharing": ""}).status_code == 422
    assert post(story, "decide/refuse", **said).status_code == 302
    assert case_of(story).stage == Stage.REFUSED


def test_a_case_is_referred_with_question_and_day(story):
    ahead = datetime.now(UTC) + timedelta(days=5)
    day = {f"answer_by-{part}": str(getattr(ahead, part)) for part in ("day", "month", "year")}
    said = {"to": "legal", "question": "May we?", **REASONS, **marked(story)}
    assert post(story, "decide/refer", **said).status_code == 422
    assert post(story, "decide/refer", **said, **day).status_code == 302
    assert case_of(story).stage == Stage.REFERRED


def test_not_held_is_blocked_while_something_was_found(story):
    assert post(story, "decide/not-held", **REASONS, **marked(story)).status_code == 403


def test_information_management_neither_confirms_nor_denies(story):
    said = REFUSAL | marked(story)
    assert post(story, "decide/neither", "information_manager", **said).status_code == 302
    assert case_of(story).stage == Stage.ANSWER_WAITING


def test_a_decision_is_deferred_to_a_day_ahead(story):
    ahead = datetime.now(UTC) + timedelta(days=30)
    day = {f"until-{part}": str(getattr(ahead, part)) for part in ("day", "month", "year")}
    day |= REASONS | {"harm_of_not_sharing": "Little: he is in custody."} | marked(story)
    past = {**day, "until-year": "2020"}
    assert post(story, "decide/defer", **past).status_code == 422
    assert post(story, "decide/defer", **day).status_code == 302
    assert case_of(story).stage == Stage.DEFERRED


def test_a_case_goes_back_with_the_reason(story):
    assert post(story, "send-back").status_code == 422
    assert post(story, "send-back", reason="Search the other system.").status_code == 302
    assert case_of(story).stage == Stage.UNDER_ASSESSMENT


def test_a_decision_is_reopened_with_the_reason(story):
    STEPS[Stage.APPROVED](story)
    assert post(story, "reopen", reason="A recipient has left.").status_code == 302
    assert case_of(story).stage == Stage.AWAITING_DECISION


def test_a_case_that_was_decided_meanwhile_is_a_conflict(story):
    STEPS[Stage.APPROVED](story)
    assert get(story, "decide").status_code == 409
