from collections import deque

import pytest

from needshare.accounts.terms import PARTNER_ROLES, USER_ADMINISTRATION
from needshare.pathway.stages import DONE, MOVES, find_move, moves_from, seen_by_requester
from needshare.pathway.terms import RequesterStatus, Stage


def test_every_stage_can_be_reached_from_a_draft():
    reached, waiting = {Stage.DRAFT}, deque([Stage.DRAFT])
    while waiting:
        for move in moves_from(waiting.popleft()):
            if move.target not in reached:
                reached.add(move.target)
                waiting.append(move.target)
    assert reached == set(Stage)


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage not in DONE])
def test_every_stage_that_is_not_done_leads_on(stage):
    assert moves_from(stage)


@pytest.mark.parametrize("stage", DONE)
def test_what_is_done_stays_done(stage):
    assert moves_from(stage) == ()


def test_an_act_makes_one_move_between_two_stages():
    keys = [(move.act, move.source, move.target) for move in MOVES]
    assert len(keys) == len(set(keys))


# A case taken off hold goes back to the stage it was held from and to no other (tests/pathway/test_actions.py),
# so `pathway.resume` brings it nowhere it had not reached before.
ONWARD = [move for move in MOVES if move.act != "pathway.resume"]


def test_release_is_reached_only_from_a_second_check_and_that_only_from_preparation():
    assert {move.source for move in MOVES if move.target == Stage.RELEASED} == {Stage.SECOND_CHECKED}
    assert {move.source for move in ONWARD if move.target == Stage.SECOND_CHECKED} == {Stage.PREPARED}
    assert {move.source for move in ONWARD if move.target == Stage.PREPARED} == {
        Stage.APPROVED,
        Stage.APPROVED_IN_PART,
    }


def test_only_a_human_decision_leads_to_an_approval():
    approvals = [
        move
        for move in ONWARD
        if move.target in (Stage.APPROVED, Stage.APPROVED_IN_PART) and move.act != "disclosure.send_back"
    ]
    assert {move.act for move in approvals} == {"decision.approve", "decision.approve_in_part"}


def test_the_worker_alone_can_only_hold_a_case_reopen_a_decision_and_give_an_answer_in_time():
    moves = [move for move in MOVES if move.by_itself]
    assert {move.act for move in moves} == {"decision.reopen", "decision.give_answer", "pathway.hold"}
    given = {move.target for move in moves if move.act == "decision.give_answer"}
    assert given == {Stage.NOT_HELD, Stage.NEITHER_CONFIRMED_NOR_DENIED}
    assert all(not move.roles for move in MOVES if move.act == "decision.give_answer")


def test_no_partner_and_no_administrator_decides_prepares_checks_or_releases():
    guarded = [move for move in MOVES if move.act.startswith(("decision.", "disclosure.", "assessment."))]
    for move in guarded:
        assert not set(move.roles) & (PARTNER_ROLES | USER_ADMINISTRATION)


@pytest.mark.parametrize(
    "stage",
    [
        Stage.VERIFYING_REQUESTER,
        Stage.UNDER_ASSESSMENT,
        Stage.AWAITING_DECISION,
        Stage.APPROVED,
        Stage.PREPARED,
        Stage.SECOND_CHECKED,
        Stage.ON_HOLD,
        Stage.REFERRED,
        Stage.DEFERRED,
    ],
)
def test_the_requester_cannot_tell_from_the_status_whether_anything_is_held(stage):
    assert seen_by_requester(stage) is RequesterStatus.BEING_CONSIDERED


def test_a_refusal_and_nothing_held_look_alike_to_the_requester():
    alike = (Stage.REFUSED, Stage.NOT_HELD, Stage.NEITHER_CONFIRMED_NOR_DENIED)
    assert {seen_by_requester(stage) for stage in alike} == {RequesterStatus.ANSWERED}


def test_a_move_that_is_not_on_the_map_is_not_found():
    assert find_move("disclosure.release", Stage.APPROVED, Stage.RELEASED) is None


def test_a_case_is_not_closed_without_an_answer():
    closed_from = {move.source for move in MOVES if move.target == Stage.CLOSED}
    assert Stage.DEFERRED not in closed_from
    assert Stage.REFERRED not in closed_from
