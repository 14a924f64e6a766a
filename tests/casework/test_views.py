"""The desk, the list and the page of a case, as people of the force and others see them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from needshare.audit.queries import events
from needshare.audit.terms import Kind
from needshare.casework.actions import open_case_page
from needshare.casework.schemas import CaseWhole
from needshare.crypto.keys import CACHE
from needshare.decision import actions as decision
from needshare.decision.actions import reopen
from needshare.decision.terms import MarkWords
from needshare.pathway import actions as pathway
from needshare.pathway.actions import openings
from needshare.pathway.terms import Stage
from tests.cast import acting
from tests.signing_in import signed_in
from tests.story import PERSON, STAGES, STEPS, Story, agree, approval, begin, reasoned, recently

pytestmark = pytest.mark.django_db
NOT_COUNTED = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK", "PRAGMA", "SET ")


@pytest.fixture
def story(cast) -> Story:
    return begin(cast, at=recently())


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collect the statements of a page, leaving out transactions and the audit log."""
    counted: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield counted
    counted += [
        each["sql"]
        for each in captured.captured_queries
        if not each["sql"].startswith(NOT_COUNTED) and "audit_" not in each["sql"]
    ]


def shown(story: Story, who: str, path: str) -> str:
    answer = signed_in(getattr(story.cast, who)).get(path.format(case=story.reference), secure=True)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("stage", STAGES[1:])
def test_the_page_of_a_case_opens_at_every_stage(story, stage):
    story.to(stage)
    page = shown(story, "preparer", "/cases/{case}")
    assert PERSON in page
    assert "OFFICIAL-SENSITIVE" in page
    assert story.reference in page


def test_the_page_tells_the_whole_story(story):
    story.to(Stage.CLOSED)
    page = shown(story, "preparer", "/cases/{case}")
    for words in (
        "Called back on the published number.",
        "ISA-014",
        "This is the basis the request relies on.",
        "Lawful authority",
        "Call of 3 February",
        "Acknowledged,",
        "Second check passed",
        "The right person: Sound, and nothing was ever released to them before",
    ):
        assert words in page
    assert page.index("Case closed") < page.index("Request received")


FOLDED = {
    "answers": ("The court needs evidence of what happened.", "How it will be used"),
    "reasons": ("The court can protect the residents.", "said of the findings", "Action and review"),
    "findings": ('class="ns-finding ns-finding--met"',),
}


@pytest.mark.parametrize("part", FOLDED)
def test_what_is_long_is_shown_when_it_is_asked_for(story, part):
    story.to(Stage.CLOSED)
    page = shown(story, "preparer", "/cases/{case}")
    assert f'href="?show={part}#' in page
    more = shown(story, "preparer", f"/cases/{{case}}?show={part}")
    for words in FOLDED[part]:
        assert words not in page
        assert words in more
    for words in (each for other in FOLDED if other != part for each in FOLDED[other]):
        assert words not in more
    assert 'href="?#' in more  # and folded again


def test_everything_is_on_one_page_when_it_is_asked_for(story):
    story.to(Stage.CLOSED)
    page = shown(story, "preparer", "/cases/{case}")
    assert 'href="?show=answers&amp;show=findings&amp;show=reasons"' in page
    for whole in ("everything", "answers&show=findings&show=reasons"):
        page = shown(story, "preparer", f"/cases/{{case}}?show={whole}")
        for words in (each for part in FOLDED.values() for each in part):
            assert words in page


def test_the_findings_that_are_met_are_counted_where_they_are_not_shown(story):
    story.to(Stage.AWAITING_DECISION)
    brief = shown(story, "decider", "/cases/{case}")
    whole = shown(story, "decider", "/cases/{case}?show=findings")
    met = whole.count('class="ns-finding ns-finding--met"')
    assert met
    assert f"Show all findings ({met} met)" in brief
    assert brief.count('class="ns-findings"') == whole.count('class="ns-findings"')


def test_the_entry_of_a_look_says_what_was_unfolded(story):
    story.to(Stage.CLOSED)
    for query, unfolded in (("", []), ("?show=reasons&show=nonsense", ["reasons"])):
        shown(story, "preparer", f"/cases/{{case}}{query}")
        found = events(viewer=story.by("auditor"), kind=Kind.REFERENCE, text=story.reference).events
        assert found[0].said["unfolded"] == unfolded


