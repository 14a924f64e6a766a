"""The search as people meet it: page, API and command line; who finds what, and what it leaves behind."""

import re
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from needshare.accounts.terms import Role
from needshare.casework import actions, forms, queries
from needshare.casework.terms import Sought
from needshare.documents import actions as documents
from needshare.intake.rules import AskedPerson
from needshare.kernel import Invalid
from needshare.pathway.terms import Stage
from needshare.search import queries as search
from needshare.search.terms import Likeness
from needshare.subjects.rules import Person
from tests import entries
from tests.calling import refused
from tests.cast import AT, acting, person
from tests.cli.conftest import terminal
from tests.signing_in import signed_in
from tests.story import BORN_ON, PERSON, begin, recently

__all__ = ["terminal"]
REASON = "Request of the council about Alder Row."
CANARY = "Zebediah Quillfeather"


@pytest.fixture
def story(cast):
    return begin(cast, at=recently()).to(Stage.UNDER_ASSESSMENT)


def found(story, who: str, words: str, **more: str):
    given = {"words": words, "reason": REASON, **more}
    return signed_in(getattr(story.cast, who)).post("/search", given, secure=True)


def shown(story, who: str, words: str, **more: str) -> str:
    answer = found(story, who, words, **more)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def test_a_search_finds_the_case_and_the_person_with_reasons(story):
    page = shown(story, "preparer", "Marlin Price 04/02/1991")
    assert story.reference in page
    assert page.count(PERSON) >= 2
    assert "Sounds like" in page
    assert "Date of birth with day and month swapped" in page


@pytest.mark.parametrize(
    ("words", "seen"),
    [("wexcombe", "Wexcombe Borough Council"), ("safer", "ISA-014"), ("isa-014", "Safer Wexcombe")],
)
def test_organisations_and_agreements_are_found(story, words, seen):
    assert seen in shown(story, "preparer", words)


def test_a_reference_finds_its_case(story):
    page = shown(story, "preparer", story.reference.lower())
    assert "Same number or reference" in page
    assert f'href="/cases/{story.reference}"' in page


def test_one_kind_alone_is_searched(story):
    page = shown(story, "preparer", PERSON, kind="agreements")
    assert story.reference not in page
    assert "No agreement that you may know of matches." in page


def test_each_search_is_a_consultation_of_its_own_hit_or_not(story):
    for words, hits in ((PERSON, 2), ("Nobody At All", 0)):
        before = entries.count("casework.search")
        shown(story, "preparer", words)
        assert entries.count("casework.search") == before + 1
        event = entries.newest("casework.search")
        assert (event.ending, event.operation, event.justification) == ("found", "consultation", REASON)
        assert event.said["hits"] == hits


def test_the_terms_are_sealed_in_the_entry_and_stand_nowhere_else(story):
    answer = found(story, "preparer", CANARY)
    assert CANARY not in answer.request["PATH_INFO"] + answer.request.get("QUERY_STRING", "")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            held = b" ".join(
                bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                for row in cursor.fetchall()
                for value in row
            )
            assert b"Quillfeather" not in held, table
            assert b"quillfeather" not in held, table


@pytest.mark.parametrize("given", [{"words": PERSON}, {"words": PERSON, "reason": " "}, {"reason": REASON}])
def test_a_search_needs_words_and_a_reason(story, given):
    answer = signed_in(story.cast.preparer).post("/search", given, secure=True)
    assert answer.status_code == 422
    assert story.reference not in answer.content.decode()


def test_a_search_never_reads_the_address(story):
    page = signed_in(story.cast.preparer).get(f"/search?words={quote(PERSON)}&reason=x", secure=True)
    assert page.status_code == 200
    assert PERSON not in page.content.decode()


def test_what_was_typed_into_the_palette_is_asked_a_reason_for_and_not_searched_yet(story):
    before = entries.count("casework.search")
    answer = signed_in(story.cast.preparer).post("/search", {"begin": "yes", "words": PERSON}, secure=True)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'value="{PERSON}"' in page
    assert story.reference not in page
    assert entries.count("casework.search") == before


