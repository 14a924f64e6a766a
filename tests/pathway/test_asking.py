"""Asking for access by a reference: one answer whatever stands under it; given for a time, or not."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from needshare.accounts.models import Account
from needshare.audit.recording import recorded
from needshare.audit.terms import Operation
from needshare.kernel import Actor, Blocked, Conflict, Invalid, Unknown
from needshare.kernel.actors import worker
from needshare.notices.models import Notice
from needshare.pathway import actions, jobs, queries
from needshare.pathway.models import AccessRequest, CaseAudience, CaseConflict, SharingCase
from needshare.pathway.terms import AskingVerdict, Stage
from needshare.tasks.models import Task
from tests.calling import refused
from tests.cast import Cast, acting
from tests.entries import newest
from tests.signing_in import signed_in
from tests.story import Story, begin

ABSENT = "NMC-26-0000-0000"
WHY = {"purpose": "related", "words": "It is about the same address as my own case."}
LATER = timedelta(days=7)
IDS = re.compile(r"'[^']*'|s[0-9]+_x[0-9]+|[0-9a-f]{32}|[0-9]+")


@pytest.fixture
def story(cast: Cast) -> Story:
    return begin(cast).to(Stage.UNDER_ASSESSMENT)


def ask(
    story: Story, part: str = "officer", reference: str = "", at: datetime | None = None
) -> AccessRequest:
    when = at or story.at
    by = acting(getattr(story.cast, part), at=when)
    return actions.ask_for_access(reference=reference or story.reference, **WHY, by=by, at=when)


def answer(story: Story, asking: AccessRequest, verdict: AskingVerdict, part: str = "preparer") -> Any:
    return actions.answer_asking(
        request_id=asking.pk,
        verdict=verdict,
        words="Their case is next door.",
        by=story.by(part),
        at=story.at,
    )


def brought(story: Story, part: str = "officer", reference: str = "") -> AccessRequest:
    asking = ask(story, part, reference)
    jobs.bring_askings(at=story.at)
    asking.refresh_from_db()
    return asking


def opens(story: Story, by: Actor) -> bool:
    try:
        queries.sharing_case(story.reference, viewer=by)
    except (Blocked, Unknown):
        return False
    return True


@recorded(Operation.ALTERATION)
def note_conflict(*, case: SharingCase, who: Account, by: Actor, at: Any) -> None:
    CaseConflict(
        owner_id=case.owner_id, case=case, account=who, noted_at=at, data_key_id=case.data_key_id
    ).save(force_insert=True)


def written(story: Story, part: str, reference: str) -> tuple[int, bytes, str, list[str]]:
    """Send the page's form, and return its answer and the kinds of statements it made."""
    client = signed_in(getattr(story.cast, part))
    with CaptureQueriesContext(
        connection,
    ) as made:
        answered = client.post("/ask-for-access", {"reference": reference, **WHY}, secure=True)
    kinds = [IDS.sub("?", each["sql"].split(" VALUES ")[0].split(" WHERE ")[0]) for each in made]
    return answered.status_code, answered.content, answered["Location"], kinds


@pytest.mark.parametrize("part", ["officer", "partner"])
def test_the_reply_is_the_same_for_what_is_hidden_absent_and_asked_for_before(story: Story, part: str):
    note_conflict(
        case=SharingCase.objects.get(),
        who=getattr(story.cast, part),
        by=story.by("information_manager"),
        at=story.at,
    )
    warm = written(story, part, ABSENT)
    hidden, absent, again = (
        written(story, part, each) for each in (story.reference, "NMC-26-0000-0001", story.reference)
    )
    assert hidden == absent == again
    assert warm[:3] == hidden[:3] == (302, b"", "/access-requests")


def test_the_not_found_page_offers_to_ask_and_says_the_same_of_hidden_and_absent(story: Story):
    client = signed_in(story.cast.officer)
    hidden = client.get(f"/cases/{story.reference}", secure=True)
    absent = client.get(f"/cases/{ABSENT}", secure=True)
    assert hidden.status_code == absent.status_code == 404
    assert hidden.content == absent.content
    assert b'href="/ask-for-access"' in absent.content


