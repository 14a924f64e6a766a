from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from needshare.accounts.terms import Role
from needshare.crypto.models import DataKey
from needshare.intake import actions, queries
from needshare.intake.actions import Sender
from needshare.intake.models import Draft, RequestedItem, RequestSubject, SharingRequest
from needshare.intake.rules import AskedItem, AskedPerson, Asking
from needshare.intake.terms import AskingPart, RequestChannel
from needshare.kernel import Blocked, Conflict, Invalid, Unknown
from needshare.notices.models import Notice
from needshare.pathway.models import SharingCase, Step
from needshare.pathway.terms import Stage
from needshare.tasks.models import Task
from needshare.tasks.terms import TaskKind
from tests.cast import AT, Cast, acting, assemble, force, person
from tests.entries import count, newest
from tests.story import Story, asking, begin
from tests.together import at_once

PORTAL = Sender("NMC", "WBC", RequestChannel.PORTAL)


@pytest.fixture
def story(cast: Cast) -> Story:
    return begin(cast)


def submit(story: Story, part: str = "partner", *, sender: Sender = PORTAL, **more: Any) -> SharingCase:
    what = more.pop("asking", story.asked)
    return actions.submit(sender=sender, asking=what, by=story.by(part), at=story.at, **more)


def everything() -> tuple[Any, ...]:
    kinds = (SharingCase, SharingRequest, RequestedItem, RequestSubject, Step, Task, Notice, Draft, DataKey)
    return tuple(kind.objects.count() for kind in kinds)


def test_a_request_sent_is_received_acknowledged_and_waits_for_a_handler(story: Story):
    case = submit(story)
    assert (case.stage, case.direction, case.handler_id) == (Stage.RECEIVED, "inbound_request", None)
    assert case.reference.startswith("NMC-26-")
    assert (case.owner_id, case.requesting_organisation_id) == (story.cast.force.pk, story.cast.council.pk)
    assert (case.requester_id, case.received_at) == (story.cast.partner.pk, story.at)
    assert case.due_at is not None
    assert case.due_at.date() == date(2026, 3, 30)  # ten working days
    notice = Notice.objects.get()
    assert (notice.kind, notice.to_account_id) == ("request_received", story.cast.partner.pk)
    assert notice.facts["due_at"] == case.due_at.isoformat()
    task = Task.objects.get(record_id=case.pk)
    assert (task.kind, task.assigned_role, task.due_at) == (
        "claim_case", "disclosure_officer", story.at + timedelta(hours=8),
    )  # fmt: skip
    entry = newest()
    assert (entry.act, entry.operation, entry.references) == (
        "intake.submit", "collection", (case.reference,),
    )  # fmt: skip
    assert entry.said["to_stage"] == "received"
    assert "Pryce" not in str(entry.said)


def test_every_answer_comes_back_as_it_was_given(story: Story):
    full = replace(
        asking(),
        **{
            each.name: f"Said of {each.name}."
            for each in fields(Asking)
            if each.type in (str, "str") and each.name != "scheme" and not getattr(asking(), each.name)
        },
        urgency="urgent",
        scheme="marac",
        scheme_answers=MARAC,
        authorised_on=date(2026, 3, 1),
        needed_on=date(2026, 3, 20),
        is_onward_sharing=True,
        persons=(AskedPerson("Marlon Pryce", "suspect", "Lonny", date(1991, 4, 2), "1 Alder Row", "PNC 1"),),
        items=(AskedItem("incident_log", "Logs", date(2026, 1, 1), date(2026, 3, 1)),),
    )
    case = submit(story, asking=full)
    assert queries.asking_of(case.reference, viewer=story.by("partner")) == full


def test_an_officer_records_what_came_by_phone_for_the_partner(story: Story):
    sender = replace(PORTAL, channel=RequestChannel.PHONE)
    case = submit(story, "officer", sender=sender)
    assert (case.requester_id, case.opened_by_id) == (None, story.cast.officer.pk)
    notice = Notice.objects.get()
    assert (notice.to_account_id, notice.to_address) == (None, "l.osei@wexcombe.example")


@pytest.mark.parametrize("part", ["checker", "auditor", "partner_administrator"])
def test_who_has_no_part_in_asking_sends_nothing(story: Story, part: str):
    before = everything()
    with pytest.raises(Blocked):
        submit(story, part)
    assert newest().ending == "blocked"
    assert everything() == before


@pytest.mark.parametrize(
    ("part", "sender", "field"),
    [
        ("outsider", PORTAL, "organisation"),
        ("partner", replace(PORTAL, organisation="AHA"), "organisation"),
        ("partner", replace(PORTAL, force="ZZZ"), "force"),
        ("partner", replace(PORTAL, force="AHA"), "force"),
        ("partner", replace(PORTAL, organisation="ZZZ"), "organisation"),
    ],
)
def test_one_asks_a_force_for_ones_own_organisation(story: Story, part: str, sender: Sender, field: str):
    before = everything()
    with pytest.raises(Invalid) as wrong:
        submit(story, part, sender=sender)
    assert [error.field for error in wrong.value.errors] == [field]
    assert everything() == before


