"""An act and its entry stand or fall together; a look is entered before anything is read."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from needshare.audit import entries, keys, queries
from needshare.audit.leaves import read
from needshare.audit.models import Checkpoint, Entry, Head, Key, Leaf, Lookup, Payload, Tile
from needshare.audit.payloads import opened
from needshare.audit.recording import about, consulted, current_entry, detail, hits, operation, recorded
from needshare.audit.terms import Ending, Operation
from needshare.crypto.sealing import seal
from needshare.kernel import Actor, Blocked, Conflict, Invalid, Unavailable, Unknown, not_met

from . import ground
from .ground import AT, FORCE, OFFICER, blocked, look, look_at, note, note_person, search_for

pytestmark = pytest.mark.django_db


def events() -> list[queries.Event]:
    return [queries.event_of(row) for row in Entry.objects.select_related("payload").order_by("id")]


@recorded(Operation.ALTERATION)
def outer(*, by: Actor, at: datetime) -> str:
    note(text="inner", by=by, at=at)
    look(reference="NMC-26-BBBB-BBBB", reason="inside", found=[1], by=by, at=at)
    operation(Operation.DISCLOSURE)
    return str(current_entry())


@recorded(Operation.ALTERATION)
def failing(*, error: Exception, by: Actor, at: datetime) -> None:
    raise error


def test_an_act_leaves_one_entry_that_says_who_when_what_and_why() -> None:
    note(text="said", by=OFFICER, at=AT)
    (event,) = events()
    assert event.act == "audit.note"
    assert event.at == AT
    assert (event.operation, event.ending) == ("alteration", "done")
    assert event.actor == {
        "id": str(OFFICER.id),
        "owner": str(FORCE),
        "name": "Asking Officer",
        "roles": ["officer"],
        "channel": "api",
    }
    assert event.references == ("NMC-26-AAAA-AAAA",)
    assert event.justification == "a reason in plain words"
    assert event.said == {"text": "said"}
    assert event.closed == ()


def test_acts_inside_an_act_join_it() -> None:
    entry = outer(by=OFFICER, at=AT)
    (event,) = events()
    assert str(event.uuid) == entry
    assert event.act == "audit.outer"
    assert event.operation == "disclosure"
    assert event.said == {"text": "inner"}


def test_a_blocked_act_is_undone_and_leaves_its_own_entry() -> None:
    with pytest.raises(Exception, match="Not so"):
        blocked(reference="NMC-26-AAAA-AAAA", by=OFFICER, at=AT)
    (event,) = events()
    assert (event.ending, event.codes) == (Ending.BLOCKED, ("role_missing",))
    assert event.references == ("NMC-26-AAAA-AAAA",)


def test_an_act_on_something_unknown_leaves_its_own_entry() -> None:
    with pytest.raises(Unknown):
        failing(error=Unknown(), by=OFFICER, at=AT)
    (event,) = events()
    assert event.ending == Ending.UNKNOWN


@pytest.mark.parametrize("error", [Invalid.field("name", "Enter a name."), ZeroDivisionError()])
def test_other_errors_leave_no_entry(error: Exception) -> None:
    with pytest.raises(type(error)):
        failing(error=error, by=OFFICER, at=AT)
    assert events() == []


def test_a_look_is_entered_before_and_after() -> None:
    look(reference="NMC-26-AAAA-AAAA", reason="to answer", found=[1, 2, 3], by=OFFICER, at=AT)
    asked, found = events()
    assert (asked.ending, found.ending) == (Ending.ASKED, Ending.FOUND)
    assert asked.justification == "to answer"
    assert asked.references == found.references == ("NMC-26-AAAA-AAAA",)
    assert found.said == {"asked": str(asked.uuid), "hits": 3}


@pytest.mark.django_db(transaction=True)
def test_an_error_after_a_look_leaves_its_entry() -> None:
    with pytest.raises(ZeroDivisionError):
        look(reference="NMC-26-AAAA-AAAA", reason="to answer", found=ZeroDivisionError(), by=OFFICER, at=AT)
    (asked,) = events()
    assert asked.ending == Ending.ASKED


def test_a_look_at_something_unknown_is_entered_as_nothing_found() -> None:
    with pytest.raises(Unknown):
        look(reference="NMC-26-AAAA-AAAA", reason="to answer", found=Unknown(), by=OFFICER, at=AT)
    asked, answered = events()
    assert answered.ending == Ending.UNKNOWN
    assert answered.said == {"asked": str(asked.uuid), "hits": 0}


@pytest.mark.django_db(transaction=True)
def test_a_look_at_one_known_record_leaves_one_entry_that_is_committed_before_it_is_read() -> None:
    before: list[queries.Event] = []

    def read(record: str) -> str:
        assert not connection.in_atomic_block
        before.extend(events())
        return f"what {record} says"

    found = look_at(reference="NMC-26-AAAA-AAAA", read=read, by=OFFICER, at=AT)
    assert found == "what nmc-26-aaaa-aaaa says"
    (event,) = events()
    assert [event] == before
    assert (event.act, event.ending, event.justification) == ("audit.look_at", Ending.FOUND, "supervision")
    assert event.references == ("NMC-26-AAAA-AAAA",)
    assert event.said == {"read": "function", "stage": "received"}


@pytest.mark.parametrize(
    ("refusal", "ending", "codes"),
    [
        (Unknown(), Ending.UNKNOWN, ()),
        (
            Blocked("Not so.", [not_met("Not so.", test="roles", code="role_missing")]),
            "blocked",
            ("role_missing",),
        ),
        (Conflict("Somebody else moved it on."), Ending.ASKED, ()),
        (Invalid.field("reason", "Say why."), Ending.ASKED, ()),
    ],
    ids=["unknown", "blocked", "conflict", "invalid"],
)
def test_a_look_that_is_not_admitted_reads_nothing_and_leaves_one_entry(refusal, ending, codes) -> None:
    with pytest.raises(type(refusal)):
        look_at(reference="NMC-26-AAAA-AAAA", read=pytest.fail, refusal=refusal, by=OFFICER, at=AT)
    (event,) = events()
    assert (event.ending, event.codes, event.references) == (ending, codes, ("NMC-26-AAAA-AAAA",))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("error", [ZeroDivisionError(), Unknown()])
def test_what_fails_while_a_known_record_is_read_leaves_its_entry(error: Exception) -> None:
    def read(_record: str) -> None:
        raise error

    with pytest.raises(type(error)):
        look_at(reference="NMC-26-AAAA-AAAA", read=read, by=OFFICER, at=AT)
    (event,) = events()
    assert event.ending == Ending.FOUND


def test_a_look_at_a_known_record_inside_an_act_joins_it() -> None:
    @recorded(Operation.ALTERATION)
    def acting(*, by: Actor, at: datetime) -> Any:
        return look_at(reference="NMC-26-BBBB-BBBB", read=str.title, by=by, at=at)

    assert acting(by=OFFICER, at=AT) == "Nmc-26-Bbbb-Bbbb"
    (event,) = events()
    assert (event.act, event.ending) == ("audit.acting", Ending.DONE)
    assert event.references == ("NMC-26-BBBB-BBBB",)


@pytest.mark.parametrize("say", [lambda _record: detail(more=1), lambda record: about(case=record)])
def test_nothing_can_be_added_to_an_entry_once_the_record_is_read(say: Any) -> None:
    with pytest.raises(RuntimeError, match="inside a recorded act"):
        look_at(reference="NMC-26-AAAA-AAAA", read=say, by=OFFICER, at=AT)


@pytest.mark.django_db(transaction=True)
def test_a_search_leaves_one_entry_with_what_it_leaves_behind_and_holds_up_no_writer() -> None:
    def read(asked: str) -> list[str]:
        assert not connection.in_atomic_block
        about(subject="somebody")
        return [asked]

    assert search_for(words="pryce", read=read, by=OFFICER, at=AT) == ["PRYCE"]
    (event,) = events()
    assert (event.ending, event.justification, event.subject) == (Ending.FOUND, "to answer", ("somebody",))
    assert (event.said["hits"], event.said["kept"], event.said["words"]) == (1, "PRYCE", "pryce")
    assert event.said["kept_in"] == str(event.uuid)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("error", "ending"),
    [
        (Invalid.field("words", "Too many match."), Ending.ASKED),
        (ZeroDivisionError(), Ending.ASKED),
        (SystemExit(), Ending.ASKED),  # a worker that is told to stop
        (Unknown(), Ending.UNKNOWN),
    ],
    ids=["invalid", "failed", "stopped", "unknown"],
)
def test_whatever_ends_a_search_its_entry_and_what_it_leaves_behind_stand(
    error: BaseException, ending: str
) -> None:
    def read(_asked: str) -> None:
        raise error

    with pytest.raises(type(error)):
        search_for(words="pryce", read=read, by=OFFICER, at=AT)
    (event,) = events()
    assert (event.ending, event.said["kept"], event.said["kept_in"]) == (ending, "PRYCE", str(event.uuid))
    assert "hits" not in event.said


@pytest.mark.parametrize(
    ("refusal", "ending"),
    [(Unknown(), Ending.UNKNOWN), (Invalid.field("words", "Give words."), Ending.ASKED)],
    ids=["unknown", "invalid"],
)
def test_a_search_that_is_refused_leaves_its_entry_and_nothing_else(refusal: Exception, ending: str) -> None:
    with pytest.raises(type(refusal)):
        search_for(words="pryce", read=pytest.fail, refusal=refusal, by=OFFICER, at=AT)
    (event,) = events()
    assert (event.ending, "kept" in event.said) == (ending, False)


def test_a_search_inside_an_act_joins_it() -> None:
    @recorded(Operation.ALTERATION)
    def acting(*, by: Actor, at: datetime) -> Any:
        return search_for(words="pryce", read=str.title, by=by, at=at)

    assert acting(by=OFFICER, at=AT) == "Pryce"
    (event,) = events()
    assert (event.act, event.said["kept"]) == ("audit.acting", "PRYCE")


@consulted(Operation.COMBINATION)
def search(
    *, name: str, subject: str, secret: bytes, reason: str, by: Actor, at: datetime
) -> tuple[int, ...]:
    detail(scope="all")
    return ()


def test_a_look_says_what_was_asked_but_not_what_cannot_be_written_plainly() -> None:
    search(name="a name", subject="somebody", secret=b"bytes", reason="why", by=OFFICER, at=AT)
    asked, found = events()
    assert asked.said == {"name": "a name", "secret": "bytes"}
    assert asked.subject == found.subject == ("somebody",)
    assert found.said == {"asked": str(asked.uuid), "hits": 0, "scope": "all"}


@pytest.mark.parametrize(
    ("found", "count"), [(None, 0), ([], 0), ([1], 1), ("text", 1), ({"a": 1, "b": 2}, 1), (object(), 1)]
)
def test_hits_count_what_can_be_counted(found: Any, count: int) -> None:
    assert hits(found) == count


@pytest.mark.parametrize("missing", ["by", "at", "naive"])
def test_an_act_without_who_and_when_is_a_mistake(missing: str) -> None:
    call: dict[str, Any] = {"by": OFFICER, "at": AT}
    call |= {"at": AT.replace(tzinfo=None)} if missing == "naive" else {missing: None}
    with pytest.raises(TypeError, match="must be told"):
        note(**call)


def test_nothing_is_said_or_written_outside_an_act() -> None:
    for speak in (
        current_entry,
        lambda: detail(a=1),
        lambda: about(case="A"),
        lambda: operation(Operation.ERASURE),
    ):
        with pytest.raises(RuntimeError, match="inside a recorded act"):
            speak()


def test_what_cannot_be_read_the_same_twice_is_refused() -> None:
    @recorded(Operation.ALTERATION)
    def vague(*, by: Actor, at: datetime) -> None:
        detail(share=0.1)

    with pytest.raises(TypeError, match="cannot hold a float"):
        vague(by=OFFICER, at=AT)


def test_without_its_entry_nothing_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise DatabaseError("disk full")

    monkeypatch.setattr(entries, "store", broken)
    with pytest.raises(Unavailable, match="nothing was done"):
        note(text="lost", by=OFFICER, at=AT)
    with pytest.raises(Unavailable):
        look(reference="A", reason="b", found=pytest.fail, by=OFFICER, at=AT)
    with pytest.raises(Unavailable):
        look_at(reference="A", read=pytest.fail, by=OFFICER, at=AT)
    with pytest.raises(Unavailable):
        search_for(words="A", read=str.title, by=OFFICER, at=AT)
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_act_is_never_part_of_a_transaction_somebody_else_may_undo() -> None:
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        note(by=OFFICER, at=AT)


@pytest.mark.django_db(transaction=True)
def test_a_lost_database_ends_the_chain_and_says_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    note(by=OFFICER, at=AT)
    monkeypatch.setattr(connection, "ensure_connection", _no_connection)
    connection.close()
    with pytest.raises(Unavailable):
        note(by=OFFICER, at=AT)
    monkeypatch.undo()
    note(by=OFFICER, at=AT + timedelta(seconds=1))
    leaves = Entry.objects.order_by("id").values_list("leaf", flat=True)
    numbers = [read(bytes(leaf)).number for leaf in leaves]
    assert numbers == [0, 0]


def _no_connection() -> None:
    raise OperationalError("the database is gone")


def test_an_entry_costs_one_statement_on_postgresql_and_two_on_sqlite() -> None:
    note(by=OFFICER, at=AT)
    with CaptureQueriesContext(connection) as taken:
        look(reference="NMC-26-AAAA-AAAA", reason="why", found=[], by=OFFICER, at=AT)
    statements = [query["sql"] for query in taken if "SAVEPOINT" not in query["sql"]]
    assert len(statements) == (2 if connection.vendor == "postgresql" else 4)
    with CaptureQueriesContext(connection) as taken:
        look_at(reference="NMC-26-AAAA-AAAA", read=len, by=OFFICER, at=AT)
    statements = [query["sql"] for query in taken if "SAVEPOINT" not in query["sql"]]
    assert len(statements) == (1 if connection.vendor == "postgresql" else 2)


def test_a_key_that_vanished_is_made_again_instead_of_sealing_what_nobody_could_open() -> None:
    note(text="first", by=OFFICER, at=AT)
    with ground.as_administrator() as run:
        run("DELETE FROM audit_key")
    note(text="second", by=OFFICER, at=AT)
    assert [event.said for event in events()] == [{}, {"text": "second"}]


def test_a_person_concerned_is_sealed_under_their_own_key() -> None:
    note_person(subject="somebody", by=OFFICER, at=AT)
    (event,) = events()
    assert event.subject == ("somebody",)
    with ground.as_administrator() as run:
        run("UPDATE audit_key SET wrapped_dek = NULL, shredded_at = created WHERE kind = 'subject'")
    ground.forget()
    (event,) = events()
    assert event.subject == ()
    assert event.closed == ("subject",)
    assert event.said == {"text": "about somebody"}


def test_nothing_more_is_recorded_about_a_person_whose_key_was_destroyed() -> None:
    note_person(subject="somebody", by=OFFICER, at=AT)
    with ground.as_administrator() as run:
        run("UPDATE audit_key SET wrapped_dek = NULL, shredded_at = created WHERE kind = 'subject'")
    with pytest.raises(Unavailable, match="erased"):
        note_person(subject="somebody", by=OFFICER, at=AT)


def test_keys_are_kept_within_bounds_and_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "KEPT", 2)
    for person in ("one", "two", "three", "one"):
        note_person(subject=person, by=OFFICER, at=AT)
    assert len(keys._known) == 2
    assert repr(next(iter(keys._known.values()))).startswith("<PayloadKey ")
    assert [event.subject for event in events()] == [("one",), ("two",), ("three",), ("one",)]


def test_a_sealed_text_that_is_no_part_is_refused() -> None:
    key = keys.month_key(AT)
    with pytest.raises(ValueError, match="cut off"):
        opened(key, seal(key.open, b"actor\x00too short", b"leaf"), b"leaf")


def test_records_say_what_they_are() -> None:
    ground.fill(256)
    note_person(subject="somebody", by=OFFICER, at=AT)
    said = [
        str(model.objects.order_by("pk").first())
        for model in (Entry, Payload, Lookup, Leaf, Tile, Head, Checkpoint, Key)
    ]
    assert all(said)
    assert said[3:6] == ["leaf 0", "tile 0 of level 0", f"tree of {Head.objects.get().size}"]
