from dataclasses import replace
from typing import Any

import pytest

from needshare.accounts.terms import Role
from needshare.intake import actions, queries
from needshare.intake.actions import Evidence, Sender
from needshare.intake.models import Verification
from needshare.intake.terms import RequestChannel
from needshare.kernel import Blocked, Conflict, Invalid, Unknown
from needshare.notices.models import Notice
from needshare.pathway import actions as moves, queries as pathway
from needshare.pathway.models import SharingCase
from needshare.pathway.terms import Stage
from needshare.receipt import actions as receipt
from needshare.tasks import queries as tasks
from needshare.tasks.models import Task
from tests.cast import Cast, acting, assemble, force, person
from tests.entries import count, newest
from tests.story import Story, asking, begin
from tests.together import at_once

CALLED_BACK = Evidence("callback_switchboard", True, True, True, "Called back on the published number.")


@pytest.fixture
def story(cast: Cast) -> Story:
    return begin(cast).to(Stage.VERIFYING_REQUESTER)


def verify(story: Story, part: str = "preparer", **changes: Any) -> Verification:
    evidence = replace(CALLED_BACK, **changes)
    return actions.verify(reference=story.reference, evidence=evidence, by=story.by(part), at=story.at)


def stage() -> Stage:
    return Stage(SharingCase.objects.get().stage)


def open_tasks(story: Story) -> set[str]:
    about = tasks.tasks_about(SharingCase.objects.get().pk, viewer=story.by("information_manager"))
    return {task.kind for task in about if not (task.done_at or task.paused_at)}


def test_every_layer_confirmed_takes_the_case_on(story: Story):
    found = verify(story)
    assert (found.outcome, found.destination, found.codes) == ("verified", "verified", [])
    assert found.valid_until.year == story.at.year + 1
    assert stage() == Stage.UNDER_ASSESSMENT
    assert Verification.objects.get().evidence == CALLED_BACK.words
    entry = newest()
    assert (entry.act, entry.said["outcome"], entry.references) == (
        "intake.verify", "verified", (story.reference,),
    )  # fmt: skip
    assert CALLED_BACK.words not in str(entry.said)
    assert queries.newest_verification(SharingCase.objects.get()) == found


def test_a_later_check_that_succeeds_ends_what_the_first_one_asked(story: Story):
    verify(story, is_person_confirmed=False)
    assert open_tasks(story) == {"call_back", "ask_contact_point"}
    moves.resume(reference=story.reference, by=story.by("preparer"), at=story.at)
    assert open_tasks(story) == {"call_back", "ask_contact_point", "verify_requester"}
    verify(story)
    assert open_tasks(story) == {"assess_case"}


@pytest.mark.parametrize(
    ("layer", "code"),
    [
        ("is_organisation_confirmed", "org_unverified"),
        ("is_person_confirmed", "requester_unverified"),
        ("is_authority_confirmed", "authority_missing"),
    ],
)
def test_a_layer_short_holds_the_case_and_tells_the_requester_nothing(story: Story, layer: str, code: str):
    notices = Notice.objects.count()
    told = receipt.open_own_request(reference=story.reference, by=story.by("partner"), at=story.at).story
    found = verify(story, **{layer: False})
    assert (found.outcome, found.codes) == ("not_verified", [code])
    case = SharingCase.objects.get()
    assert (case.stage, case.held_from) == (Stage.ON_HOLD, Stage.VERIFYING_REQUESTER)
    assert {"call_back", "ask_contact_point"} <= open_tasks(story)
    assert "lookalike_domain" not in open_tasks(story)
    assert Notice.objects.count() == notices
    seen = receipt.open_own_request(reference=story.reference, by=story.by("partner"), at=story.at)
    assert (seen.story, seen.answer) == (told, None)