def test_opening_a_case_is_a_consultation_entered_before_anything_is_shown(story):
    story.to(Stage.RECEIVED)
    shown(story, "preparer", "/cases/{case}")
    found = events(viewer=story.by("auditor"), kind=Kind.REFERENCE, text=story.reference).events
    assert [each.ending for each in found if each.act == "casework.open_case_page"] == ["found"]
    assert found[0].justification == "step"


def test_who_has_no_part_in_a_case_says_why_first(story, monkeypatch):
    monkeypatch.setattr(openings.secrets, "randbelow", lambda _below: 1)
    story.to(Stage.RECEIVED)
    client = signed_in(story.cast.decider)
    asked = client.get(f"/cases/{story.reference}", secure=True)
    assert (asked.status_code, asked["Location"]) == (302, f"/cases/{story.reference}/reason")
    page = client.get(asked["Location"], secure=True).content.decode()
    assert "Why do you need to open this case?" in page
    assert PERSON not in page
    reason = {"purpose": "supervision", "words": "Quality check of new requests.", "has_read_handling": "on"}
    done = client.post(asked["Location"], reason, secure=True)
    assert (done.status_code, done["Location"]) == (302, f"/cases/{story.reference}")
    opened = client.get(done["Location"], secure=True).content.decode()
    assert PERSON in opened
    assert "You opened this for “Supervision or a quality check” until" in opened


@pytest.mark.parametrize("who", ["partner", "contact_point", "outsider", "administrator"])
@pytest.mark.parametrize("path", ["/cases/{case}", "/cases/{case}/package"])
def test_nobody_outside_casework_opens_a_case(story, who, path):
    story.to(Stage.PREPARED)
    client = signed_in(getattr(story.cast, who))
    answer = client.get(path.format(case=story.reference), secure=True)
    assert answer.status_code in (403, 404)
    assert PERSON not in answer.content.decode()


def test_a_case_of_somebody_elses_answers_exactly_as_an_unknown_one(story):
    story.to(Stage.RECEIVED)
    client = signed_in(story.cast.outsider)
    hidden = client.get(f"/cases/{story.reference}", secure=True)
    absent = client.get("/cases/NMC-26-0000-0000", secure=True)
    assert hidden.status_code == absent.status_code == 404
    assert hidden.content == absent.content


def test_what_can_be_done_next_follows_stage_and_part(story):
    story.to(Stage.RECEIVED)
    assert f'action="/cases/{story.reference}/claim"' in shown(story, "preparer", "/cases/{case}")
    story.to(Stage.AWAITING_DECISION)
    page = shown(story, "decider", "/cases/{case}")
    assert f"/cases/{story.reference}/decide" in page
    assert f"/cases/{story.reference}/claim" not in page


def test_the_desk_says_what_waits_and_why(story):
    story.to(Stage.RECEIVED)
    page = shown(story, "preparer", "/desk")
    assert "Claim the case" in page
    assert "Nobody handles this request yet." in page
    assert "due in" in page
    assert story.reference in page
    assert PERSON not in page


def test_what_is_overdue_stands_first_on_the_desk(cast):
    story = begin(cast, at=recently() - timedelta(days=90)).to(Stage.AWAITING_DECISION)
    page = shown(story, "decider", "/desk")
    assert "1 thing is overdue" in page
    assert "overdue by" in page


def test_a_desk_on_which_nothing_waits_says_so(cast):
    answer = signed_in(cast.checker).get("/desk", secure=True)
    assert "Nothing waits for you." in answer.content.decode()


def test_home_is_the_desk_for_the_force_and_own_requests_for_a_partner(cast):
    assert signed_in(cast.checker).get("/", secure=True)["Location"] == "/desk"
    assert signed_in(cast.partner).get("/", secure=True)["Location"] == "/requests"


def test_the_list_names_cases_and_no_person(story):
    story.to(Stage.UNDER_ASSESSMENT)
    page = shown(story, "preparer", "/cases")
    assert story.reference in page
    assert "Wexcombe Borough Council" in page
    assert "Under assessment" in page
    assert PERSON not in page
    assert story.reference not in shown(story, "preparer", "/cases?group=to_decide")
    assert story.reference in shown(story, "preparer", "/cases?group=nonsense&before=nonsense")


