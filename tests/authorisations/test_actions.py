"""Who records, checks, relies on and revokes an authorisation; that its scan is the one recorded (A5)."""

from datetime import timedelta
from typing import Any

import pytest

from needshare.authorisations import actions, queries
from needshare.authorisations.models import Authorisation
from needshare.crypto import vault
from needshare.crypto.keys import unwrap
from needshare.kernel import Blocked, Conflict, Invalid, Unknown
from needshare.pathway import queries as pathway
from needshare.pathway.terms import Stage
from tests.authorisations.orders import BYTES, check, recorded, resting, revoke, said, scan
from tests.cast import Cast
from tests.entries import newest, overwrite
from tests.story import Story, begin, opened_by


@pytest.fixture
def story(cast: Cast) -> Story:
    return begin(cast).to(Stage.UNDER_ASSESSMENT)


def test_a_record_leaves_an_entry_with_the_hash_of_its_scan(story: Story):
    found = recorded(story)
    entry = newest("authorisations.record")
    assert entry.said["sha256"] == found.sha256
    assert entry.said["authorisation"] == found.reference
    read = actions.read_scan(
        reference=story.reference, authorisation=found.reference, by=story.by("preparer"), at=story.at
    )
    assert read.content == BYTES
    assert newest("authorisations.read_scan").said["authorisation"] == found.reference


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "letter"}, "kind"),
        ({"issuer": " "}, "issuer"),
        ({"power": ""}, "power"),
        ({"scope": ""}, "scope"),
        ({"people": ()}, "people"),
        ({"people": (9,)}, "people"),
        ({"categories": ()}, "categories"),
        ({"categories": ("gossip",)}, "categories"),
        ({"valid_from": None}, "valid_from"),
        ({"valid_to": None}, "valid_to"),
        ({"replaces": "AU-26-0000-0000"}, "replaces"),
    ],
)
def test_what_an_authorisation_must_say(story: Story, changes: Any, field: str):
    with pytest.raises(Invalid) as refusal:
        recorded(story, **changes)
    assert [each.field for each in refusal.value.errors] == [field]


def test_nothing_is_recorded_that_has_lapsed_already(story: Story):
    with pytest.raises(Invalid) as refusal:
        recorded(story, valid_to=(story.at - timedelta(days=1)).date())
    assert [each.field for each in refusal.value.errors] == ["valid_to"]


def test_a_scan_is_what_it_says(story: Story):
    with pytest.raises(Invalid):
        actions.record(
            reference=story.reference,
            said=said(story),
            scan=scan(b"MZ no order"),
            by=story.by("preparer"),
            at=story.at,
        )
    assert not Authorisation.objects.exists()


def test_only_the_scan_that_was_recorded_is_checked_and_given_out(story: Story):
    found = recorded(story)
    with pytest.raises(Blocked, match="not the one that was recorded"):
        check(story, found, sha256="0" * 64)
    other = vault.write_bytes(b"%PDF-1.7 another", key=unwrap(found.data_key), object_id=found.pk)
    changed = {"stored_as": other.name}
    overwrite(rows=Authorisation.objects.all(), changes=changed, by=story.by("preparer"), at=story.at)
    with pytest.raises(Blocked, match="not the one that was recorded"):
        check(story, found)
    with pytest.raises(Blocked, match="not the one that was recorded"):
        actions.read_scan(
            reference=story.reference, authorisation=found.reference, by=story.by("preparer"), at=story.at
        )


@pytest.mark.parametrize("part", ["decider", "checker", "auditor"])
def test_who_does_not_handle_cases_records_and_checks_nothing(story: Story, part: str):
    found = recorded(story)
    if part != "auditor":
        opened_by(story, part)
    for act in (lambda: recorded(story, part), lambda: check(story, found, part)):
        with pytest.raises(Blocked):
            act()


@pytest.mark.parametrize("part", ["partner", "outsider", "administrator"])
def test_nobody_outside_the_case_knows_of_any(story: Story, part: str):
    found = recorded(story)
    for act in (
        lambda: actions.look(reference=story.reference, by=story.by(part), at=story.at),
        lambda: revoke(story, found, part),
    ):
        with pytest.raises((Unknown, Blocked)) as refusal:
            act()
        assert found.reference not in str(refusal.value)


def test_a_decider_revokes_and_an_auditor_does_not(story: Story):
    found = recorded(story)
    opened_by(story, "decider")
    with pytest.raises(Blocked):
        revoke(story, found, "auditor")
    assert revoke(story, found, "decider").revoked_by_id == story.cast.decider.pk
    with pytest.raises(Blocked, match="has ended"):
        revoke(story, found)


def test_a_senior_approval_is_checked_by_somebody_else(story: Story):
    found = recorded(story, kind="senior_approval", people=())
    with pytest.raises(Blocked, match="somebody else"):
        check(story, found)
    assert check(story, found, "information_manager").checked_by_id == story.cast.information_manager.pk


def test_an_original_is_checked_once_with_words_while_the_case_is_assessed(story: Story):
    found = recorded(story)
    with pytest.raises(Invalid):
        check(story, found, words=" ")
    check(story, found)
    with pytest.raises(Conflict):
        check(story, found)
    story.to(Stage.AWAITING_DECISION)
    with pytest.raises(Conflict):
        recorded(story)


def test_a_correction_is_a_new_record_and_the_old_one_stays_as_it_was(story: Story):
    old = check(story, recorded(story))
    written = Authorisation.objects.values_list("recorded_as", flat=True)  # another one after every write
    before = written.get(pk=old.pk)
    new = recorded(story, replaces=old.reference, categories=("incident_log",))
    assert written.get(pk=old.pk) == before
    case = pathway.sharing_case(story.reference, viewer=story.by("preparer"))
    assert [each.reference for each in queries.relied_on(case)] == [new.reference]
    with pytest.raises(Invalid):
        recorded(story, replaces=old.reference)


def test_another_case_rests_on_it_only_where_its_scope_says_so(cast: Cast):
    home, wide = resting(cast, is_for_other_cases=True)
    narrow = check(home, recorded(home))
    other = begin(cast, has_agreement=False, matter_reference="Other").to(Stage.UNDER_ASSESSMENT)
    by = other.by("preparer")
    for found, words in (
        (narrow, "no other"),
        (revoke(home, recorded(home, is_for_other_cases=True)), "ended"),
    ):
        with pytest.raises(Blocked, match=words):
            actions.rely_on(reference=other.reference, authorisation=found.reference, by=by, at=other.at)
    actions.rely_on(reference=other.reference, authorisation=wide.reference, by=by, at=other.at)
    with pytest.raises(Conflict):
        actions.rely_on(reference=other.reference, authorisation=wide.reference, by=by, at=other.at)


def test_whoever_may_not_open_its_own_case_is_shown_neither_people_nor_scan(cast: Cast):
    home, wide = resting(cast, is_for_other_cases=True)
    other = begin(cast, has_agreement=False, matter_reference="Other").to(Stage.UNDER_ASSESSMENT)
    actions.rely_on(
        reference=other.reference, authorisation=wide.reference, by=other.by("preparer"), at=other.at
    )
    opened_by(other, "decider")
    by = other.by("decider")
    (kept,) = actions.look(reference=other.reference, by=by, at=other.at).kept
    assert kept.people is None
    with pytest.raises(Blocked) as refusal:
        actions.read_scan(reference=other.reference, authorisation=wide.reference, by=by, at=other.at)
    assert refusal.value.codes == ("reason_needed",)
    (kept,) = actions.look(reference=home.reference, by=home.by("preparer"), at=home.at).kept
    assert kept.people == ["Marlon Pryce"]
