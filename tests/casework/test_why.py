"""Why a case was decided so, on one page; and the facts that decided each finding, to open on the page of a case."""

import pytest

from needshare.decision.models import Decision
from needshare.pathway.terms import Stage
from tests.casework.test_views import shown
from tests.decision.test_answer import refuse
from tests.signing_in import signed_in
from tests.story import REASONING, begin, recently

pytestmark = pytest.mark.django_db


def test_the_record_of_a_refusal_names_who_on_what_authority_and_every_finding_that_counted(cast):
    story = begin(cast, at=recently()).to(Stage.AWAITING_DECISION)
    refuse(story)
    page = shown(story, "information_manager", "/cases/{case}/why")
    assert cast.decider.name in page
    assert Decision.objects.get().assessment.pack_hash in page
    assert REASONING.harm_of_not_sharing in page
    assert REASONING.told_to_requester in page
    assert "Withhold" in page
    assert "Routine, within an agreement" in page


def test_there_is_no_record_before_a_decision_and_none_for_who_asked(cast):
    story = begin(cast, at=recently()).to(Stage.AWAITING_DECISION)
    for who in (cast.information_manager, cast.partner, cast.outsider):
        answer = signed_in(who).get(f"/cases/{story.reference}/why", secure=True)
        assert answer.status_code == 404


def test_every_finding_opens_to_the_facts_that_decided_it(cast):
    story = begin(cast, at=recently()).to(Stage.AWAITING_DECISION)
    brief = shown(story, "information_manager", "/cases/{case}")
    assert "What decided this" not in brief
    page = shown(story, "information_manager", "/cases/{case}?show=findings")
    assert page.count("What decided this") > 20
    assert "What was asked" in page
    assert "What is covered" in page