def test_the_api_answers_the_same_and_names_no_case(story: Story, api: Any):
    caller = api("officer")
    hidden, absent = (
        caller.post("/access-requests", {"reference": each, **WHY}) for each in (story.reference, ABSENT)
    )
    assert hidden.status_code == absent.status_code == 201
    assert set(hidden.json()) == set(absent.json()) == {"answer_due_at"}
    rows = caller.seen("/access-requests")["items"]
    assert {row["outcome"] for row in rows} == {None}
    assert caller.seen("/access-requests/waiting")["items"] == []


def test_what_is_written_is_sealed_and_looks_nothing_up(story: Story):
    asking = ask(story)
    row = AccessRequest.objects.filter(pk=asking.pk).values()[0]
    assert (row["case_id"], row["looked_at"], row["outcome"]) == (None, None, "")
    assert asking.typed == story.reference
    assert not Task.objects.filter(kind="answer_access_request").exists()
    assert WHY["words"] not in str(newest("pathway.ask_for_access").said)


def test_a_real_one_is_brought_to_the_handler_and_one_of_nothing_to_nobody(story: Story):
    real, nothing = brought(story), brought(story, reference=ABSENT)
    assert (real.case_id, nothing.case_id) == (SharingCase.objects.get().pk, None)
    task = Task.objects.get(kind="answer_access_request")
    assert (task.assigned_to_id, task.record_id) == (story.cast.preparer.pk, real.pk)
    with pytest.raises(Conflict):
        actions.bring_to_owner(request_id=real.pk, by=worker(real.owner_id), at=story.at)


def test_a_partners_asking_goes_to_information_management(story: Story):
    asking = brought(story, "outsider")
    task = Task.objects.get(kind="answer_access_request")
    assert (task.assigned_to_id, task.assigned_role) == (None, "information_management")
    with pytest.raises(Blocked, match="cannot be given access"):
        answer(story, asking, AskingVerdict.GRANTED, "information_manager")
    assert not CaseAudience.objects.filter(ground="granted").exists()
    answer(story, asking, AskingVerdict.DECLINED, "information_manager")


def test_an_unhandled_case_is_answered_for_by_information_management(cast: Cast):
    story = begin(cast).to(Stage.RECEIVED)
    brought(story)
    assert Task.objects.get(kind="answer_access_request").assigned_role == "information_management"


def test_access_given_opens_the_case_at_once_and_ends_by_its_time(story: Story):
    asking = brought(story)
    assert not opens(story, story.by("officer"))
    client = signed_in(story.cast.preparer)
    given = {"verdict": "granted", "words": "Their case is next door."}
    done = client.post(f"/access-requests/{asking.pk}", given, secure=True)
    assert (done.status_code, done["Location"]) == (302, "/access-requests")
    row = CaseAudience.objects.get(ground="granted")
    assert row.until_at is not None
    assert opens(story, acting(story.cast.officer, at=row.from_at))
    assert not opens(story, acting(story.cast.officer, at=row.until_at))
    assert row.until_at - row.from_at == timedelta(hours=72)
    assert signed_in(story.cast.officer).get(f"/cases/{story.reference}", secure=True).status_code == 200
    told = Notice.objects.get(kind="access_granted")
    assert told.to_account_id == story.cast.officer.pk
    assert not Task.objects.filter(kind="answer_access_request", done_at__isnull=True).exists()
    jobs.tell_askers(at=row.from_at + LATER)
    assert not Notice.objects.filter(kind="access_not_granted").exists()


