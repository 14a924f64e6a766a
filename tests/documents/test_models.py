import pytest
from django.db import IntegrityError, transaction

from needshare.documents import actions
from needshare.documents.models import Item, ItemSubject, ItemVersion
from needshare.documents.rules import Link
from tests import entries
from tests.cast import AT, Cast
from tests.documents.builders import PRYCE, file, held


@pytest.fixture
def material(cast: Cast) -> None:
    by = cast.acting_preparer
    pryce = actions.enter_subject(person=PRYCE, by=by, at=AT)
    held(by, Link(pryce.id, "suspect"), Link(pryce.id, "victim"))
    held(by, content=file())


@pytest.mark.parametrize(
    ("model", "changes"),
    [
        (Item, {"marking": ""}),
        (Item, {"label": "rumour"}),
        (Item, {"accuracy": "disputed"}),
        (Item, {"disputed_at": AT}),
        (ItemVersion, {"kind": "text", "stored_as": "0" * 32}),
        (ItemVersion, {"kind": "file", "stored_as": ""}),
        (ItemVersion, {"kind": "file", "stored_as": "0" * 32}),
        (ItemVersion, {"size": 0}),
        (ItemVersion, {"number": 0}),
        (ItemSubject, {"role": "guilty"}),
        (ItemSubject, {"role": "victim"}),
    ],
    ids=lambda given: "_".join(given) if isinstance(given, dict) else given.__name__,
)
def test_the_database_refuses_what_must_never_be(cast: Cast, material, model, changes):
    with pytest.raises(IntegrityError):
        entries.overwrite(rows=model.objects.all(), changes=changes, by=cast.acting_officer, at=AT)


@pytest.mark.parametrize("model", [Item, ItemVersion, ItemSubject])
def test_the_database_refuses_another_owner_and_a_change_without_an_entry(cast: Cast, material, model):
    with pytest.raises(IntegrityError):
        entries.overwrite(
            rows=model.objects.all(), changes={"owner_id": cast.council.id}, by=cast.acting_officer, at=AT
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(owner_id=cast.force.id)


def test_the_database_refuses_two_versions_of_one_number(cast: Cast, material):
    item_id = Item.objects.first().id
    with pytest.raises(IntegrityError):
        entries.overwrite(
            rows=ItemVersion.objects.all(), changes={"item_id": item_id}, by=cast.acting_officer, at=AT
        )
