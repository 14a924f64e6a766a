"""What-if: a change tried on past assessments in a sandbox, as the worker works it out and pages and API show it."""

import csv
import io
import json
from datetime import timedelta

import pytest

from needshare import policy
from needshare.agreements.models import AgreementVersion
from needshare.assessment import actions, jobs
from needshare.assessment.models import Assessment, WhatIf, WhatIfPart
from needshare.assessment.rules import Change
from needshare.assessment.terms import ChangeKind
from needshare.kernel import Blocked, Invalid, Unknown
from needshare.kernel.actors import worker
from needshare.pathway.models import SharingCase
from needshare.pathway.terms import Stage
from tests.entries import count, newest
from tests.pathway.test_openings import enclose
from tests.signing_in import signed_in
from tests.story import Story, begin, recently

pytestmark = pytest.mark.django_db
LATER = timedelta(days=1)


@pytest.fixture
def story(cast) -> Story:
    return begin(cast, at=recently()).to(Stage.RELEASED)


def ended(**changes) -> Change:
    """Change the agreement of the story: it had ended two days before anything was assessed."""
    day = (Assessment.objects.get().assessed_at - timedelta(days=2)).date().isoformat()
    return Change(
        **{"kind": ChangeKind.AGREEMENT, "subject": "ISA-014", "parts": {"ends_on": day}, **changes}
    )


def gateway(**parts) -> Change:
    (word,) = policy.facts_from_canonical(bytes(Assessment.objects.get().facts)).request.gateways
    return Change(kind=ChangeKind.GATEWAY, subject=word, parts=parts)


def tried(story: Story, change: Change) -> WhatIf:
    made = actions.try_change(
        change=change, reason="Renewal", by=story.by("information_manager"), at=story.at + LATER
    )
    jobs.replay_what_ifs(at=story.at + LATER)
    made.refresh_from_db()
    return made


def looked_at(story: Story, what_if: WhatIf, who: str = "information_manager"):
    return actions.open_what_if(what_if_id=what_if.pk, by=story.by(who), at=story.at + LATER)


def everything_real() -> list[object]:
    return [
        list(
            AgreementVersion.objects.order_by("id").values("status", "ends_on", "purposes", "recorded_as_id")
        ),
        list(Assessment.objects.order_by("id").values("findings_hash", "overall", "codes", "pack_hash")),
        list(SharingCase.objects.values("stage", "version")),
    ]


def test_an_agreement_that_had_ended_takes_its_basis_from_a_release_and_nothing_real_changes(story):
    before = everything_real()
    what_if = tried(story, ended())
    found = looked_at(story, what_if)
    assert (what_if.done, what_if.total, what_if.finished_at is not None) == (1, 1, True)
    (changed,) = found.changed
    assert (changed.reference, changed.after, changed.loses_basis) == (story.reference, "not_met", True)
    assert found.losing == 1
    (agreement,) = [each for each in changed.tests if each["test"] == "agreement"]
    assert agreement["after"] == {"outcome": "not_met", "codes": ["isa_expired"]}
    assert everything_real() == before


def test_a_gateway_that_ends_later_changes_what_is_judged_as_if_after_it(story):
    day = (story.at - timedelta(days=1)).date()
    now, later = gateway(in_force_to=day.isoformat()), gateway(in_force_to="2090-01-31")
    lost = {each["test"]: each["after"] for each in looked_at(story, tried(story, now)).changed[0].tests}
    assert lost["lawful_authority"]["codes"][0] == "gateway_not_in_force"
    assert not looked_at(story, tried(story, later)).changed


def test_a_layer_is_tried_whole_and_what_it_adds_is_told_by_test(story):
    text = """
    pack = "uk_police"
    force = "NMC"
    version = "9"
    title = "Tried"
    effective_from = 2026-01-01
    [[test]]
    id = "timeliness"
    [[test.restrict]]
    code = "request_overdue"
    when = "request.urgency == 'routine'"
    message = "It is so."
    """
    (changed,) = looked_at(
        story, tried(story, Change(kind=ChangeKind.LAYER, subject="layer", parts={"text": text}))
    ).changed
    assert {each["test"] for each in changed.tests} == {"timeliness"}
    assert "request_overdue" in changed.tests[0]["after"]["codes"]


