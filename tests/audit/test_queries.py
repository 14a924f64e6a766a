"""The auditor finds what concerns a reference, a person or an actor, and only in the own force's log."""

from dataclasses import replace
from datetime import timedelta

import pytest

from needshare.audit import actions, queries, sealing
from needshare.audit.models import Entry, Lookup
from needshare.audit.queries import Page
from needshare.audit.terms import Kind, Operation
from needshare.audit.verification import verify
from needshare.kernel import Actor, Blocked, new_id

from . import ground
from .ground import (
    AT,
    AUDITOR,
    OFFICER,
    OTHER_AUDITOR,
    PARTNER,
    as_administrator,
    blocked,
    fill,
    look,
    note,
    note_person,
)

pytestmark = pytest.mark.django_db


def consult(
    kind: Kind = Kind.OWNER, text: str = "", *, by: Actor = AUDITOR, before: int | None = None
) -> Page:
    return actions.consult(kind=kind, text=text, before=before, reason="dip sample", by=by, at=AT)


def test_an_auditor_finds_the_story_of_a_case_newest_first() -> None:
    note(reference="NMC-26-AAAA-AAAA", text="first", by=OFFICER, at=AT)
    note(reference="NMC-26-BBBB-BBBB", text="another", by=OFFICER, at=AT)
    note(reference="NMC-26-AAAA-AAAA", text="second", by=OFFICER, at=AT)
    page = consult(Kind.REFERENCE, "NMC-26-AAAA-AAAA")
    assert [event.said["text"] for event in page.events] == ["second", "first"]
    assert page.before is None


def test_an_auditor_finds_what_one_person_did_and_what_was_done_about_another() -> None:
    note(by=OFFICER, at=AT)
    note_person(subject="somebody", by=OFFICER, at=AT)
    assert len(consult(Kind.ACTOR, str(OFFICER.id))) == 2
    assert [event.act for event in consult(Kind.SUBJECT, "somebody").events] == ["audit.note_person"]
    assert len(consult(Kind.OPERATION, str(Operation.ALTERATION))) == 2
    assert consult(Kind.SUBJECT, "nobody").events == ()


def test_looking_into_the_log_is_itself_in_the_log() -> None:
    fill(1)
    page = consult()
    assert [event.act for event in page.events] == ["audit.consult", "audit.note"]
    assert page.events[0].justification == "dip sample"
    newest = queries.event_of(Entry.objects.latest("id"))
    assert (newest.act, newest.ending, newest.said["hits"]) == ("audit.consult", "found", 2)


def test_pages_follow_one_another_without_counting() -> None:
    fill(120)
    seen: list[str] = []
    before = None
    while True:
        page = queries.events(viewer=AUDITOR, before=before)
        seen += [event.said["text"] for event in page.events]
        before = page.before
        if before is None:
            break
    assert seen == [f"number {number}" for number in reversed(range(120))]


def test_another_forces_auditor_finds_nothing_of_it() -> None:
    note_person(subject="somebody", by=OFFICER, at=AT)
    for kind, text in ((Kind.OWNER, ""), (Kind.SUBJECT, "somebody"), (Kind.ACTOR, str(OFFICER.id))):
        assert queries.events(viewer=OTHER_AUDITOR, kind=kind, text=text).events == ()


def test_a_partners_blocked_attempt_is_seen_by_the_forces_auditor() -> None:
    with pytest.raises(Blocked):
        blocked(reference="NMC-26-ZZZZ-ZZZZ", by=PARTNER, at=AT)
    (event,) = queries.events(viewer=AUDITOR, kind=Kind.REFERENCE, text="NMC-26-ZZZZ-ZZZZ").events
    assert (event.ending, event.actor["id"]) == ("blocked", str(PARTNER.id))


