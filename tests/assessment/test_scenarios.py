"""The worked scenarios of the domain reference, as far as the assessment: their codes, item by item."""

from datetime import UTC, date, datetime

import pytest

from needshare.assessment import actions, queries
from needshare.decision import actions as decision
from needshare.intake import actions as intake
from needshare.intake.actions import Evidence, Sender
from needshare.intake.rules import AskedItem, AskedPerson
from needshare.intake.terms import RequestChannel
from needshare.kernel import Blocked, Outcome
from needshare.pathway import actions as pathway, queries as pathway_queries
from needshare.pathway.terms import Stage
from needshare.tasks import queries as tasks
from tests import story as stories
from tests.cast import Cast
from tests.story import Story, agree, begin

TODAY = datetime(2026, 3, 16, 10, 0, tzinfo=UTC)
NOTES = {"partial_cover", "partner_not_signed"}


def assessed(story: Story) -> queries.Basis:
    case = pathway_queries.sharing_case(story.reference, viewer=story.by("information_manager"))
    stored = queries.newest_assessment(case)
    assert stored is not None
    assert queries.replay(stored) == stored.findings
    return queries.relied_on(stored)


def codes_by_item(story: Story) -> dict[str, set[str]]:
    case = pathway_queries.sharing_case(story.reference, viewer=story.by("information_manager"))
    names = {number: category for number, (category, _kind) in queries.numbered_items(case).items()}
    found: dict[str, set[str]] = {}
    for each in assessed(story).findings:
        for code in each.codes:
            found.setdefault(code, set()).add(names.get(each.item, ""))
    return found


def test_scn_01_a_clean_routine_request_has_no_code_and_ends_in_a_human_decision(cast: Cast):
    story = begin(cast, at=TODAY).to(Stage.AWAITING_DECISION)
    basis = assessed(story)
    assert basis.agreement_reference == "ISA-014"
    assert basis.codes == ()
    assert {each.outcome for each in basis.findings} <= {Outcome.MET, Outcome.NEEDS_A_PERSON}
    story.to(Stage.ACKNOWLEDGED)
    stored = stories.approval(story)[0]
    assert {"purpose_only", "named_recipients_only", "notify_on_inaccuracy"} <= {
        each.code for each in stored.conditions
    }


def test_scn_02_an_expired_agreement_closes_its_route_and_opens_the_one_off_one(cast: Cast):
    story = begin(cast, at=TODAY, has_agreement=False, agreement_reference="ISA-021", gateways=("g01", "g02"))
    agree(story, reference="ISA-021", ends_on=date(2026, 3, 15))
    story.to(Stage.AWAITING_DECISION)
    basis = assessed(story)
    assert "isa_expired" in basis.codes
    case = pathway_queries.sharing_case(story.reference, viewer=story.by("decider"))
    stored = queries.newest_assessment(case)
    assert stored is not None
    one_off = [each for each in queries.bases(stored) if not each.agreement_reference]
    assert {each.gateways for each in one_off} == {("g01",), ("g02",)}
    assert all("isa_expired" not in each.codes for each in one_off)
    authority = queries.authority_for(stored, basis_id=one_off[0].id)
    assert "supervisor" in authority.roles
    assert "disclosure_officer" not in authority.roles
    shared, reasoning = stories.approval(story)
    with pytest.raises(Blocked) as refused:
        decision.approve(
            reference=story.reference, approval=shared, reasoning=reasoning, by=story.by("decider"), at=TODAY
        )
    assert "isa_expired" in refused.value.codes


def test_scn_03_categories_the_agreement_does_not_cover_are_named_and_the_rest_goes_on(cast: Cast):
    story = begin(
        cast,
        at=TODAY,
        items=(AskedItem("incident_log"), AskedItem("health"), AskedItem("arrest_no_charge")),
    )
    story.items = story.items[:1]
    story.to(Stage.AWAITING_DECISION)
    codes = codes_by_item(story)
    assert codes["category_out_of_scope"] == {"health", "arrest_no_charge"}
    assert "health" in codes["condition_missing_sensitive"]
    assert "partial_cover" in codes


def test_scn_04_the_right_organisation_and_the_wrong_person_is_held_and_told_nothing(cast: Cast):
    story = begin(cast, at=TODAY)
    asking = stories.asking(requester_name="P. Danvers", requester_email="p.danvers@wexcornbe.example")
    case = intake.submit(
        sender=Sender("NMC", "WBC", RequestChannel.SECURE_EMAIL),
        asking=asking,
        by=story.by("officer"),
        at=TODAY,
    )
    pathway.claim(reference=case.reference, by=story.by("preparer"), at=TODAY)
    evidence = Evidence(
        method="secure_email_domain",
        is_organisation_confirmed=True,
        is_person_confirmed=False,
        is_authority_confirmed=False,
        words="The domain resembles the registered one; the name is not on the list of the agreement.",
    )
    found = intake.verify(reference=case.reference, evidence=evidence, by=story.by("preparer"), at=TODAY)
    assert {"requester_not_named_contact", "destination_mismatch"} <= set(found.codes)
    held = pathway_queries.sharing_case(case.reference, viewer=story.by("preparer"))
    assert held.stage == Stage.ON_HOLD
    opened = {task.kind for task in tasks.tasks_about(held.pk, viewer=story.by("information_manager"))}
    assert {"call_back", "ask_contact_point", "lookalike_domain"} <= opened
    shown = pathway_queries.steps_of(held, viewer=story.by("partner"))
    assert [step.act for step in shown] == ["intake.submit", "pathway.claim"]


def test_what_is_not_known_needs_a_person_and_is_never_met(cast: Cast):
    story = begin(cast, at=TODAY).to(Stage.UNDER_ASSESSMENT)
    by = story.by("preparer")
    stories.assess(story)
    unknown = [each for each in assessed(story).findings if "facts_unknown" in each.codes]
    assert unknown
    assert all(each.outcome is not Outcome.MET for each in unknown)
    with pytest.raises(Blocked):
        actions.assess(reference=story.reference, answers=stories.answers(), by=story.by("partner"), at=TODAY)
    assert by.has_role("disclosure_officer")


def test_a_person_named_without_a_second_particular_is_a_trawl(cast: Cast):
    story = begin(cast, at=TODAY, persons=(AskedPerson(name="Marlon Pryce", role="suspect"),))
    story.to(Stage.UNDER_ASSESSMENT)
    stories.assess(story)
    assert "excessive" in assessed(story).codes