def test_an_officer_of_another_force_cannot_record_for_this_one(story: Story):
    by = acting(person(force("OTH", "Otherside Police"), "a.other", Role.OFFICER))
    with pytest.raises(Invalid):
        actions.submit(sender=PORTAL, asking=story.asked, by=by, at=story.at)


LADDER = [
    ({"necessity": ""}, "necessity"),
    ({"persons": ()}, "persons"),
    ({"items": ()}, "items"),
    ({"has_declared_correct": False}, "has_declared_correct"),
    ({"purpose_text": "x\x00y"}, "purpose_text"),
    ({"objective": "x" * 10_001}, "objective"),
    ({"purpose": "curiosity"}, "purpose"),
    ({"gateways": ("g99",)}, "gateways"),
    ({"highest_marking": "ultra"}, "highest_marking"),
    ({"needed_on": date(2026, 3, 15)}, "needed_on"),
    ({"authorised_on": date(2026, 3, 17)}, "authorised_on"),
    ({"urgency": "emergency"}, "urgency_reason"),
    ({"requester_email": "nowhere"}, "requester_email"),
    ({"items": (AskedItem("gossip"),)}, "items.0.category"),
    ({"persons": (AskedPerson("A", date_of_birth=date(2027, 1, 1)),)}, "persons.0.date_of_birth"),
]


@pytest.mark.parametrize(("changes", "field"), LADDER)
def test_bad_input_names_the_field_and_the_remedy_and_changes_nothing(
    story: Story, changes: dict[str, Any], field: str
):
    before, entries = everything(), count()
    with pytest.raises(Invalid) as wrong:
        submit(story, asking=replace(asking(), **changes))
    assert [error.field for error in wrong.value.errors] == [field]
    assert wrong.value.errors[0].remedy
    assert (everything(), count()) == (before, entries)


# --- drafts ----------------------------------------------------------------------------------


def save(
    story: Story, part: AskingPart, draft: UUID | None = None, who: str = "partner", **changes: Any
) -> Draft:
    return actions.save_draft(
        draft_id=draft,
        force="NMC",
        part=part,
        answers=replace(asking(), **changes),
        by=story.by(who),
        at=story.at,
    )


def test_a_draft_is_written_page_by_page_and_taken_up_again(story: Story):
    kept = save(story, AskingPart.NECESSITY)
    _draft, so_far = queries.open_draft(kept.pk, viewer=story.by("partner"))
    assert (so_far.necessity, so_far.purpose) == (asking().necessity, "")
    story.at += timedelta(days=2)
    for part in AskingPart:
        save(story, part, kept.pk)
    again, whole = queries.open_draft(kept.pk, viewer=story.by("partner"))
    assert whole == asking()
    assert (again.started_at, again.changed_at) == (AT, story.at)
    assert [each.pk for each in queries.drafts_of(story.by("partner"))] == [kept.pk]
    assert Draft.objects.count() == 1
    assert newest().said == {"draft": str(kept.pk), "part": "declaration"}


def test_a_page_is_refused_for_its_own_faults_only_and_what_was_kept_stays(story: Story):
    kept = save(story, AskingPart.NECESSITY)
    with pytest.raises(Invalid) as wrong:
        save(story, AskingPart.PURPOSE, kept.pk, purpose="curiosity", necessity="", objective="")
    assert [error.field for error in wrong.value.errors] == ["objective", "purpose"]
    assert queries.open_draft(kept.pk, viewer=story.by("partner"))[1].necessity == asking().necessity


def others(story: Story) -> Iterator[str]:
    yield from ("contact_point", "outsider")


def test_a_draft_is_seen_changed_sent_and_discarded_by_its_writer_alone(story: Story):
    kept = save(story, AskingPart.NECESSITY)
    for part in others(story):
        by = story.by(part)
        assert queries.drafts_of(by) == []
        with pytest.raises(Unknown):
            queries.open_draft(kept.pk, viewer=by)
        with pytest.raises(Unknown):
            save(story, AskingPart.NECESSITY, kept.pk, who=part)
        with pytest.raises(Unknown):
            actions.discard_draft(draft_id=kept.pk, by=by, at=story.at)
        assert newest().ending == "unknown"
    before = everything()
    with pytest.raises(Unknown):
        submit(story, "contact_point", draft_id=kept.pk)
    assert everything() == before


def test_nobody_of_the_force_sees_a_draft(story: Story):
    kept = save(story, AskingPart.NECESSITY)
    for part in ("officer", "preparer", "administrator", "auditor"):
        with pytest.raises(Unknown):
            queries.draft(kept.pk, viewer=story.by(part))


