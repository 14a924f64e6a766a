"""Conflicts of interest: declared, compared, held for somebody independent, settled (domain reference 1.12)."""

from datetime import timedelta
from typing import Any

import pytest

from needshare.accounts.models import Account
from needshare.accounts.terms import Role
from needshare.assessment.queries.facts import facts_of
from needshare.intake import jobs
from needshare.kernel import Actor, Blocked, Conflict, Invalid, Unknown
from needshare.notices.models import Notice
from needshare.pathway import actions, jobs as follow_ups, queries
from needshare.pathway.models import CaseConflict, InterestCheck, InterestDeclaration, SharingCase
from needshare.pathway.rules import Interest, Reason
from needshare.pathway.terms import InterestOutcome, Stage
from needshare.tasks.models import Task
from tests.calling import refused
from tests.cast import Cast, acting, person
from tests.signing_in import signed_in
from tests.story import PERSON, Story, answers as given_answers, begin

ABSENT = "NMC-26-0000-0000"


@pytest.fixture
def supervisor(cast: Cast) -> Account:
    return person(cast.force, "b.castell", Role.SUPERVISOR)


@pytest.fixture
def story(cast: Cast, supervisor: Account) -> Story:
    return begin(cast).to(Stage.UNDER_ASSESSMENT)


def declare(story: Story, part: str, **content: Any) -> InterestDeclaration:
    return actions.declare_interests(interest=Interest(**content), by=story.by(part), at=story.at)


def matched(story: Story, part: str = "preparer") -> InterestCheck:
    declare(story, part, household=(PERSON,))
    jobs.compare_interests(at=story.at)
    return InterestCheck.objects.get(person=getattr(story.cast, part))


def stage_of() -> str:
    return SharingCase.objects.get().stage


def settle(story: Story, check: InterestCheck, by: Actor, outcome: InterestOutcome, to: str = "") -> Any:
    return actions.settle_check(
        check_id=check.pk, outcome=outcome, words="We spoke about it.", to=to, by=by, at=story.at
    )


def takes_a_step(story: Story, by: Actor) -> None:
    """Have somebody open the case and hold it for a while: from then on they have a part in it."""
    opened = {"reference": story.reference, "by": by, "at": story.at}
    why = Reason(purpose="cover", words="Cover for a colleague on leave. " * 9, has_read_handling=True)
    if actions.declare_reason(reason=why, **opened).opening is None:  # picked at random to say more
        actions.declare_reason(reason=why, **opened)
    actions.hold(reason="A call is awaited.", until=story.at + timedelta(days=1), **opened)
    actions.resume(**opened)


def test_a_surname_alone_never_matches(story: Story):
    declare(story, "preparer", names=(f"Petra {PERSON.split()[-1]}",), addresses=("1 Far Row",))
    assert jobs.compare_interests(at=story.at) == 1
    assert InterestCheck.objects.get().outcome == "clear"
    assert stage_of() == Stage.UNDER_ASSESSMENT
    assert not Task.objects.filter(kind="settle_interest").exists()
    assert jobs.compare_interests(at=story.at) == 0


def test_a_new_declaration_is_compared_again(story: Story):
    declare(story, "preparer", addresses=("1 Far Row",))
    jobs.compare_interests(at=story.at)
    assert matched(story).outcome == "matched"


def test_a_match_holds_the_case_and_asks_without_accusing(story: Story, supervisor: Account):
    check = matched(story)
    assert stage_of() == Stage.ON_HOLD
    asked = {each.kind: each for each in Task.objects.filter(record_id=check.pk)}
    assert asked["declare_or_explain"].assigned_to_id == story.cast.preparer.pk
    assert asked["settle_interest"].assigned_role == "supervisor"
    follow_ups.tell_of_tasks(at=story.at)
    told = Notice.objects.filter(kind="task_waiting", to_account=story.cast.preparer).order_by("-id")[0]
    assert told.facts["path"] == f"/cases/{story.reference}"
    with pytest.raises(Blocked, match="independent"):
        actions.resume(reference=story.reference, by=story.by("preparer"), at=story.at)
    page = signed_in(supervisor).get(f"/interests/{check.pk}", secure=True).content.decode()
    assert "coincidence" in page
    assert PERSON not in page


def test_a_supervisor_is_looked_at_outside_their_own_line(story: Story, supervisor: Account):
    by = acting(supervisor, at=story.at)
    takes_a_step(story, by)
    actions.declare_interests(interest=Interest(household=(PERSON,)), by=by, at=story.at)
    jobs.compare_interests(at=story.at)
    assert Task.objects.get(kind="settle_interest").assigned_role == "information_management"
    check = InterestCheck.objects.get(person=supervisor)
    with pytest.raises(Blocked):
        settle(story, check, by, InterestOutcome.EXPLAINED)