def test_declined_unanswered_and_absent_hear_the_same_at_the_same_time(story: Story):
    declined, unanswered, absent = brought(story), brought(story), brought(story, reference=ABSENT)
    answer(story, declined, AskingVerdict.DECLINED)
    before = signed_in(story.cast.officer).get("/access-requests", secure=True).content
    assert before.count(b"Waiting") == 3
    assert not Notice.objects.filter(kind__startswith="access_").exists()
    due = {each.answer_due_at for each in (declined, unanswered, absent)}
    assert len(due) == 1
    assert jobs.tell_askers(at=due.pop()) == 3
    told = Notice.objects.filter(kind="access_not_granted")
    assert {(each.to_account_id, each.owner_id) for each in told} == {
        (story.cast.officer.pk, story.cast.force.pk)
    }
    assert {each.reference for each in told} == {each.number for each in (declined, unanswered, absent)}
    page = signed_in(story.cast.officer).get("/access-requests", secure=True).content
    assert page.count(b"Access was not given") == 3
    assert b"next door" not in page
    assert jobs.tell_askers(at=story.at + LATER) == 0


def test_who_does_not_answer_for_the_case_does_not_find_the_asking(story: Story, api: Any):
    asking = brought(story)
    for part in ("decider", "checker", "officer", "auditor", "partner"):
        with pytest.raises(Unknown):
            answer(story, asking, AskingVerdict.GRANTED, part)
    told = refused(
        api("decider").post(f"/access-requests/{asking.pk}/answer", {"verdict": "granted", "words": "x"}), 404
    )
    assert story.reference not in str(told)


def test_nobody_gives_access_to_themselves(story: Story):
    asking = brought(story, "information_manager")
    with pytest.raises(Unknown):
        answer(story, asking, AskingVerdict.GRANTED, "information_manager")
    assert queries.askings_to_answer(story.by("information_manager")) == []


def test_a_conflict_of_interest_is_not_lifted_by_giving_access(story: Story):
    asking = brought(story)
    note_conflict(
        case=SharingCase.objects.get(), who=story.cast.officer, by=story.by("preparer"), at=story.at
    )
    with pytest.raises(Blocked):
        answer(story, asking, AskingVerdict.GRANTED)
    assert not Notice.objects.filter(kind="access_granted").exists()


def test_who_asks_often_is_stopped_before_it_becomes_a_way_to_find_out(story: Story):
    for _number in range(5):
        ask(story, reference=ABSENT)
    for reference in (ABSENT, story.reference):
        with pytest.raises(Blocked, match="often today"):
            ask(story, reference=reference)
    ask(story, "decider")
    ask(story, at=story.at + timedelta(days=1, seconds=1))


@pytest.mark.parametrize("part", ["administrator", "partner_administrator"])
def test_administrators_do_not_ask(story: Story, part: str):
    with pytest.raises(Blocked):
        ask(story, part)
    assert signed_in(getattr(story.cast, part)).get("/ask-for-access", secure=True).status_code == 403


def test_an_asking_says_what_for_and_why(story: Story):
    with pytest.raises(Invalid) as wrong:
        actions.ask_for_access(
            reference=" ", purpose="curious", words="x", by=story.by("officer"), at=story.at
        )
    assert [each.field for each in wrong.value.errors] == ["reference", "purpose", "words"]


def test_the_handler_sees_who_asks_and_why(story: Story, api: Any):
    asking = brought(story)
    client = signed_in(story.cast.preparer)
    assert f"/access-requests/{asking.pk}".encode() in client.get("/access-requests", secure=True).content
    page = client.get(f"/access-requests/{asking.pk}", secure=True).content.decode()
    assert WHY["words"] in page
    (row,) = api("preparer").seen("/access-requests/waiting")["items"]
    assert (row["case"], row["person"]) == (story.reference, story.cast.officer.username)
    done = api("preparer").done(
        f"/access-requests/{asking.pk}/answer", {"verdict": "granted", "words": "It is needed."}
    )
    assert done["verdict"] == "granted"
    refused(
        api("preparer").post(
            f"/access-requests/{asking.pk}/answer", {"verdict": "declined", "words": "Not now."}
        ),
        409,
    )