@pytest.mark.parametrize("who", ["partner", "outsider", "administrator"])
def test_a_list_of_cases_shows_nothing_to_others(story, who):
    story.to(Stage.RECEIVED)
    answer = signed_in(getattr(story.cast, who)).get("/cases", secure=True)
    assert story.reference not in answer.content.decode()


def test_the_list_is_turned_by_key(story):
    references = []
    for _ in range(52):
        STEPS[Stage.RECEIVED](story)
        references.append(story.reference)
    first = shown(story, "preparer", "/cases")
    assert references[-1] in first
    assert references[1] not in first
    older = first.split('href="/cases?group=open&amp;before=')[1].split('"')[0]
    second = shown(story, "preparer", f"/cases?group=open&before={older}")
    assert references[0] in second
    assert references[1] in second
    assert references[-1] not in second


def test_the_findings_of_another_basis_are_shown_when_asked_for(story):
    story.to(Stage.AWAITING_DECISION)
    client = signed_in(story.cast.decider)
    page = client.get(f"/cases/{story.reference}", secure=True).content.decode()
    assert "Other bases that were assessed" in page
    link = page.split('href="?basis=')[1].split('"')[0].replace("&amp;", "&").split("#")[0]
    more = client.get(f"/cases/{story.reference}?basis={link}", secure=True).content.decode()
    assert more.count('class="ns-findings"') > page.count('class="ns-findings"')
    assert more.count("Show its findings") == page.count("Show its findings") - 1


def test_the_list_takes_the_same_few_statements_for_any_number_of_rows(story):
    client = signed_in(story.cast.preparer)
    story.to(Stage.RECEIVED)
    client.get("/cases", secure=True)
    with statements() as one:
        client.get("/cases", secure=True)
    for _ in range(20):
        STEPS[Stage.RECEIVED](story)
    with statements() as many:
        client.get("/cases", secure=True)
    assert len(many) == len(one) <= 8, "\n".join(many)


@pytest.mark.parametrize("query", ["", "?show=everything"])
@pytest.mark.parametrize("stage", STAGES[1:])
def test_the_page_of_a_case_takes_at_most_ten_statements(story, stage, query):
    story.to(stage)
    client = signed_in(story.cast.preparer)
    client.get("/desk", secure=True)
    CACHE.clear()
    with statements() as found:
        client.get(f"/cases/{story.reference}{query}", secure=True)
    assert len(found) <= 10, "\n".join(each[:300] for each in found)


def test_no_statement_of_the_page_of_a_case_reads_a_table_whole(story):
    if connection.vendor != "sqlite":
        return  # PostgreSQL reads small tables whole, as it should
    story.to(Stage.CLOSED)
    client = signed_in(story.cast.preparer)
    with statements() as found:
        client.get(f"/cases/{story.reference}", secure=True)
    for each in found:
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN QUERY PLAN " + each)
            plan = [row[3] for row in cursor.fetchall()]
        assert not [step for step in plan if step.startswith("SCAN") or "AUTOMATIC" in step], (each, plan)


def test_the_page_of_a_case_takes_the_same_statements_however_long_its_story(story):
    story.to(Stage.VERIFYING_REQUESTER)
    client = signed_in(story.cast.preparer)
    client.get(f"/cases/{story.reference}", secure=True)
    with statements() as short:
        client.get(f"/cases/{story.reference}", secure=True)
    by = acting(story.cast.preparer, at=story.at)
    for _ in range(10):
        later = story.at + timedelta(days=3)
        pathway.hold(reference=story.reference, reason="Waiting.", until=later, by=by, at=story.at)
        pathway.resume(reference=story.reference, by=by, at=story.at)
    with statements() as long:
        client.get(f"/cases/{story.reference}", secure=True)
    assert len(long) == len(short)


def test_every_mark_is_shown_with_who_made_it_and_why(story):
    story.to(Stage.AWAITING_DECISION)
    shared, reasoning = approval(story)
    first, second, *rest = reasoning.marks
    against = replace(first, agrees=False, reason="Not from where I sit.")
    together = [replace(each, words=MarkWords.TOGETHER, reason="Each was read.") for each in rest]
    marks = (against, replace(second, reason=""), *together)
    decision.approve(
        reference=story.reference,
        approval=shared,
        reasoning=replace(reasoning, marks=marks),
        by=story.by("decider"),
        at=story.at,
    )
    page = " ".join(shown(story, "preparer", "/cases/{case}?show=reasons").replace("</strong>", "").split())
    name = story.cast.decider.name
    assert f"What <span data-value>{name}</span> said of the findings" in page
    assert "Disagrees: " in page
    assert "Not from where I sit." in page
    assert "for the reason that the finding gives." in page
    assert f"with {len(rest)} findings: " in page
    assert "Each was read." in page


