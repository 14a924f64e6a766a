from datetime import date

import pytest

from needshare.intake import actions
from needshare.intake.models import Draft, RequestedItem, RequestSubject, SharingRequest, Verification
from needshare.intake.terms import AskingPart
from needshare.pathway.terms import Stage
from tests.attacks import belongs_to_another, is_refused, twice_is_refused
from tests.cast import Cast
from tests.story import Story, begin


@pytest.fixture
def story(cast: Cast) -> Story:
    return begin(cast).to(Stage.UNDER_ASSESSMENT)


def first(kind: type[RequestedItem] | type[RequestSubject]) -> RequestedItem | RequestSubject:
    found = kind.objects.order_by("number").first()
    assert found is not None
    return found


def test_a_case_has_one_request(story: Story):
    twice_is_refused(story, SharingRequest.objects.get())


def test_who_declared_and_when_stand_together(story: Story):
    is_refused(story, SharingRequest.objects.all(), declared_at=None)
    is_refused(story, SharingRequest.objects.all(), declared_by=None)


@pytest.mark.parametrize("kind", [RequestedItem, RequestSubject])
def test_what_and_whom_it_asks_about_is_numbered_once(
    story: Story, kind: type[RequestedItem] | type[RequestSubject]
):
    twice_is_refused(story, first(kind))


def test_a_range_of_dates_ends_after_it_begins(story: Story):
    is_refused(story, RequestedItem.objects.all(), date_from=date(2026, 3, 2), date_to=date(2026, 3, 1))


@pytest.mark.parametrize(
    "layer",
    [
        {"is_organisation_confirmed": False},
        {"is_person_confirmed": False},
        {"is_authority_confirmed": False},
        {"destination": "lookalike"},
    ],
)
def test_verified_means_every_layer(story: Story, layer: dict[str, object]):
    is_refused(story, Verification.objects.all(), **layer)


def test_a_draft_is_not_both_sent_and_discarded(story: Story):
    actions.save_draft(
        draft_id=None,
        force="NMC",
        part=AskingPart.NECESSITY,
        answers=story.asked,
        by=story.by("partner"),
        at=story.at,
    )
    is_refused(story, Draft.objects.all(), sent_at=story.at, discarded_at=story.at)


@pytest.mark.parametrize("kind", [SharingRequest, Verification])
def test_every_row_belongs_to_the_force_of_its_case(
    story: Story, kind: type[SharingRequest] | type[Verification]
):
    belongs_to_another(story, kind.objects.get())


@pytest.mark.parametrize("kind", [RequestedItem, RequestSubject])
def test_every_part_of_a_request_belongs_to_its_owner(
    story: Story, kind: type[RequestedItem] | type[RequestSubject]
):
    belongs_to_another(story, first(kind))