def test_the_work_goes_on_where_it_stopped(story, monkeypatch):
    monkeypatch.setattr("needshare.assessment.actions.what_if.STEP", 1)
    what_if = tried(story, ended())
    assert (what_if.done, what_if.finished_at) == (1, None)
    jobs.replay_what_ifs(at=story.at + LATER)
    what_if.refresh_from_db()
    assert what_if.finished_at is not None
    assert WhatIfPart.objects.count() == 1
    with pytest.raises(Unknown):
        actions.replay_part(what_if_id=what_if.pk, by=worker(what_if.owner_id), at=story.at + LATER)


def test_trying_and_looking_are_consultations_with_their_reason(story):
    what_if = tried(story, ended())
    asked = newest("assessment.try_change")
    assert (asked.operation, asked.justification) == ("consultation", "Renewal")
    looks = count("assessment.open_what_if")
    looked_at(story, what_if)
    assert count("assessment.open_what_if") == looks + 1
    assert newest("assessment.open_what_if").operation == "consultation"


@pytest.mark.parametrize("who", ["preparer", "decider", "officer", "auditor", "administrator", "partner"])
def test_only_who_answers_for_the_policy_tries_a_change(story, who):
    with pytest.raises(Blocked):
        actions.try_change(change=ended(), reason="Why", by=story.by(who), at=story.at)


@pytest.mark.parametrize(
    ("changes", "reason", "field"),
    [
        ({}, " ", "reason"),
        ({"parts": {}}, "Why", "parts"),
        ({"parts": {"ends_on": "soon"}}, "Why", "ends_on"),
        ({"parts": {"purposes": ["fun"]}}, "Why", "purposes"),
        ({"parts": {"reference": "X"}}, "Why", "parts"),
        ({"subject": "ISA-999"}, "Why", "subject"),
        ({"kind": ChangeKind.GATEWAY, "subject": "g99", "parts": {"verified": True}}, "Why", "subject"),
        ({"kind": ChangeKind.LAYER, "subject": "layer", "parts": {"text": "force ="}}, "Why", "text"),
    ],
)
def test_a_change_that_cannot_be_tried_says_why(story, changes, reason, field):
    with pytest.raises(Invalid) as refusal:
        actions.try_change(
            change=ended(**changes), reason=reason, by=story.by("information_manager"), at=story.at
        )
    assert next(error.field for error in refusal.value.errors) == field


def test_only_the_worker_works_it_out(story):
    made = actions.try_change(
        change=ended(), reason="Why", by=story.by("information_manager"), at=story.at + LATER
    )
    with pytest.raises(Blocked):
        actions.replay_part(what_if_id=made.pk, by=story.by("information_manager"), at=story.at + LATER)


def test_a_case_kept_from_a_viewer_is_neither_shown_nor_counted(story):
    what_if = tried(story, ended())
    enclose(
        case=SharingCase.objects.get(),
        sponsor=story.cast.information_manager,
        member=story.cast.preparer,
        by=story.by("information_manager"),
        at=story.at,
    )
    found = looked_at(story, what_if, "auditor")
    assert (found.changed, found.losing, found.findings) == ([], 0, 0)


def test_pages_show_how_far_it_is_then_the_table_and_give_it_out_as_a_file(story):
    browser = signed_in(story.cast.information_manager)
    page = browser.get("/what-if/agreement/ISA-014", secure=True)
    assert page.status_code == 200
    day = (story.at - timedelta(days=2)).date()
    said = {"ends_on-day": day.day, "ends_on-month": day.month, "ends_on-year": day.year, "reason": "Renewal"}
    sent = browser.post("/what-if/agreement/ISA-014", said, secure=True)
    assert sent.status_code == 302, sent.content.decode()
    waiting = browser.get(sent["Location"], secure=True).content.decode()
    assert "<progress" in waiting
    assert (
        json.loads(browser.get(sent["Location"] + "/progress", secure=True).content)["is_finished"] is False
    )
    jobs.replay_what_ifs(at=story.at + LATER)
    done = browser.get(sent["Location"], secure=True).content.decode()
    assert "<progress" not in done
    assert "ISA_EXPIRED" in done
    assert "Release loses its basis" in done
    file = browser.get(sent["Location"] + "/changes.csv", secure=True)
    rows = list(csv.DictReader(io.StringIO(file.content.decode())))
    assert file["Content-Disposition"].startswith("attachment")
    assert {(row["Case"], row["Loses its basis"]) for row in rows} == {(story.reference, "1")}
    assert "ISA_EXPIRED" in {row["Codes then"] for row in rows}
    assert "What if" in browser.get("/what-if", secure=True).content.decode()
