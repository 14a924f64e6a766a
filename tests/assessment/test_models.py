import pytest

from needshare.assessment.models import Assessment, GatheredItem, PackUsed, Search, SubjectMatch
from needshare.pathway.terms import Stage
from tests.attacks import belongs_to_another, is_refused, twice_is_refused
from tests.cast import Cast
from tests.story import Story, begin


@pytest.fixture
def story(cast: Cast) -> Story:
    return begin(cast).to(Stage.AWAITING_DECISION)


def test_a_person_is_matched_once(story: Story):
    twice_is_refused(story, SubjectMatch.objects.get())


def test_items_are_numbered_once_and_a_version_is_gathered_once(story: Story):
    gathered = GatheredItem.objects.get(number=1)
    twice_is_refused(story, gathered)
    twice_is_refused(story, gathered, number=9)
    is_refused(story, GatheredItem.objects.all(), item_version=gathered.item_version)


def test_assessments_are_numbered_once(story: Story):
    twice_is_refused(story, Assessment.objects.get())


def test_a_pack_is_kept_once(story: Story):
    twice_is_refused(story, PackUsed.objects.get())


@pytest.mark.parametrize("kind", [Search, SubjectMatch, Assessment])
def test_every_row_belongs_to_the_force_of_its_case(
    story: Story, kind: type[Search] | type[SubjectMatch] | type[Assessment]
):
    belongs_to_another(story, kind.objects.get())
