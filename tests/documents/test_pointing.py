"""That material is held elsewhere is noted: who holds it and how to ask, and nothing of what it says (SCN-07, 5.1)."""

from dataclasses import replace

import pytest
from django.db import IntegrityError

from needshare.documents import actions
from needshare.documents.models import Item, ItemVersion
from needshare.documents.rules import Pointer, Text
from needshare.kernel import Blocked, Invalid
from tests.accounts.signing_in import words
from tests.cast import AT, Cast
from tests.documents.builders import file, held
from tests.entries import newest, overwrite
from tests.signing_in import signed_in

POINTER = Pointer(
    reference="RLU/7",
    category="intelligence",
    marking="secret",
    holder="Regional Larch Unit",
    how_to_ask="Ring the desk on the secure line.",
)
SAID = {name: getattr(POINTER, name) for name in ("reference", "category", "marking", "holder", "how_to_ask")}


def noted(by, **changed) -> ItemVersion:
    return actions.note_held_elsewhere(pointer=replace(POINTER, **changed), by=by, at=AT)


def test_the_note_keeps_who_holds_it_and_has_a_marking_of_its_own(cast: Cast):
    item = noted(cast.acting_preparer).item
    assert (item.held_elsewhere_as, item.originator, item.marking) == (
        "secret",
        "Regional Larch Unit",
        "official_sensitive",
    )
    event = newest("documents.note_held_elsewhere")
    assert (event.operation, event.said["held_elsewhere_as"]) == ("collection", "secret")
    assert "Larch" not in str(event.said)


@pytest.mark.parametrize("marking", ["top_secret", "TOP SECRET", "confidential", "cosmic", ""])
def test_of_what_may_not_be_named_nothing_is_kept(cast: Cast, marking: str):
    with pytest.raises(Blocked) as blocked:
        noted(cast.acting_preparer, marking=marking)
    assert ("nor that there is such material" in blocked.value.reason) is marking.lower().startswith("top")
    assert not Item.objects.exists()


def test_an_older_marking_is_read_as_it_counts_today(cast: Cast):
    assert noted(cast.acting_preparer, marking="RESTRICTED").item.held_elsewhere_as == "official_sensitive"


@pytest.mark.parametrize("name", ["reference", "holder", "how_to_ask", "category"])
def test_who_holds_it_and_how_to_ask_must_be_said(cast: Cast, name: str):
    with pytest.raises(Invalid) as refusal:
        noted(cast.acting_preparer, **{name: " "})
    assert name in {error.field for error in refusal.value.errors}


def test_no_file_of_it_is_ever_added(cast: Cast):
    item = noted(cast.acting_preparer).item
    with pytest.raises(Invalid) as refusal:
        actions.add_version(item_id=item.pk, content=file(), by=cast.acting_preparer, at=AT)
    assert "held elsewhere" in str(refusal.value.errors)
    actions.add_version(item_id=item.pk, content=Text("Write to the desk."), by=cast.acting_preparer, at=AT)
    assert ItemVersion.objects.count() == 2


def test_the_database_keeps_no_note_without_a_holder(cast: Cast):
    rows = Item.objects.filter(pk=held(cast.acting_preparer).item_id)
    with pytest.raises(IntegrityError):
        overwrite(rows=rows, changes={"held_elsewhere_as": "secret"}, by=cast.acting_preparer, at=AT)


def test_the_page_asks_for_all_of_it_and_offers_no_marking_that_may_not_be_named(cast: Cast):
    client = signed_in(cast.preparer)
    page = client.get("/items/elsewhere", secure=True).content.decode()
    assert "SECRET" in page
    assert "TOP SECRET" not in page
    assert client.post("/items/elsewhere", {}, secure=True).status_code == 422
    done = client.post("/items/elsewhere", SAID, secure=True)
    version = ItemVersion.objects.get()
    assert (done.status_code, done["Location"]) == (302, f"/items/{version.pk}")
    opened = client.post(f"/items/{version.pk}", {"reason": "To ask for it."}, secure=True)
    assert "held by Regional Larch Unit . Only how to ask for it is here." in words(opened)


@pytest.mark.parametrize("part", ["officer", "decider", "auditor"])
def test_who_adds_no_material_notes_none(cast: Cast, part: str):
    answer = signed_in(getattr(cast, part)).post("/items/elsewhere", SAID, secure=True)
    assert answer.status_code == 403
    assert not Item.objects.exists()
