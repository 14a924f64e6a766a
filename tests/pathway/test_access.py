"""The table of moves and the access pack say the same of roles, and a difference stops the start."""

from dataclasses import replace

import pytest
from django.core.checks import run_checks

from needshare.accounts.terms import Role
from needshare.pathway import access
from needshare.pathway.access import disagreements, roles_let, verbs_of
from needshare.pathway.stages import MOVES
from needshare.pathway.terms import Stage
from needshare.policy import current_pack


def test_every_move_is_open_to_the_roles_the_access_pack_lets_use_its_verb():
    assert disagreements(current_pack()) == []


@pytest.mark.parametrize("move", MOVES, ids=lambda move: f"{move.act}-{move.source}")
def test_a_move_named_with_another_role_is_found(monkeypatch, move):
    other = (*move.roles, Role.AUDITOR)
    monkeypatch.setattr(access, "MOVES", (replace(move, roles=other),))
    assert disagreements(current_pack()) == [f"{move.act} from {move.source}: auditor"]


def test_a_difference_refuses_the_start(monkeypatch):
    assert "needshare.E004" not in {message.id for message in run_checks()}
    fewer = tuple(replace(move, roles=move.roles[1:]) for move in MOVES if move.act == "disclosure.release")
    monkeypatch.setattr(access, "MOVES", fewer)
    found = [message for message in run_checks() if message.id == "needshare.E004"]
    assert len(found) == 1
    assert "disclosure.release from second_checked: disclosure_officer" in found[0].msg


@pytest.mark.parametrize(
    ("verb", "roles"),
    [
        (
            "case.decide",
            {"decision_maker", "supervisor", "information_management", "disclosure_officer", "siro"},
        ),
        (
            "case.advise",
            {"decision_maker", "supervisor", "information_management", "disclosure_officer", "siro", "dpo"},
        ),
        ("package.check", {"second_checker", "disclosure_officer", "information_management"}),
        ("package.release", {"disclosure_officer", "information_management"}),
        ("case.hold", {"disclosure_officer", "information_management", "decision_maker", "supervisor"}),
        (
            "package.acknowledge",
            {
                "partner_user",
                "partner_contact_point",
                "officer",
                "disclosure_officer",
                "decision_maker",
                "supervisor",
                "information_management",
            },
        ),
    ],
)
def test_who_does_what_is_as_written_by_hand_from_the_roles_of_the_field(verb, roles):
    assert roles_let(current_pack(), (verb,), Stage.AWAITING_DECISION) == roles


def test_the_dpo_answers_a_referral_and_decides_nothing():
    theirs = {(move.act, move.source) for move in MOVES if Role.DPO in move.roles}
    assert theirs == {("decision.send_back", Stage.REFERRED)}
    assert {verbs_of(move) for move in MOVES if Role.DPO in move.roles} == {("case.advise",)}