@pytest.mark.parametrize(
    ("address", "destination", "is_reported"),
    [
        ("l.osei@wexcornbe.example", "lookalike", True),
        ("l.osei@elsewhere.example", "unverified", False),
    ],
)
def test_an_address_elsewhere_holds_the_case_and_one_that_imitates_is_reported(
    cast: Cast, address: str, destination: str, is_reported: bool
):
    story = begin(cast, requester_email=address).to(Stage.VERIFYING_REQUESTER)
    found = verify(story)
    assert found.destination == destination
    assert found.codes == ["destination_mismatch"]
    assert stage() == Stage.ON_HOLD
    assert ("lookalike_domain" in open_tasks(story)) is is_reported


@pytest.mark.parametrize(
    ("urgency", "method", "reached"),
    [
        ("emergency", "not_verified_emergency", Stage.UNDER_ASSESSMENT),
        ("emergency", "callback_switchboard", Stage.ON_HOLD),
        ("urgent", "not_verified_emergency", Stage.ON_HOLD),
    ],
)
def test_in_an_emergency_the_check_may_be_put_off_and_is_asked_for_all_the_same(
    cast: Cast, urgency: str, method: str, reached: Stage
):
    story = begin(cast, urgency=urgency, urgency_reason="A child is missing.").to(Stage.VERIFYING_REQUESTER)
    found = verify(story, method=method, is_person_confirmed=False)
    assert (found.outcome, found.codes) == ("not_verified", ["requester_unverified"])
    assert stage() == reached
    assert {"call_back", "ask_contact_point"} <= open_tasks(story)


def test_who_is_not_on_the_agreements_list_is_noted_and_goes_on_when_all_else_is_sound(cast: Cast):
    story = begin(cast)
    sender = Sender("NMC", "WBC", RequestChannel.PHONE)
    unnamed = asking(requester_name="P. Danvers", requester_email="p.danvers@wexcombe.example")
    case = actions.submit(sender=sender, asking=unnamed, by=story.by("officer"), at=story.at)
    story.reference, story.stage = case.reference, Stage.RECEIVED
    story.to(Stage.VERIFYING_REQUESTER)
    found = verify(story)
    assert (found.outcome, found.codes) == ("verified", ["requester_not_named_contact"])


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"method": "a_hunch"}, "method"), ({"method": ""}, "method"), ({"words": " \n"}, "evidence")],
)
def test_a_check_needs_a_known_method_and_evidence(story: Story, changes: dict[str, str], field: str):
    entries = count()
    with pytest.raises(Invalid) as wrong:
        verify(story, **changes)
    assert [error.field for error in wrong.value.errors] == [field]
    assert (stage(), count(), Verification.objects.count()) == (Stage.VERIFYING_REQUESTER, entries, 0)


@pytest.mark.parametrize("part", ["decider", "checker", "auditor", "partner"])
def test_only_who_verifies_requesters_verifies_one(story: Story, part: str):
    with pytest.raises(Blocked):
        verify(story, part)
    assert newest("intake.verify").ending == "blocked"


def test_a_check_is_made_before_anything_is_searched_and_once(cast: Cast):
    story = begin(cast).to(Stage.RECEIVED)
    with pytest.raises(Conflict):
        verify(story)
    story.to(Stage.UNDER_ASSESSMENT)
    with pytest.raises(Conflict):
        verify(story)


ACTS: dict[str, Any] = {
    "verify": {"evidence": CALLED_BACK},
    "return_for_more": {"what": "Which dates?"},
    "redirect": {"route": "dbs"},
    "withdraw": {"reason": "Not needed."},
}


def do(act: str, story: Story, part: str, **changes: Any) -> Any:
    more = {**ACTS[act], **changes}
    return getattr(actions, act)(reference=story.reference, by=story.by(part), at=story.at, **more)


@pytest.mark.parametrize("act", list(ACTS))
def test_who_may_not_know_of_the_case_hears_the_same_as_for_none(story: Story, act: str):
    known = story.reference
    for part in ("outsider", "administrator", "officer", "partner_administrator"):
        for story.reference in (known, "NMC-26-0000-0000"):
            with pytest.raises(Unknown):
                do(act, story, part)
            assert newest(f"intake.{act}").ending == "unknown"
    other = acting(person(force("OTH", "Otherside Police"), "a.other", Role.DISCLOSURE_OFFICER))
    with pytest.raises(Unknown):
        getattr(actions, act)(reference=known, by=other, at=story.at, **ACTS[act])
    assert stage() == Stage.VERIFYING_REQUESTER