@pytest.mark.parametrize("part", ["partner_administrator", "checker", "auditor"])
def test_only_who_asks_keeps_drafts(story: Story, part: str):
    with pytest.raises(Blocked):
        save(story, AskingPart.NECESSITY, who=part)
    assert not Draft.objects.exists()


def test_a_draft_discarded_is_gone_with_its_answers(story: Story):
    kept = save(story, AskingPart.NECESSITY)
    actions.discard_draft(draft_id=kept.pk, by=story.by("partner"), at=story.at)
    gone = Draft.objects.get()
    assert (gone.answers, gone.discarded_at) == (None, story.at)
    assert newest().operation == "erasure"
    assert queries.drafts_of(story.by("partner")) == []
    for again in (
        lambda: actions.discard_draft(draft_id=kept.pk, by=story.by("partner"), at=story.at),
        lambda: save(story, AskingPart.NECESSITY, kept.pk),
        lambda: submit(story, draft_id=kept.pk),
    ):
        with pytest.raises(Unknown):
            again()
    assert SharingCase.objects.count() == 0


def test_a_draft_is_sent_once_and_its_answers_are_then_kept_only_with_the_request(story: Story):
    kept = save(story, AskingPart.NECESSITY)
    submit(story, draft_id=kept.pk)
    sent = Draft.objects.get()
    assert (sent.answers, sent.sent_at) == (None, story.at)
    with pytest.raises(Unknown):
        submit(story, draft_id=kept.pk)
    assert SharingCase.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_draft_sent_twice_at_once_makes_one_request():
    story = begin(assemble())
    draft = save(story, AskingPart.NECESSITY).pk
    by = story.by("partner")

    def send() -> SharingCase:
        return actions.submit(sender=PORTAL, asking=story.asked, by=by, at=story.at, draft_id=draft)

    assert at_once(send, send, send) == ["Unknown", "Unknown", "done"]
    assert SharingCase.objects.count() == SharingRequest.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_draft_sent_and_discarded_at_once_ends_in_one_of_them():
    story = begin(assemble())
    draft = save(story, AskingPart.NECESSITY).pk
    by = story.by("partner")
    ends = at_once(
        lambda: actions.submit(sender=PORTAL, asking=story.asked, by=by, at=story.at, draft_id=draft),
        lambda: actions.discard_draft(draft_id=draft, by=by, at=story.at),
    )
    assert ends == ["Unknown", "done"]
    kept = Draft.objects.get()
    assert bool(kept.sent_at) is SharingCase.objects.exists()
    assert bool(kept.sent_at) is not bool(kept.discarded_at)


# --- sending again ---------------------------------------------------------------------------


def returned(story: Story) -> str:
    case = submit(story)
    actions.return_for_more(
        reference=case.reference, what="Which dates?", by=story.by("preparer"), at=story.at
    )
    return case.reference


def test_a_returned_request_is_corrected_in_a_draft_and_sent_again(story: Story):
    reference, by = returned(story), story.by("partner")
    draft = actions.start_correction(reference=reference, by=by, at=story.at)
    assert queries.open_draft(draft.pk, viewer=by)[1] == asking()
    later = story.at + timedelta(days=1)
    better = replace(asking(), information_sought="January only.", items=(AskedItem("incident_log"),))
    case = actions.resubmit(reference=reference, asking=better, draft_id=draft.pk, by=by, at=later)
    assert (case.stage, case.received_at, case.handler_id) == (Stage.RECEIVED, later, None)
    kept = SharingRequest.objects.get()
    assert (kept.round, len(kept.earlier)) == (2, 1)
    assert kept.earlier[0]["information_sought"] == "Incidents at Alder Row since January."
    assert queries.asking_of(reference, viewer=by) == better
    assert RequestedItem.objects.count() == 3
    assert Draft.objects.get().sent_at == later
    assert newest().act == "intake.resubmit"


def test_only_a_returned_request_is_sent_again(story: Story):
    reference = submit(story).reference
    with pytest.raises(Conflict, match="has not been returned"):
        actions.resubmit(reference=reference, asking=asking(), by=story.by("partner"), at=story.at)
    with pytest.raises(Conflict):
        actions.start_correction(reference=reference, by=story.by("partner"), at=story.at)


def test_sending_again_is_checked_like_sending(story: Story):
    reference = returned(story)
    for changes, field in LADDER:
        with pytest.raises(Invalid) as wrong:
            actions.resubmit(
                reference=reference, asking=replace(asking(), **changes), by=story.by("partner"), at=story.at
            )
        assert [error.field for error in wrong.value.errors] == [field]
    for part in ("outsider", "administrator"):
        with pytest.raises(Unknown):
            actions.resubmit(reference=reference, asking=asking(), by=story.by(part), at=story.at)
    with pytest.raises(Blocked):
        actions.resubmit(reference=reference, asking=asking(), by=story.by("auditor"), at=story.at)
    assert SharingRequest.objects.get().round == 1


