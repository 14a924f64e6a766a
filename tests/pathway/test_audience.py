"""Who may know of a case, and who may open it: the filter, the branches of the list and the check are one rule."""

import itertools
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from needshare.accounts.models import Account, Compartment
from needshare.accounts.terms import Role
from needshare.audit.recording import recorded
from needshare.audit.terms import Operation
from needshare.crypto.keys import new_data_key
from needshare.kernel import Actor
from needshare.kernel.actors import role_principal
from needshare.pathway import actions, queries
from needshare.pathway.models import CaseAudience, CaseConflict, SharingCase
from needshare.pathway.stages import DONE, MOVES
from needshare.pathway.terms import AudienceGround, Stage
from needshare.policy import may
from tests.cast import AT, Cast, acting, person
from tests.signing_in import signed_in
from tests.story import Story, begin

STAGES = (Stage.RECEIVED, Stage.AWAITING_DECISION, Stage.REFERRED, Stage.PREPARED, Stage.CLOSED)
SAME = (
    "owner_id",
    "direction",
    "urgency",
    "purpose",
    "requesting_organisation_id",
    "opened_at",
    "opened_by_id",
    "received_at",
    "due_at",
    "data_key_id",
)
LATER = AT + timedelta(hours=2)


@recorded(Operation.COLLECTION)
def fill(*, pattern: SharingCase, cast: Cast, by: Actor, at) -> None:
    """Write cases in every relation: stage, handler, compartment, audience in force or over, conflict."""
    circle = Compartment(
        owner=cast.force,
        code_name="ALDER",
        purpose="A closed enquiry.",
        sponsor=cast.information_manager,
        opened_at=at,
        opened_by=cast.information_manager,
        data_key=new_data_key(owner=cast.force.pk, purpose="compartment", at=at),
    )
    circle.save(force_insert=True)
    Account.objects.filter(pk=cast.standards.pk).update(
        compartments=[{"compartment": str(circle.pk), "from": at.isoformat(), "until": ""}],
        recorded_as=circle.recorded_as_id,
    )
    people = [cast.officer, cast.preparer, cast.decider]
    team = role_principal(cast.force.pk, Role.PROTECTED_PERSONS)
    shown = [
        (),
        ((cast.officer.pk, AudienceGround.ASSIGNMENT, None),),
        ((cast.officer.pk, AudienceGround.GRANTED, at), (cast.preparer.pk, AudienceGround.GRANTED, LATER)),
        ((team, AudienceGround.GRANTED, None), (cast.decider.pk, AudienceGround.BREAK_GLASS, LATER)),
        (
            (cast.standards.pk, AudienceGround.GRANTED, None),
            (cast.standards.pk, AudienceGround.ASSIGNMENT, None),
        ),
    ]
    for number, (stage, handler, compartment) in enumerate(
        itertools.product(STAGES, (None, *people[1:2]), (None, circle)), 1
    ):
        for place, audience in enumerate(shown):
            case = SharingCase(
                **{name: getattr(pattern, name) for name in SAME},
                reference=f"NMC-26-{number:04}-{place:04}",
                stage=stage,
                handler=handler,
                compartment=compartment,
            )
            case.save(force_insert=True)
            common = {"owner_id": case.owner_id, "case": case, "data_key_id": case.data_key_id}
            for principal, ground, until in audience:
                words = {"purpose": "cover", "words": "Why.", "handled_as": "official"}
                CaseAudience(
                    **common,
                    principal=principal,
                    ground=ground,
                    from_at=at,
                    from_by=cast.information_manager,
                    until_at=until,
                    is_open=stage != Stage.CLOSED,
                    **(words if ground == AudienceGround.BREAK_GLASS else {}),
                ).save(force_insert=True)
            if (number + place) % 6 == 0:
                for who in (*people, cast.information_manager):
                    CaseConflict(**common, account=who, noted_at=at).save(force_insert=True)


@pytest.fixture
def cast_and_cases(cast: Cast) -> tuple[Cast, list[SharingCase]]:
    begin(cast).to(Stage.RECEIVED)
    pattern = SharingCase.objects.get()
    fill(pattern=pattern, cast=cast, by=cast.acting_information_manager, at=AT)
    return cast, list(SharingCase.objects.order_by("-id"))


