"""Asking for access, compartments and interests at the command line, as the pages and the API do them."""

from pathlib import Path

import pytest

from needshare.accounts.terms import Role
from needshare.casework import jobs as casework
from needshare.pathway import jobs
from needshare.pathway.terms import Stage
from tests.calling import token_of
from tests.cast import AT, Cast, person
from tests.cli.running import Terminal
from tests.story import PERSON, Story, begin

WHY = "A closed enquiry begins."


@pytest.fixture
def story(cast: Cast) -> Story:
    return begin(cast, at=AT).to(Stage.UNDER_ASSESSMENT)


def test_access_is_asked_for_and_answered(story: Story, terminal: Terminal):
    asked = {
        "reference": story.reference,
        "purpose": "related",
        "words": "It is about my own case's address.",
    }
    assert terminal.takes("officer", "access", "ask", sent=asked)["answer_due_at"]
    jobs.bring_askings(at=story.at)
    (waiting,) = terminal.takes("preparer", "access", "waiting")["items"]
    answer = {"verdict": "granted", "words": "Their case is next door."}
    terminal.takes("preparer", "access", "answer", waiting["id"], sent=answer)
    (own,) = terminal.takes("officer", "access", "asked")["items"]
    assert (own["reference"], own["outcome"]) == (story.reference, "granted")


def test_two_people_put_a_case_into_a_compartment(story: Story, terminal: Terminal, tmp_path: Path):
    (tmp_path / "siro").write_text(token_of(person(story.cast.force, "r.siro", Role.SIRO)))
    given = {
        "code_name": "Alder",
        "purpose": "A closed enquiry.",
        "sponsor": story.cast.decider.username,
        "reason": WHY,
    }
    circle = terminal.takes("information_manager", "compartment", "open", sent=given)["id"]
    admitted = {"username": story.cast.preparer.username, "until": None, "reason": WHY}
    terminal.takes("decider", "compartment", "bring-in", circle, sent=admitted)
    proposed = {"compartment": circle, "reason": WHY}
    terminal.takes("information_manager", "compartment", "propose", story.reference, sent=proposed)
    (waiting,) = terminal.takes("siro", "compartment", "waiting")["items"]
    status, said = terminal.refused("information_manager", "compartment", "approve", waiting["id"])
    assert (status, "second person" in said["reason"]) == (3, True), said
    terminal.takes("siro", "compartment", "approve", waiting["id"])
    inside = terminal.takes("decider", "compartment", "show", circle)
    assert story.reference in str(inside)
    (line,) = terminal.takes("information_manager", "compartment", "list")["items"]
    assert (line["code_name"], line["is_inside"]) == ("ALDER", False)
    status, _said = terminal.refused("officer", "case", "show", story.reference)
    assert status == 4
    looked = {"words": PERSON, "reason": "He is said to have moved."}
    assert terminal.takes("officer", "search", "find", sent=looked)
    assert casework.tell_of_hidden_hits(at=story.at) == 1
    (hit,) = terminal.takes("preparer", "access", "hits")["items"]
    assert (hit["case"], hit["person"]) == (story.reference, story.cast.officer.username)
    status, said = terminal.refused("decider", "compartment", "show", "no-id")
    assert status == 2


def test_interests_are_declared_and_a_case_is_stepped_out_of(story: Story, terminal: Terminal):
    declared = {"names": ["P. Example"], "addresses": ["9 Alder Row"]}
    assert terminal.takes("preparer", "interest", "declare", sent=declared)["declared_at"]
    assert terminal.takes("information_manager", "interest", "waiting")["items"] == []
    noted = terminal.takes(
        "decider", "interest", "step-out", story.reference, sent={"words": "My neighbour is in it."}
    )
    assert noted == {"reference": story.reference}
    status, _said = terminal.refused("decider", "case", "show", story.reference)
    assert status == 4