# --- statements ------------------------------------------------------------------------------

LEFT_OUT = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK", "SET ", "PRAGMA")


def statements(story: Story, *, draft_id: UUID | None = None, **changes: Any) -> int:
    by = story.by("partner")
    with CaptureQueriesContext(connection) as captured:
        actions.submit(
            sender=PORTAL, asking=replace(asking(), **changes), draft_id=draft_id, by=by, at=story.at
        )
    return sum(not each["sql"].startswith(LEFT_OUT) and "audit_" not in each["sql"] for each in captured)


def test_sending_takes_at_most_twelve_statements_however_much_is_asked(story: Story):
    submit(story)  # keys and codes are there
    few = statements(story, draft_id=save(story, AskingPart.NECESSITY).pk)
    much = {
        "items": tuple(AskedItem("incident_log", str(number)) for number in range(50)),
        "persons": tuple(AskedPerson(f"Person {number}") for number in range(20)),
    }
    many = statements(story, draft_id=save(story, AskingPart.NECESSITY).pk, **much)
    for _more in range(15):
        submit(story)
    assert statements(story, draft_id=save(story, AskingPart.NECESSITY).pk) == few == many
    assert statements(story) < few <= 12


MARAC = {
    "threshold": "score",
    "checklist_score": 17,
    "victim_is_aware": True,
    "victim_consents": False,
    "safe_number": "07700 900123, mornings only",
    "latest_incidents": "Two calls since March.",
    "marac_meeting_on": "2026-03-24",
}
CLARE = {
    "clares_law_entry": "right_to_ask",
    "applicant_identity_seen": True,
    "applicant_relationship": "Sister",
    "safe_contact": "Text first.",
    "concern_now": "He has moved in.",
    "is_in_immediate_danger": False,
}


def under(scheme, answers, **changes):
    return replace(
        asking(), scheme=scheme, scheme_answers=answers, purpose="domestic_abuse_protection", **changes
    )


def test_a_scheme_has_its_own_time_for_an_answer_and_asks_for_its_steps_by_their_clocks(story: Story):
    case = submit(story, asking=under("clares_law", CLARE))
    assert case.due_at == story.at + timedelta(days=28, hours=-1)  # the clocks go forward in between
    step = Task.objects.get(record_id=case.pk, kind=TaskKind.SCHEME_STEP)
    assert step.due_at == story.at + timedelta(hours=24)
    sooner = submit(
        story, asking=under("clares_law", CLARE, urgency="emergency", urgency_reason="He is outside.")
    )
    assert sooner.due_at == story.at + timedelta(minutes=60)


@pytest.mark.parametrize(
    ("scheme", "changes", "field"),
    [
        ("marac", {"latest_incidents": ""}, "scheme_answers.latest_incidents"),
        ("marac", {"victim_consents": None}, "scheme_answers.victim_consents"),
        ("marac", {"threshold": "hearsay"}, "scheme_answers.threshold"),
        ("marac", {"checklist_score": "17"}, "scheme_answers.checklist_score"),
        ("marac", {"marac_meeting_on": "24 March"}, "scheme_answers.marac_meeting_on"),
        ("marac", {"colour": "red"}, "scheme_answers.colour"),
        ("witchcraft", {}, "scheme"),
    ],
)
def test_what_a_scheme_asks_is_answered_in_its_kind(story: Story, scheme, changes, field):
    answers = {} if scheme == "witchcraft" else MARAC | changes
    before = everything()
    with pytest.raises(Invalid) as wrong:
        submit(story, asking=under(scheme, answers))
    assert [error.field for error in wrong.value.errors] == [field]
    assert everything() == before


def test_what_a_scheme_asks_is_kept_sealed(story: Story):
    case = submit(story, asking=under("marac", MARAC))
    with connection.cursor() as cursor:
        cursor.execute("SELECT scheme_answers FROM intake_sharingrequest")
        (stored,) = cursor.fetchone()
    assert b"900123" not in bytes(stored)
    assert queries.request_of(case).scheme_answers == MARAC


def test_another_scheme_takes_the_answers_of_the_first_out_of_a_draft(story: Story):
    kept = save(story, AskingPart.ABOUT_YOU, scheme="marac")
    save(story, AskingPart.SCHEME, kept.pk, scheme_answers=MARAC)
    assert queries.open_draft(kept.pk, viewer=story.by("partner"))[1].scheme_answers == MARAC
    save(story, AskingPart.ABOUT_YOU, kept.pk, scheme="channel")
    assert queries.open_draft(kept.pk, viewer=story.by("partner"))[1].scheme_answers == {}