@pytest.mark.parametrize(
    ("act", "kind", "to", "asked"),
    [
        ("return_for_more", "request_returned", Stage.RETURNED_FOR_MORE, {"answer_more"}),
        ("redirect", "request_redirected", Stage.REDIRECTED, set()),
    ],
)
@pytest.mark.parametrize("reached", [Stage.RECEIVED, Stage.VERIFYING_REQUESTER, Stage.UNDER_ASSESSMENT])
def test_a_request_sent_elsewhere_or_back_tells_the_requester(
    cast: Cast, act: str, kind: str, to: Stage, asked: set[str], reached: Stage
):
    route = next(iter(queries.current_pack().words("wrong_route")))
    ACTS["redirect"] = {"route": route}
    story = begin(cast).to(reached)
    do(act, story, "preparer")
    assert stage() == to
    assert Notice.objects.get(kind=kind).to_account_id == story.cast.partner.pk
    step = pathway.steps_of(SharingCase.objects.get(), viewer=story.by("partner"))[-1]
    assert step.note
    assert open_tasks(story) == asked
    with pytest.raises(Conflict):
        do(act, story, "preparer")


@pytest.mark.parametrize(
    ("act", "changes", "field"),
    [("return_for_more", {"what": " "}, "what"), ("redirect", {"route": "the_pub"}, "route")],
)
def test_what_is_missing_or_where_to_go_must_be_said(
    story: Story, act: str, changes: dict[str, str], field: str
):
    with pytest.raises(Invalid) as wrong:
        do(act, story, "preparer", **changes)
    assert [error.field for error in wrong.value.errors] == [field]
    assert stage() == Stage.VERIFYING_REQUESTER


@pytest.mark.parametrize("act", ["return_for_more", "redirect"])
@pytest.mark.parametrize("part", ["checker", "auditor", "partner"])
def test_only_who_handles_requests_returns_or_redirects(story: Story, act: str, part: str):
    with pytest.raises(Blocked):
        do(act, story, part)
    assert stage() == Stage.VERIFYING_REQUESTER


@pytest.mark.parametrize("part", ["partner", "contact_point"])
def test_the_organisation_that_asked_withdraws_and_nothing_waits_any_more(story: Story, part: str):
    do("withdraw", story, part)
    assert (stage(), open_tasks(story)) == (Stage.WITHDRAWN, set())
    assert Task.objects.exists()
    with pytest.raises(Conflict):
        do("withdraw", story, part)


@pytest.mark.parametrize("part", ["preparer", "information_manager", "auditor"])
def test_the_force_does_not_withdraw_what_a_partner_asked(story: Story, part: str):
    with pytest.raises(Blocked, match="Only who asked, or the contact point"):
        do("withdraw", story, part)


@pytest.mark.parametrize("reached", [Stage.RELEASED, Stage.ACKNOWLEDGED, Stage.CLOSED])
def test_what_is_answered_is_not_withdrawn(cast: Cast, reached: Stage):
    story = begin(cast).to(reached)
    with pytest.raises(Conflict):
        do("withdraw", story, "partner")


@pytest.mark.django_db(transaction=True)
def test_two_who_verify_at_once_make_one_check():
    story = begin(assemble()).to(Stage.VERIFYING_REQUESTER)
    reference, at = story.reference, story.at
    actors = [story.by("preparer"), story.by("information_manager")]
    ends = at_once(
        *(
            lambda by=by: actions.verify(reference=reference, evidence=CALLED_BACK, by=by, at=at)
            for by in actors
        )
    )
    assert ends == ["Conflict", "done"]
    assert Verification.objects.count() == 1