def test_an_explained_match_lets_the_case_go_on(story: Story, supervisor: Account):
    check = matched(story)
    by = acting(supervisor, at=story.at)
    with pytest.raises(Invalid):
        actions.settle_check(
            check_id=check.pk, outcome=InterestOutcome.EXPLAINED, words=" ", by=by, at=story.at
        )
    done = signed_in(supervisor).post(
        f"/interests/{check.pk}", {"outcome": "explained", "to": "", "words": "A namesake."}, secure=True
    )
    assert (done.status_code, done["Location"]) == (302, "/interests")
    assert stage_of() == Stage.UNDER_ASSESSMENT
    assert not CaseConflict.objects.exists()
    assert not Task.objects.filter(record_id=check.pk, done_at__isnull=True).exists()
    assert queries.sharing_case(story.reference, viewer=story.by("preparer"))
    with pytest.raises(Conflict):
        settle(story, check, by, InterestOutcome.CONFIRMED)


def test_a_confirmed_one_takes_the_person_out_and_goes_to_professional_standards(
    story: Story, supervisor: Account
):
    check = matched(story)
    settle(story, check, acting(supervisor, at=story.at), InterestOutcome.CONFIRMED)
    case = SharingCase.objects.get()
    assert (case.stage, case.handler_id) == (Stage.UNDER_ASSESSMENT, None)
    with pytest.raises(Unknown):
        queries.sharing_case(story.reference, viewer=story.by("preparer"))
    assert Task.objects.get(kind="undeclared_interest").assigned_role == "professional_standards"
    assert Task.objects.get(kind="claim_case", done_at__isnull=True).assigned_role == "disclosure_officer"
    assert not Task.objects.filter(assigned_to=story.cast.preparer, done_at__isnull=True).exists()


def test_a_declared_conflict_hides_the_case_as_if_it_were_absent(story: Story):
    client = signed_in(story.cast.preparer)
    assert client.get(f"/cases/{story.reference}", secure=True).status_code == 200
    done = client.post(
        f"/cases/{story.reference}/know-somebody", {"words": "She is my sister-in-law."}, secure=True
    )
    assert done.status_code == 302
    assert "You have stepped out" in client.get("/", secure=True, follow=True).content.decode()
    hidden = client.get(f"/cases/{story.reference}", secure=True)
    absent = client.get(f"/cases/{ABSENT}", secure=True)
    assert hidden.status_code == absent.status_code == 404
    assert hidden.content == absent.content
    assert story.reference not in client.get("/desk", secure=True).content.decode()
    assert SharingCase.objects.get().handler_id is None
    actions.claim(reference=story.reference, by=story.by("information_manager"), at=story.at)


def test_what_is_declared_is_shown_to_nobody_else(story: Story, api: Any):
    api("preparer").done("/declarations", {"household": ["Ann Lee"]})
    client = signed_in(story.cast.preparer)
    assert "Ann Lee" in client.get("/declarations", secure=True).content.decode()
    other = signed_in(story.cast.information_manager)
    assert "Ann Lee" not in other.get("/declarations", secure=True).content.decode()


def test_the_finding_shows_for_decision_makers(story: Story):
    case = SharingCase.objects.get()
    before = facts_of(case, answers=given_answers(), at=story.at)
    assert (before.requester.declares_no_conflict, before.handler.is_conflicted) == (True, False)
    matched(story)
    matched_requester = declare(story, "partner", household=(PERSON,))
    assert matched_requester
    jobs.compare_interests(at=story.at)
    after = facts_of(SharingCase.objects.get(), answers=given_answers(), at=story.at)
    assert (after.requester.declares_no_conflict, after.handler.is_conflicted) == (False, True)


def test_only_somebody_independent_settles(story: Story, api: Any):
    check = matched(story)
    for part, status in (("preparer", 403), ("decider", 403), ("partner", 403)):
        body = {"outcome": "explained", "words": "x"}
        refused(api(part).post(f"/interests/{check.pk}/settle", body), status)
    (row,) = api("information_manager").seen("/interests")["items"]
    assert (row["case"], row["person"]) == (story.reference, story.cast.preparer.username)
    done = api("information_manager").done(
        f"/interests/{check.pk}/settle", {"outcome": "explained", "words": "A namesake."}
    )
    assert done["outcome"] == "explained"


def test_declarations_are_looked_through_every_year(story: Story):
    kept = declare(story, "preparer", addresses=("1 Far Row",))
    assert follow_ups.review_declarations(at=story.at) == 0
    later = kept.declared_at.replace(year=kept.declared_at.year + 1, month=kept.declared_at.month + 1)
    assert follow_ups.review_declarations(at=later) == 1
    assert follow_ups.review_declarations(at=later) == 0
    task = Task.objects.get(kind="review_declarations")
    assert task.assigned_to_id == story.cast.preparer.pk
    declare(story, "preparer", addresses=("2 Far Row",))
    assert not Task.objects.filter(kind="review_declarations", done_at__isnull=True).exists()