def bare(page: str, words: str) -> str:
    """Leave out of a page what was typed and the form's own token."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page.replace(words, ""))


@pytest.mark.parametrize("who", ["outsider", "administrator", "partner_administrator"])
@pytest.mark.parametrize("words", [PERSON, "Wexcombe", "ISA-014"])
def test_who_may_not_know_of_it_finds_nothing_and_no_count(story, who, words):
    hidden = shown(story, who, words)
    absent = shown(story, who, CANARY)
    assert story.reference not in hidden
    if words == PERSON:
        assert bare(hidden, words) == bare(absent, CANARY)
    assert PERSON not in hidden.replace(f'value="{PERSON}"', "")


def test_a_partner_finds_its_own_requests_and_neither_people_nor_stages(story):
    page = shown(story, "partner", PERSON)
    assert f'href="/requests/{story.reference}"' in page
    assert ">Stage<" not in page
    assert "Under assessment" not in page
    assert ">People<" not in page


def test_who_may_only_know_of_a_case_is_told_neither_whom_it_is_about_nor_why(story):
    colleague = person(story.cast.force, "b.colleague", Role.DISCLOSURE_OFFICER, at=story.at)
    given = {"words": PERSON, "reason": REASON, "kind": "cases"}
    page = signed_in(colleague).post("/search", given, secure=True).content.decode()
    assert story.reference in page
    assert "Open it with a reason to see why it is shown." in page
    assert PERSON not in page.replace(f'value="{PERSON}"', "")
    assert "Whole name" not in page


def test_cases_one_may_only_know_of_come_last_and_by_their_age_alone(story):
    weaker = replace(story, reference="", stage=Stage.DRAFT)
    weaker.asked = replace(story.asked, persons=(AskedPerson(name="Marlin Price", role="suspect"),))
    weaker.to(Stage.VERIFYING_REQUESTER)
    colleague = acting(
        person(story.cast.force, "b.colleague", Role.DISCLOSURE_OFFICER, at=story.at), at=story.at
    )
    cases = actions.search(words=PERSON, reason=REASON, by=colleague, at=story.at).cases
    assert [(each.case.reference, each.match, each.people) for each in cases] == [
        (weaker.reference, None, ()),
        (story.reference, None, ()),
    ]


def test_two_of_one_name_and_birth_date_are_both_shown_with_what_differs(story):
    by = story.by("preparer")
    for street in ("3 Quay Street, Wexcombe", "9 Harbour View, Aldermere"):
        nolan = Person(name="Peter Nolan", born_on=date(1984, 2, 12), addresses=(street,))
        documents.enter_subject(person=nolan, by=by, at=story.at)
    page = shown(story, "preparer", "Peter Nolan 12/02/1984")
    assert page.count("Somebody else found here has the same name and date of birth.") == 2
    assert "3 Quay Street" in page
    assert "9 Harbour View" in page
    assert "They differ in:" in page
    result = actions.search(words="Peter Nolan 12/02/1984", reason=REASON, by=by, at=story.at)
    assert [each.confidence for each in result.people] == ["weak", "weak"]


def test_at_most_two_hundred_are_looked_at_and_more_is_said(story, monkeypatch):
    monkeypatch.setattr(search, "MOST", 2)
    for number in range(3):
        nolan = Person(name="Peter Nolan", born_on=date(1984, 2, number + 1))
        documents.enter_subject(person=nolan, by=story.by("preparer"), at=story.at)
    assert "More than 200 match." in shown(story, "preparer", "Nolan", kind="people")
    assert "More than 200 match." not in shown(story, "preparer", PERSON, kind="people")


def test_more_than_ten_of_a_kind_are_shown_when_asked(story):
    for number in range(11):
        nolan = Person(name="Peter Nolan", born_on=date(1984, 3, number + 1))
        documents.enter_subject(person=nolan, by=story.by("preparer"), at=story.at)
    page = shown(story, "preparer", "Nolan")
    assert "Show all 11" in page
    assert page.count("Peter Nolan") == 10
    assert shown(story, "preparer", "Nolan", kind="people").count("Peter Nolan") == 11


def test_the_cases_found_are_opened_a_part_at_a_time_and_each_part_is_a_consultation(story, monkeypatch):
    monkeypatch.setattr(forms, "PAGE", 2)
    others = [replace(story, reference="", stage=Stage.DRAFT).to(Stage.RECEIVED) for _number in range(2)]
    first = shown(story, "preparer", PERSON, kind="cases")
    assert "1 to 2, the likeliest first" in first
    (start,) = re.findall(r'name="start" value="(\d+)"', first)
    before = entries.count("casework.search")
    second = shown(story, "preparer", PERSON, kind="cases", start=start)
    assert entries.count("casework.search") == before + 1
    assert entries.newest("casework.search").said["hits"] == 1
    assert "3 to 3, the likeliest first" in second
    assert 'name="start"' not in second
    seen = [
        {each.reference for each in (story, *others) if each.reference in page} for page in (first, second)
    ]
    assert (len(seen[0]), len(seen[1]), len(seen[0] | seen[1])) == (2, 1, 3)
    everything = shown(story, "preparer", PERSON, kind="cases", start="many")
    assert 'name="start" value="2"' in everything


def test_what_one_may_only_know_of_stays_last_however_well_it_agrees(story):
    weaker = replace(story, reference="", stage=Stage.DRAFT)
    weaker.asked = replace(story.asked, persons=(AskedPerson(name="Marlin Price", role="suspect"),))
    weaker.to(Stage.AWAITING_DECISION)  # which who decides may open
    by = story.by("decider")
    asked = {"words": PERSON, "reason": REASON, "kinds": [Sought.CASES], "by": by, "at": story.at}
    parts = [actions.search(**asked, part=queries.Part(start, 1)) for start in (0, 1)]
    assert [each.following for each in parts] == [1, 0]
    shown_in_parts = [(each.case.reference, each.match is None) for part in parts for each in part.cases]
    assert shown_in_parts == [(weaker.reference, False), (story.reference, True)]


def test_a_corrected_request_is_found_by_its_new_words_only(story):
    assert story.reference in shown(story, "preparer", "Fewer incidents Alder Row", kind="cases")
    assert story.reference not in shown(story, "preparer", "harbour noise", kind="cases")


@contextmanager
def statements():
    taken: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield taken
    taken += [
        each["sql"]
        for each in captured.captured_queries
        if not each["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "SET "))
        and "audit_" not in each["sql"]
    ]


def test_a_search_takes_as_many_statements_whatever_is_found(story):
    by = story.by("preparer")
    actions.search(words=PERSON, reason=REASON, by=by, at=story.at)
    with statements() as few:
        actions.search(words=PERSON, reason=REASON, by=by, at=story.at)
    for _number in range(6):
        replace(story, reference="", stage=Stage.DRAFT).to(Stage.RECEIVED)
        documents.enter_subject(person=Person(name=PERSON, born_on=BORN_ON), by=by, at=story.at)
    with statements() as many:
        result = actions.search(words=PERSON, reason=REASON, by=by, at=story.at)
    assert len(result) >= 14
    assert len(many) <= len(few) + 1, "\n".join(many)  # the keys of more cases are fetched, all at once
    assert len(many) <= 20, "\n".join(many)


def test_the_kinds_offered_are_those_a_person_may_search(story):
    assert queries.sought_by(story.by("preparer")) == tuple(Sought)
    assert Sought.PEOPLE not in queries.sought_by(story.by("partner"))
    said = actions.search(words=PERSON, reason=REASON, kinds=["people"], by=story.by("auditor"), at=story.at)
    assert len(said) == 0


def test_nothing_to_search_by_is_said(story):
    for words in ("", " ... ", "x" * 201, "nul\x00"):
        with pytest.raises(Invalid) as refusal:
            actions.search(words=words, reason=REASON, by=story.by("preparer"), at=story.at)
        assert [each.field for each in refusal.value.errors] == ["words"]


# --- API and command line --------------------------------------------------------------------


def test_the_api_finds_what_the_page_finds(api):
    made = begin(api.cast).to(Stage.RECEIVED)
    said = api("decider").done("/search", {"words": "Marlon Price", "reason": REASON})
    assert [each["reference"] for each in said["cases"]] == [made.reference]
    assert Likeness.SOUNDS_LIKE.value in said["people"][0]["agrees"]
    assert said["more"] == []
    own = api("partner").done("/search", {"words": PERSON, "reason": REASON, "kinds": ["cases", "people"]})
    assert [(each["reference"], each["stage"]) for each in own["cases"]] == [(made.reference, None)]
    assert own["people"] == []
    refused(api("preparer").post("/search", {"words": PERSON, "reason": ""}), 422)
    refused(api("preparer").post("/search", {"words": PERSON, "reason": "x", "order_by": "name"}), 422)


def test_the_command_reads_what_is_looked_for_from_its_input(cast, terminal):
    made = begin(cast, at=AT).to(Stage.RECEIVED)
    sent = {"words": PERSON, "reason": REASON, "kinds": ["people"]}
    assert len(terminal.takes("preparer", "search", "find", sent=sent)["people"]) == 1
    typed = f"{made.reference}\n{REASON}\n".encode()
    arguments = ["search", "find", "--token-file", str(terminal.token_file("decider")), "--json"]
    status, out, asked = terminal.run_bytes(arguments, typed)
    assert status == 0
    assert made.reference in out
    assert "What do you look for?" in asked


def test_the_index_is_made_anew_at_the_command_line(cast, terminal):
    begin(cast, at=AT).to(Stage.RECEIVED)
    status, out, _err = terminal.run("search", "reindex")
    assert (status, out.strip()) == (0, "Indexed anew: 0 people, 0 requests, 0 agreements.")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM search_indexedrecord")
    status, out, _err = terminal.run("search", "reindex")
    assert (status, out.strip()) == (0, "Indexed anew: 1 people, 1 requests, 1 agreements.")
    sent = {"words": PERSON, "reason": REASON}
    answer = terminal.takes("decider", "search", "find", sent=sent)
    assert (len(answer["people"]), len(answer["cases"])) == (1, 1)


# --- all places ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "who",
    [
        "officer", "preparer", "decider", "checker", "information_manager", "standards", "auditor",
        "administrator", "partner", "contact_point", "partner_administrator", "outsider",
    ],
)  # fmt: skip
def test_every_place_a_person_is_offered_opens_for_them(story, who):
    client = signed_in(getattr(story.cast, who))
    page = client.get("/places", secure=True).content.decode()
    offered = [each.split('"')[0] for each in page.split('<a class="govuk-link" href="')[1:]]
    assert "/search" in offered
    for address in offered:
        assert client.get(address, secure=True).status_code in (200, 302), address


def test_the_places_name_the_references_one_may_know_of_and_no_others(story):
    for who, is_named in (
        ("preparer", True),
        ("partner", True),
        ("outsider", False),
        ("administrator", False),
    ):
        page = signed_in(getattr(story.cast, who)).get("/places", secure=True).content.decode()
        assert (story.reference in page) is is_named
        assert PERSON not in page
