"""An item is marked again: up by who works with it, down by its originator alone (domain reference 5.1, SCN-07)."""

import pytest

from needshare.accounts.terms import Role
from needshare.documents import actions
from needshare.documents.models import Item
from needshare.documents.rules import Marked
from needshare.kernel import Blocked, Conflict, Invalid, Unknown
from needshare.policy import means_today
from tests import entries
from tests.cast import AT, Cast, acting, person
from tests.documents.builders import held

WHY = "It names a source of the council."


def marked(cast: Cast, item: Item, by, reason=WHY, **changed):
    return actions.mark_again(item_id=item.id, marked=Marked(**changed), reason=reason, by=by, at=AT)


@pytest.fixture
def colleague(cast: Cast):
    return acting(person(cast.force, "j.fenn", Role.DISCLOSURE_OFFICER))


def test_whoever_prepares_marks_an_item_higher_and_it_is_recorded(cast: Cast, colleague):
    item = held(cast.acting_preparer, marking="official").item
    now = marked(cast, item, colleague, marking="official_sensitive", caveats=["uk_eyes_only"])
    assert (now.marking, now.caveats, now.marked_by_id, now.marking_reason) == (
        "official_sensitive",
        ["uk_eyes_only"],
        colleague.id,
        WHY,
    )
    event = entries.newest("documents.mark_again")
    assert (event.operation, event.justification) == ("alteration", WHY)
    assert (event.said["marking_before"], event.said["marking"]) == ("official", "official_sensitive")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"marking": "official_sensitive"}, {"marking": "official"}),
        ({"caveats": ["uk_eyes_only"]}, {}),
        ({"marking": "official"}, {"marking": "official", "handling": ["for_public_release"]}),
    ],
    ids=["lower", "without_its_caveat", "for_the_public"],
)
def test_only_who_marked_it_or_information_management_opens_an_item_up(cast: Cast, colleague, before, after):
    item = held(cast.acting_preparer, **before).item
    with pytest.raises(Blocked) as blocked:
        marked(cast, item, colleague, **after)
    assert blocked.value.reason.startswith("Only its originator marks an item lower")
    for by in (cast.acting_preparer, cast.acting_information_manager):
        marked(cast, item, by, **after)
        marked(cast, item, cast.acting_preparer, **before)


def test_what_another_body_marked_is_never_opened_up_here(cast: Cast):
    item = held(cast.acting_preparer, originator="East Moor Probation").item
    for by in (cast.acting_preparer, cast.acting_information_manager):
        with pytest.raises(Blocked):
            marked(cast, item, by, marking="official")
    assert Item.objects.get().marking == "official_sensitive"


def test_a_marking_above_the_ceiling_is_refused_and_the_item_stays_as_it_is(cast: Cast):
    item = held(cast.acting_preparer).item
    with pytest.raises(Blocked) as blocked:
        marked(cast, item, cast.acting_preparer, marking="secret")
    assert "secure network" in blocked.value.reason
    assert Item.objects.get().marking == "official_sensitive"


def test_a_marking_needs_a_reason_a_change_and_somebody_who_may(cast: Cast):
    item = held(cast.acting_preparer).item
    with pytest.raises(Invalid):
        marked(cast, item, cast.acting_preparer, reason=" ", marking="official")
    with pytest.raises(Conflict):
        marked(cast, item, cast.acting_preparer, marking="official_sensitive")
    with pytest.raises(Blocked):
        marked(cast, item, cast.acting_decider, marking="official_sensitive", caveats=["uk_eyes_only"])
    for part in ("partner", "officer", "administrator"):
        with pytest.raises(Unknown):
            marked(cast, item, getattr(cast, f"acting_{part}"), marking="official")


def test_what_was_marked_again_is_no_longer_said_to_have_an_old_marking(cast: Cast):
    item = held(cast.acting_preparer, marking="PROTECT").item
    marked(cast, item, cast.acting_preparer, marking="official")
    now = Item.objects.get()
    assert (now.marking, now.former_marking, means_today(now.former_marking)) == ("official", "", "")
