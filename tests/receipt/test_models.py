import pytest

from needshare.pathway.terms import Stage
from needshare.receipt.models import Receipt
from tests.attacks import belongs_to_another, is_refused, twice_is_refused
from tests.cast import Cast
from tests.story import Story, begin


@pytest.fixture
def story(cast: Cast) -> Story:
    return begin(cast).to(Stage.ACKNOWLEDGED)


def test_there_is_one_receipt_per_delivery(story: Story):
    twice_is_refused(story, Receipt.objects.get())


def test_only_what_was_opened_is_acknowledged(story: Story):
    is_refused(story, Receipt.objects.all(), opened_at=None)


def test_a_receipt_belongs_to_the_force_that_sent(story: Story):
    belongs_to_another(story, Receipt.objects.get())
