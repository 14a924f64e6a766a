import pytest

from needshare.decision.models import DecidedItem, DecidedRecipient, Decision
from needshare.pathway.terms import Stage
from tests.attacks import belongs_to_another, is_refused, twice_is_refused
from tests.cast import Cast
from tests.story import Story, begin


@pytest.fixture
def story(cast: Cast) -> Story:
    return begin(cast).to(Stage.APPROVED)


def test_there_is_one_decision_in_force(story: Story):
    twice_is_refused(story, Decision.objects.get(), version=2)


def test_versions_are_numbered_once(story: Story):
    aside = {"set_aside_at": story.at, "set_aside_by_id": story.cast.decider.pk}
    twice_is_refused(story, Decision.objects.get(), **aside)


def test_who_set_it_aside_and_when_stand_together(story: Story):
    is_refused(story, Decision.objects.all(), set_aside_at=story.at)
    is_refused(story, Decision.objects.all(), set_aside_by=story.cast.decider)


def test_an_approval_names_what_it_binds_and_when_it_lapses(story: Story):
    is_refused(story, Decision.objects.all(), content_hash="")
    is_refused(story, Decision.objects.all(), lapses_at=None)
    is_refused(story, Decision.objects.all(), outcome="disclose_partial", content_hash="")


def test_an_item_is_decided_once(story: Story):
    decided = DecidedItem.objects.order_by("id").first()
    assert decided is not None
    twice_is_refused(story, decided)


def test_recipients_are_numbered_once_and_one_at_an_agency_has_an_account(story: Story):
    twice_is_refused(story, DecidedRecipient.objects.get())
    is_refused(story, DecidedRecipient.objects.all(), account=None)
    is_refused(story, DecidedRecipient.objects.all(), organisation=None)


@pytest.mark.parametrize("kind", [Decision, DecidedRecipient])
def test_every_row_belongs_to_the_force_of_its_case(
    story: Story, kind: type[Decision] | type[DecidedRecipient]
):
    belongs_to_another(story, kind.objects.get())
