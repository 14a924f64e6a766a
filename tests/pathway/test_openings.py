"""Opening a case for a reason or in an emergency, and the review of such openings."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError

from needshare.accounts.models import Account, Compartment
from needshare.accounts.terms import Role
from needshare.audit.recording import current_entry, recorded
from needshare.audit.terms import Operation
from needshare.challenges.terms import ReviewVerdict
from needshare.crypto.keys import new_data_key
from needshare.kernel import Actor, Blocked, Conflict, Invalid, Unknown
from needshare.notices.models import Notice
from needshare.pathway import actions, queries
from needshare.pathway.actions import openings
from needshare.pathway.apps import packs_in_force
from needshare.pathway.models import CaseAudience, CaseConflict, OpeningReview, SharingCase
from needshare.pathway.rules import Reason
from needshare.pathway.terms import Stage
from needshare.policy import stand_on
from needshare.tasks.models import Task
from tests.cast import Cast, acting, person, unconfirmed
from tests.entries import newest
from tests.policy.layers import HEAD_TEXT, write
from tests.story import Story, begin

REASON = Reason(
    purpose="cover", words="Cover while the handler is on leave.", task_reference="C1", has_read_handling=True
)
FULLER = replace(REASON, words="I look after the cases of D. Whitcombe this week. " * 4)


@pytest.fixture
def picks(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    """Say whether the next opening is picked; not picked unless a test says so."""

    def pick(is_picked: bool) -> None:
        monkeypatch.setattr(openings.secrets, "randbelow", lambda below: 0 if is_picked else below - 1)

    pick(False)
    return pick


@pytest.fixture
def story(cast: Cast, picks: Callable[[bool], None]) -> Story:
    return begin(cast).to(Stage.UNDER_ASSESSMENT)


def decider(story: Story, *, minutes: int = 0) -> Actor:
    return acting(story.cast.decider, at=story.at + timedelta(minutes=minutes))


def declare(story: Story, reason: Reason = REASON, by: Actor | None = None) -> actions.Opened:
    return actions.declare_reason(
        reference=story.reference, reason=reason, by=by or decider(story), at=story.at
    )


def break_in(story: Story, by: Actor, reason: Reason = REASON) -> actions.Opened:
    return actions.open_in_emergency(reference=story.reference, reason=reason, by=by, at=story.at)


def opens(story: Story, by: Actor) -> bool:
    try:
        queries.sharing_case(story.reference, viewer=by)
    except (Blocked, Unknown):
        return False
    return True


def test_a_reason_opens_a_case_until_its_time_is_over(story: Story):
    with pytest.raises(Blocked) as refused:
        queries.sharing_case(story.reference, viewer=decider(story))
    assert refused.value.codes == ("reason_needed",)
    opened = declare(story).opening
    assert opened is not None
    assert (opened.purpose, opened.words, opened.task_reference) == ("cover", REASON.words, "C1")
    assert opened.handled_as == "official_sensitive"
    assert opens(story, decider(story))
    assert opens(story, decider(story, minutes=12 * 60 - 1))
    assert not opens(story, decider(story, minutes=12 * 60))
    entry = newest("pathway.declare_reason")
    assert (entry.justification, entry.references) == ("cover", (story.reference,))
    assert REASON.words not in str(entry.said)


@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        ({"purpose": "curious"}, ["purpose"]),
        ({"words": "to look"}, ["words"]),
        ({"words": "a          b           c"}, ["words"]),
        ({"has_read_handling": False}, ["has_read_handling"]),
        ({"purpose": "", "words": "", "has_read_handling": False}, ["purpose", "words", "has_read_handling"]),
    ],
)
def test_a_reason_says_what_for_in_words_and_that_handling_is_understood(
    story: Story, wrong: dict[str, Any], fields: list[str]
):
    with pytest.raises(Invalid) as refused:
        declare(story, replace(REASON, **wrong))
    assert [error.field for error in refused.value.errors] == fields
    assert not opens(story, decider(story))


def test_who_may_open_a_case_already_gives_no_reason(story: Story):
    with pytest.raises(Conflict, match="already"):
        declare(story, by=story.by("information_manager"))


def test_professional_standards_knows_of_a_case_by_the_reason_it_declares_alone(story: Story):
    by = story.by("standards")
    assert not queries.index_for(by).exists()
    assert declare(story, by=by).opening is not None
    assert queries.sharing_case(story.reference, viewer=by).reference == story.reference


@pytest.mark.parametrize("part", ["officer", "administrator", "outsider"])
def test_a_case_outside_ones_index_is_not_opened_by_a_reason(story: Story, part: str):
    with pytest.raises(Unknown):
        declare(story, by=story.by(part))


def test_who_is_picked_says_more_and_is_reviewed(story: Story, picks: Callable[[bool], None]):
    picks(True)
    asked = declare(story)
    assert (asked.opening, asked.least) == (None, 120)
    assert not opens(story, decider(story))
    picks(False)
    with pytest.raises(Invalid):
        declare(story)
    assert declare(story, FULLER).opening is not None
    assert opens(story, decider(story))
    review = OpeningReview.objects.get()
    assert (review.cause, review.person_id) == ("picked", story.cast.decider.pk)
    task = Task.objects.get(kind="review_opening")
    assert (task.assigned_role, task.record_id) == ("professional_standards", review.pk)


def test_an_emergency_opens_at_once_and_is_told_to_handler_and_standards(story: Story):
    officer = story.by("officer")
    assert not opens(story, officer)
    opened = break_in(story, officer).opening
    assert opened is not None
    assert opened.until_at == story.at + timedelta(minutes=60)
    assert opens(story, officer)
    assert not opens(story, acting(story.cast.officer, at=story.at + timedelta(minutes=60)))
    told = Notice.objects.filter(kind="opened_in_emergency").values_list("to_account", flat=True)
    assert set(told) == {story.cast.preparer.pk, story.cast.standards.pk}
    assert Task.objects.filter(kind="review_opening", assigned_role="professional_standards").exists()
    assert OpeningReview.objects.get().cause == "emergency"


def test_of_a_case_that_nobody_handles_information_management_is_told(cast: Cast):
    story = begin(cast).to(Stage.RECEIVED)
    break_in(story, story.by("officer"))
    told = Notice.objects.filter(kind="opened_in_emergency")
    assert {each.to_account_id: each.facts.get("path", "") for each in told} == {
        cast.information_manager.pk: "",
        cast.standards.pk: "/openings",
    }


OWN_FIGURES = """# Northmoor asks everybody for more, and lets an emergency last twenty minutes.
[[parameter]]
name = "picked_one_in"
value = 1
[[parameter]]
name = "emergency_minutes"
value = 20
"""


def test_a_force_sets_how_many_are_picked_and_how_long_an_emergency_lasts(
    story: Story, settings: Any, tmp_path: Path
):
    settings.POLICY_LAYERS, settings.DATA_DIR = tmp_path / "policy", tmp_path
    write(tmp_path / "policy" / "NMC", {"layer.toml": HEAD_TEXT, "parameters.toml": OWN_FIGURES})
    before = stand_on(packs_in_force())
    try:
        assert declare(story).opening is None, "one in one is picked"
        opened = break_in(story, story.by("officer")).opening
    finally:
        stand_on(before)
    assert opened is not None
    assert opened.until_at == story.at + timedelta(minutes=20)


def test_an_emergency_needs_a_fresh_second_factor(story: Story):
    with pytest.raises(Blocked) as refused:
        break_in(story, unconfirmed(story.by("officer")))
    assert refused.value.codes == ("confirmation_needed",)
    assert not OpeningReview.objects.exists()


@pytest.mark.parametrize("part", ["administrator", "partner", "contact_point", "outsider"])
def test_no_administrator_and_no_partner_opens_in_an_emergency(story: Story, part: str):
    with pytest.raises(Blocked if part == "administrator" else Unknown):
        break_in(story, story.by(part))
    assert not CaseAudience.objects.filter(ground="break_glass").exists()


def test_another_forces_case_does_not_exist_in_an_emergency(story: Story):
    by = replace(story.by("officer"), owner=story.cast.council.pk)
    with pytest.raises(Unknown):
        break_in(story, by)


@recorded(Operation.ALTERATION)
def note_conflict(*, case: SharingCase, who: Account, by: Actor, at: Any) -> None:
    CaseConflict(
        owner_id=case.owner_id, case=case, account=who, noted_at=at, data_key_id=case.data_key_id
    ).save(force_insert=True)


@pytest.mark.parametrize("part", ["officer", "preparer", "information_manager", "decider", "auditor"])
def test_a_conflict_of_interest_looks_like_no_case_at_all(story: Story, part: str):
    case, who = SharingCase.objects.get(), getattr(story.cast, part)
    note_conflict(case=case, who=who, by=story.by("information_manager"), at=story.at)
    by = story.by(part)
    for ask in (declare, break_in):
        with pytest.raises((Unknown, Blocked)) as refused:
            ask(story, by=by)
        assert "conflict_of_interest" not in getattr(refused.value, "codes", ())
    with pytest.raises(Unknown):
        queries.sharing_case(story.reference, viewer=by)
    assert queries.newest(by) == []


@recorded(Operation.ALTERATION)
def enclose(*, case: SharingCase, sponsor: Account, member: Account, by: Actor, at: Any) -> None:
    circle = Compartment(
        owner_id=case.owner_id,
        code_name="ALDER",
        purpose="A closed enquiry.",
        sponsor=sponsor,
        opened_at=at,
        opened_by=sponsor,
        data_key=new_data_key(owner=case.owner_id, purpose="compartment", at=at),
    )
    circle.save(force_insert=True)
    SharingCase.objects.filter(pk=case.pk).update(compartment=circle, recorded_as=current_entry())
    stay = {"compartment": str(circle.pk), "from": at.isoformat(), "until": ""}
    Account.objects.filter(pk=member.pk).update(compartments=[stay], recorded_as=current_entry())


def test_a_compartment_hides_a_case_from_all_outside_it_but_in_an_emergency(story: Story):
    cast = story.cast
    enclose(
        case=SharingCase.objects.get(),
        sponsor=cast.information_manager,
        member=cast.preparer,
        by=story.by("information_manager"),
        at=story.at,
    )
    assert opens(story, story.by("preparer"))
    for part in ("information_manager", "decider", "auditor"):
        with pytest.raises(Unknown):
            queries.sharing_case(story.reference, viewer=story.by(part))
        with pytest.raises(Unknown):
            declare(story, by=story.by(part))
    assert queries.newest(story.by("information_manager")) == []
    assert opens(story, story.by("partner")), "who asked is shown their own request"
    break_in(story, story.by("decider"))
    assert opens(story, story.by("decider"))
    assert [each.reference for each in queries.newest(story.by("decider"))] == [story.reference]


def verdict(story: Story, by: Actor, words: str = "The handler is on leave.") -> OpeningReview:
    return actions.review_opening(
        review_id=OpeningReview.objects.get().pk,
        verdict=ReviewVerdict.UPHELD,
        words=words,
        by=by,
        at=story.at,
    )


def test_somebody_else_says_once_whether_the_reason_stands(story: Story):
    own = acting(person(story.cast.force, "s.own", Role.PROFESSIONAL_STANDARDS), at=story.at)
    break_in(story, own)
    with pytest.raises(Blocked) as refused:
        verdict(story, own)
    assert refused.value.codes == ("self_approval",)
    assert queries.reviews_waiting(own) == []
    standards = story.by("standards")
    assert [each.person_id for each in queries.reviews_waiting(standards)] == [own.id]
    with pytest.raises(Invalid):
        verdict(story, standards, "  ")
    assert verdict(story, standards).verdict == "upheld"
    assert not Task.objects.filter(kind="review_opening", done_at__isnull=True).exists()
    assert queries.reviews_waiting(standards) == []
    with pytest.raises(Conflict):
        verdict(story, standards)
    assert newest("pathway.review_opening").said["verdict"] == "upheld"


@pytest.mark.parametrize("part", ["decider", "auditor", "information_manager", "administrator", "partner"])
def test_only_professional_standards_reviews_openings(story: Story, part: str):
    break_in(story, story.by("officer"))
    with pytest.raises(Blocked):
        verdict(story, story.by(part))
    with pytest.raises(Blocked):
        queries.reviews_waiting(story.by(part))


@recorded(Operation.ALTERATION)
def write_own_verdict(*, by: Actor, at: Any) -> None:
    review = OpeningReview.objects.get()
    review.verdict, review.verdict_words = "upheld", "Fine."
    review.reviewed_at, review.reviewed_by_id = at, review.person_id
    review.save()


def test_the_database_refuses_a_verdict_on_ones_own_opening(story: Story):
    break_in(story, story.by("officer"))
    with pytest.raises(IntegrityError):
        write_own_verdict(by=story.by("officer"), at=story.at)