def everybody(cast: Cast) -> list[Actor]:
    more = [
        person(cast.force, "u.supervisor", Role.SUPERVISOR),
        person(cast.force, "d.dpo", Role.DPO),
        person(cast.force, "s.siro", Role.SIRO),
        person(cast.force, "p.protected", Role.PROTECTED_PERSONS),
        person(cast.force, "b.both", Role.OFFICER, Role.PROFESSIONAL_STANDARDS, Role.PROTECTED_PERSONS),
    ]
    parts = (
        "officer",
        "preparer",
        "decider",
        "checker",
        "information_manager",
        "standards",
        "auditor",
        "administrator",
        "partner",
        "contact_point",
        "partner_administrator",
        "outsider",
    )
    known = [acting(account) for account in (*(getattr(cast, part) for part in parts), *more)]
    at_the_end = [replace(actor, known_at=LATER) for actor in known]
    return [*known, *at_the_end, replace(known[0], known_at=None)]


def test_filter_check_and_branches_are_one_rule(cast_and_cases):
    cast, cases = cast_and_cases
    partial = 0
    for viewer in everybody(cast):
        facts = {case.pk: queries.as_shown(case, viewer=viewer) for case in cases}
        for verb, found in (("case.list", queries.index_for), ("case.view", queries.cases_for)):
            allowed = [case.pk for case in cases if may(verb, viewer, facts[case.pk]).is_met]
            assert sorted(found(viewer).values_list("pk", flat=True)) == sorted(allowed), (verb, viewer)
            partial += 0 < len(allowed) < len(cases)
        listed = [case.pk for case in cases if may("case.list", viewer, facts[case.pk]).is_met]
        paged: list[UUID] = []
        while page := [each.pk for each in queries.newest(viewer, before=str(paged[-1]) if paged else "")]:
            paged += page[:7]
        assert paged == listed, viewer
        for stages in ((Stage.RECEIVED,), (Stage.CLOSED,), STAGES[:4], tuple(Stage)):
            narrowed = [case.pk for case in cases if case.pk in set(listed) and case.stage in stages]
            found = [case.pk for case in queries.newest(viewer, stages=stages)]
            assert found == narrowed[: queries.PAGE + 1], (viewer, stages)
        opened = {case.pk for case in cases if may("case.view", viewer, facts[case.pk]).is_met}
        assert opened <= set(listed), viewer
    assert partial >= 30, "too few filters were neither empty nor total to prove anything"


def test_the_audience_of_a_case_is_written_with_it(cast: Cast):
    story = begin(cast).to(Stage.RECEIVED)
    rows = CaseAudience.objects.values_list("principal", "ground", "ended_at")
    assert list(rows) == [(cast.council.pk, "requesting_organisation", None)]
    story.to(Stage.AWAITING_DECISION)
    assert set(rows.filter(ground="assignment")) == {(cast.preparer.pk, "assignment", None)}
    story.to(Stage.APPROVED)
    assert cast.decider.pk in rows.values_list("principal", flat=True)


def test_a_handlers_part_ends_when_the_case_is_handed_over(cast: Cast):
    story = begin(cast).to(Stage.VERIFYING_REQUESTER)
    another = person(cast.force, "b.colleague", Role.DISCLOSURE_OFFICER)
    hand_over(story, another)
    held = dict(CaseAudience.objects.filter(ground="assignment").values_list("principal", "ended_at"))
    assert held == {cast.preparer.pk: story.at, another.pk: None}
    assert queries.sharing_case(story.reference, viewer=acting(another)).handler_id == another.pk


@pytest.mark.parametrize("stage", [Stage.RECEIVED, Stage.UNDER_ASSESSMENT])
def test_who_gives_a_case_to_somebody_has_no_part_in_it_by_that(cast: Cast, stage: Stage):
    story = begin(cast).to(stage)
    supervisor = person(cast.force, "v.reeve", Role.SUPERVISOR)
    another = person(cast.force, "b.colleague", Role.DISCLOSURE_OFFICER)
    typed = {"to": another.username, "reason": "Her area."}
    done = signed_in(supervisor).post(f"/cases/{story.reference}/hand-over", typed, secure=True)
    assert done.status_code == 302
    held = CaseAudience.objects.filter(ended_at__isnull=True, ground="assignment")
    assert set(held.values_list("principal", flat=True)) == {another.pk}


def hand_over(story: Story, to: Account) -> None:
    by = story.by("preparer")
    actions.assign(reference=story.reference, to=to.username, reason="On leave.", by=by, at=story.at)


def test_the_rows_of_a_case_that_is_over_leave_the_lists_of_open_ones(cast: Cast):
    story = begin(cast).to(Stage.ACKNOWLEDGED)
    rows = CaseAudience.objects.values_list("is_open", flat=True)
    assert set(rows.all()) == {True}
    story.to(Stage.CLOSED)
    assert set(rows.all()) == {False}
    assert [case.reference for case in queries.newest(story.by("partner"))] == [story.reference]


def test_no_move_takes_up_a_case_that_is_over():
    assert not [move for move in MOVES if move.source in DONE], "audience.follow has to open its rows again"