def test_earlier_versions_of_the_decision_are_shown_when_asked_for(story):
    story.to(Stage.APPROVED)
    assert "Earlier version" not in shown(story, "preparer", "/cases/{case}")
    by = story.by("decider")
    reopen(reference=story.reference, reason="A recipient has left.", by=by, at=story.at)
    reopened = shown(story, "preparer", "/cases/{case}")
    assert "No decision is in force." in reopened
    assert "Earlier version of this decision" in reopened
    decision.refuse(
        reference=story.reference,
        reasoning=reasoned(story, reasons_for_sharing="Words of the second version."),
        by=by,
        at=story.at,
    )
    page = shown(story, "preparer", "/cases/{case}")
    assert "A recipient has left." in page  # in the story so far
    assert "The court can protect the residents." not in page
    whole = shown(story, "preparer", "/cases/{case}?versions=all&show=reasons")
    for words in ("Version 1: Disclose in full", "Set aside", "The court can protect the residents.", PERSON):
        assert words in whole
    assert "Call of 3 February</span>: Share" in whole
    assert whole.count("Words of the second version.") == 1


def test_earlier_versions_cost_the_page_nothing_until_they_are_asked_for(story):
    story.to(Stage.APPROVED)
    client = signed_in(story.cast.preparer)
    client.get(f"/cases/{story.reference}", secure=True)
    with statements() as once:
        client.get(f"/cases/{story.reference}", secure=True)
    for _ in range(3):
        reopen(reference=story.reference, reason="Again.", by=story.by("decider"), at=story.at)
        STEPS[Stage.APPROVED](story)
    with statements() as often:
        page = client.get(f"/cases/{story.reference}", secure=True).content.decode()
    assert "Earlier versions of this decision (3)" in page
    assert len(often) == len(once)


def test_items_have_one_numbering(story):
    story.items.reverse()
    story.to(Stage.AWAITING_DECISION)
    page = shown(story, "preparer", "/cases/{case}")
    titles = [each.split("<")[0].strip() for each in page.split("Item ")[1:] if ": <" in each[:5]]
    assert page.count('<dt class="govuk-summary-list__key">Item ') == 0
    assert page.count('<dt class="govuk-summary-list__key">Asked for</dt>') == 2
    assert "Gathered: item 1" in page
    assert "Gathered: item 2" in page
    assert titles == ["1:", "2:"]


def test_an_item_of_another_category_than_was_asked_for_says_so(story):
    story.items.reverse()  # the order in force for the incident log asked for, and the other way round
    story.to(Stage.AWAITING_DECISION)
    told = "Asked for was Incident logs; this is Court orders."
    for path in ("/cases/{case}", "/cases/{case}/decide"):
        page = shown(story, "decider", path)
        assert told in page
    whole = open_case_page(reference=story.reference, by=story.by("preparer"), at=story.at)
    assert [each.notes for each in CaseWhole.whole(whole).gathered] == [["ANOTHER_CATEGORY"]] * 2


def test_every_basis_can_be_come_to(cast):
    story = begin(cast, at=recently())
    for number in range(14):
        agree(story, reference=f"ISA-1{number:02}")
    story.to(Stage.AWAITING_DECISION)
    client, seen = signed_in(cast.decider), set()
    for page_of in ("", "/decide"):
        more = ""
        for _ in range(3):
            page = client.get(f"/cases/{story.reference}{page_of}{more}", secure=True).content.decode()
            seen |= {(page_of, each.split("<")[0]) for each in page.split("Agreement <span data-value>")[1:]}
            links = [
                each.split("#")[0] for each in page.split('href="')[1:] if "bases=" in each.split('"')[0]
            ]
            onward = [each for each in links if not each.endswith("bases=0") and "basis=" not in each]
            if not onward:
                break
            more = onward[-1].replace("&amp;", "&")
    agreed = {"ISA-014"} | {f"ISA-1{number:02}" for number in range(14)}
    assert seen == {(page_of, name) for page_of in ("", "/decide") for name in agreed}
