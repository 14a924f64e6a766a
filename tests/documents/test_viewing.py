import pytest

from needshare.documents import actions, queries
from needshare.documents.rules import Link
from needshare.documents.terms import Accuracy
from needshare.kernel import Blocked, Conflict, Invalid, Unknown
from tests import entries
from tests.cast import AT, Cast
from tests.documents.builders import PRYCE, file, held

REASON = "Assessing NMC-26-7K3F-9QXW"


def test_opening_an_item_is_recorded_once(cast: Cast):
    by = cast.acting_preparer
    pryce = actions.enter_subject(person=PRYCE, by=by, at=AT)
    version = held(by, Link(pryce.id, "suspect"))
    before = entries.count()
    opened = actions.view_item(
        version_id=version.id, reason=REASON, reference="NMC-26-7K3F-9QXW", by=by, at=AT
    )
    assert opened.body == "Loud music until 3am."
    assert entries.count() == before + 1
    event = entries.newest()
    assert (event.act, event.operation, event.ending) == ("documents.view_item", "consultation", "found")
    assert event.justification == REASON
    assert event.references == ("NMC-26-7K3F-9QXW",)
    assert event.subject == (str(pryce.id),)
    assert event.said["marking"] == "official_sensitive"
    assert "music" not in str(event)


def test_a_file_is_read_after_it_is_opened(cast: Cast):
    version = held(cast.acting_preparer, content=file())
    opened = actions.view_item(version_id=version.id, reason=REASON, by=cast.acting_decider, at=AT)
    assert b"".join(queries.content_for(opened, viewer=cast.acting_decider)).startswith(b"%PDF-")
    with pytest.raises(Blocked):
        queries.content_for(opened, viewer=cast.acting_partner)


def test_nothing_is_opened_without_a_reason(cast: Cast):
    version = held(cast.acting_preparer)
    with pytest.raises(Invalid) as invalid:
        actions.view_item(version_id=version.id, reason=" ", by=cast.acting_preparer, at=AT)
    assert invalid.value.errors[0].field == "reason"


@pytest.mark.parametrize("part", ["partner", "outsider", "administrator", "officer", "auditor"])
def test_for_others_there_is_nothing_to_open_and_the_try_is_recorded(cast: Cast, part):
    version = held(cast.acting_preparer)
    with pytest.raises(Unknown):
        actions.view_item(version_id=version.id, reason=REASON, by=getattr(cast, f"acting_{part}"), at=AT)
    assert entries.newest().ending == "unknown"


def test_anyone_of_the_force_may_say_that_an_item_is_wrong(cast: Cast):
    item_id = held(cast.acting_preparer).item_id
    actions.mark_disputed(item_id=item_id, reason="It was another street.", by=cast.acting_officer, at=AT)
    item = queries.item(item_id, viewer=cast.acting_preparer)
    assert (item.accuracy, item.dispute, item.disputed_at) == (
        Accuracy.DISPUTED,
        "It was another street.",
        AT,
    )
    assert item.disputed_by_id == cast.officer.id
    event = entries.newest("documents.mark_disputed")
    assert (event.operation, event.justification) == ("alteration", "It was another street.")
    with pytest.raises(Conflict):
        actions.mark_disputed(item_id=item_id, reason="Again.", by=cast.acting_officer, at=AT)


def test_a_dispute_needs_its_reason_and_is_unknown_to_others(cast: Cast):
    item_id = held(cast.acting_preparer).item_id
    with pytest.raises(Invalid):
        actions.mark_disputed(item_id=item_id, reason=" ", by=cast.acting_officer, at=AT)
    for part in ("partner", "administrator"):
        with pytest.raises(Unknown):
            actions.mark_disputed(item_id=item_id, reason="No.", by=getattr(cast, f"acting_{part}"), at=AT)
    assert queries.item(item_id, viewer=cast.acting_preparer).accuracy == Accuracy.VERIFIED


def test_a_dispute_is_settled_once_by_who_keeps_the_item(cast: Cast):
    item_id = held(cast.acting_preparer).item_id
    actions.mark_disputed(item_id=item_id, reason="Wrong.", by=cast.acting_officer, at=AT)
    settle = {"item_id": item_id, "accuracy": Accuracy.VERIFIED, "reason": "Checked the log.", "at": AT}
    with pytest.raises(Blocked):
        actions.settle_dispute(**settle, by=cast.acting_decider)
    with pytest.raises(Unknown):
        actions.settle_dispute(**settle, by=cast.acting_checker)
    with pytest.raises(Invalid):
        actions.settle_dispute(**settle | {"accuracy": Accuracy.DISPUTED}, by=cast.acting_preparer)
    with pytest.raises(Invalid):
        actions.settle_dispute(**settle | {"reason": ""}, by=cast.acting_preparer)
    actions.settle_dispute(**settle, by=cast.acting_preparer)
    item = queries.item(item_id, viewer=cast.acting_preparer)
    assert (item.accuracy, item.dispute, item.disputed_at) == (Accuracy.VERIFIED, "", None)
    with pytest.raises(Conflict):
        actions.settle_dispute(**settle, by=cast.acting_preparer)