def test_a_partner_finds_its_own_acts_and_the_contact_point_those_of_the_agency() -> None:
    note(by=OFFICER, at=AT)
    note(by=PARTNER, at=AT)
    colleague = replace(PARTNER, id=new_id())
    contact = replace(colleague, roles=frozenset({"partner_contact_point"}))
    acts = [each.act for each in consult(by=PARTNER).events]
    assert acts[-1] == queries.event_of(Entry.objects.order_by("id")[1]).act
    assert all(each.actor["id"] == str(PARTNER.id) for each in consult(by=PARTNER).events)
    assert not [each for each in consult(by=colleague).events if each.actor["id"] == str(PARTNER.id)]
    seen = consult(by=contact).events
    assert {each.actor["owner"] for each in seen} == {str(PARTNER.owner)}
    assert all(each.said == {} and each.codes == () for each in seen)


def test_nobody_else_looks_into_the_log() -> None:
    note(by=OFFICER, at=AT)
    with pytest.raises(Blocked) as refusal:
        consult(by=OFFICER)
    assert refusal.value.codes == ("role_missing",)
    assert queries.event_of(Entry.objects.latest("id")).ending == "blocked"


def test_an_entry_that_does_not_open_is_shown_as_closed() -> None:
    note(by=OFFICER, at=AT)
    look(reference="A", reason="b", by=OFFICER, at=AT)
    with as_administrator() as run:
        oldest = "(SELECT min(entry_id) FROM audit_payload)"
        run(f"UPDATE audit_payload SET main_ct = %s WHERE entry_id = {oldest}", b"x" * 40)
        run("DELETE FROM audit_payload WHERE entry_id = (SELECT max(entry_id) FROM audit_payload)")
    ground.forget()
    for event in (
        queries.event_of(Entry.objects.earliest("id")),
        queries.event_of(Entry.objects.latest("id")),
    ):
        assert event.closed == ("actor", "detail", "justification", "recipients", "subject")
        assert (event.operation, event.said) == ("", {})


def test_one_entry_is_found_by_its_id() -> None:
    note(text="this", by=OFFICER, at=AT)
    found = queries.find(Entry.objects.get().uuid)
    assert found is not None
    assert found.said == {"text": "this"}
    assert queries.find(OFFICER.id) is None


def test_the_index_names_nobody() -> None:
    note_person(subject="somebody", by=OFFICER, at=AT)
    stored = " ".join(f"{kind} {ref}" for kind, ref in Lookup.objects.values_list("kind", "ref"))
    assert "somebody" not in stored
    assert OFFICER.id.hex not in stored
    assert sorted(Lookup.objects.values_list("kind", flat=True)) == ["actor", "operation", "owner", "subject"]


def test_several_references_and_persons_are_all_found() -> None:
    @ground.recorded(Operation.COMBINATION)
    def combine(*, reference: str, by: Actor, at: object) -> None:
        ground.about(case="NMC-26-BBBB-BBBB", subject=["one", "two"], recipients=["A Council"])

    combine(reference="NMC-26-AAAA-AAAA", by=OFFICER, at=AT)
    for kind, text in (
        (Kind.REFERENCE, "NMC-26-AAAA-AAAA"),
        (Kind.REFERENCE, "NMC-26-BBBB-BBBB"),
        (Kind.SUBJECT, "one"),
        (Kind.SUBJECT, "two"),
    ):
        (event,) = queries.events(viewer=AUDITOR, kind=kind, text=text).events
        assert event.subject == ("one", "two")
        assert event.recipients == ("A Council",)
    assert verify(deep=True).is_whole


def test_handing_out_and_verifying_are_recorded() -> None:
    end = fill(2)
    actions.order_export(recipients=["Commissioner"], reason="s.62(5)", by=AUDITOR, at=end)
    sealing.integrate()
    actions.note_verification(report=verify(), by=AUDITOR, at=end + timedelta(seconds=1))
    ordered, noted = (queries.event_of(row) for row in Entry.objects.order_by("-id")[:2][::-1])
    assert (ordered.operation, ordered.recipients) == ("disclosure", ("Commissioner",))
    assert noted.said == {"size": 3, "signed": 2, "is_deep": False, "findings": {}}
