import pytest
from django.db.models import F

from needshare.disclosure.models import Delivery, Package
from needshare.pathway.terms import Stage
from tests.attacks import belongs_to_another, is_refused, twice_is_refused
from tests.cast import Cast
from tests.story import Story, begin


@pytest.fixture
def story(cast: Cast) -> Story:
    return begin(cast).to(Stage.RELEASED)


def test_packages_are_numbered_once(story: Story):
    twice_is_refused(story, Package.objects.get())


def test_who_and_when_stand_together(story: Story):
    packages = Package.objects.all()
    is_refused(story, packages, checked_by=None)
    is_refused(story, packages, checked_at=None)
    is_refused(story, packages, released_by=None)
    is_refused(story, packages, released_at=None)
    is_refused(story, packages, release_entry=None)


def test_what_is_released_was_checked(story: Story):
    is_refused(story, Package.objects.all(), checked_at=None, checked_by=None)


def test_nobody_checks_their_own_package_whatever_the_software_thinks(story: Story):
    is_refused(story, Package.objects.all(), checked_by=F("prepared_by"))
    is_refused(story, Package.objects.all(), prepared_by=F("checked_by"))


def test_nobody_releases_what_they_decided_whatever_the_software_thinks(story: Story):
    is_refused(story, Package.objects.all(), released_by=F("decided_by"))
    is_refused(story, Package.objects.all(), decided_by=F("released_by"))


def test_there_is_one_delivery_per_recipient(story: Story):
    twice_is_refused(story, Delivery.objects.get())


def test_a_link_is_for_one_delivery(cast: Cast):
    first, second = begin(cast).to(Stage.RELEASED), Story(cast)
    second.items, second.subject = first.items, first.subject
    second.to(Stage.RELEASED)
    deliveries = Delivery.objects.order_by("id")
    assert deliveries.count() == 2
    is_refused(first, deliveries, link_digest="0" * 64)


@pytest.mark.parametrize("kind", [Package, Delivery])
def test_every_row_belongs_to_the_force_of_its_case(story: Story, kind: type[Package] | type[Delivery]):
    belongs_to_another(story, kind.objects.get())
