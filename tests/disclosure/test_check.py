import hashlib
from datetime import timedelta

import pytest

from needshare.accounts import actions as accounts
from needshare.accounts.rules import operator
from needshare.accounts.terms import Role
from needshare.disclosure import actions
from needshare.disclosure.models import Package
from needshare.kernel import Blocked, Conflict, Invalid, Unknown
from needshare.pathway.models import SharingCase
from needshare.pathway.terms import Stage
from needshare.tasks import queries as tasks
from tests.cast import Cast, assemble
from tests.entries import count, newest
from tests.story import Story, begin, opened_by
from tests.together import at_once


@pytest.fixture
def story(cast: Cast) -> Story:
    return begin(cast).to(Stage.PREPARED)


def check(story: Story, part: str = "checker", bytes_hash: str = "") -> Package:
    seen = bytes_hash or Package.objects.get().bytes_hash
    return actions.check(
        reference=story.reference, bytes_hash=seen, note="Seen.", by=story.by(part), at=story.at
    )


def stage() -> Stage:
    return Stage(SharingCase.objects.get().stage)


def test_inspecting_gives_the_exact_bytes_and_is_a_recorded_look(story: Story):
    package, content = actions.inspect(reference=story.reference, by=story.by("checker"), at=story.at)
    assert hashlib.sha256(content).hexdigest() == package.bytes_hash
    entry = newest("disclosure.inspect")
    assert (entry.operation, entry.ending) == ("consultation", "found")
    assert entry.references == (story.reference,)


def test_a_second_person_confirms_the_bytes_and_release_is_asked_for(story: Story):
    package = check(story)
    assert (package.state, package.checked_by_id) == ("second_checked", story.cast.checker.pk)
    assert stage() == Stage.SECOND_CHECKED
    about = tasks.tasks_about(SharingCase.objects.get().pk, viewer=story.by("information_manager"))
    assert "release_package" in {task.kind for task in about}
    entry = newest("disclosure.check")
    assert entry.said["bytes_hash"] == package.bytes_hash
    assert entry.actor["id"] == str(story.cast.checker.pk)


def test_nobody_checks_their_own_package_whatever_their_roles(story: Story):
    accounts.grant_role(
        username=story.cast.preparer.username,
        role=Role.SECOND_CHECKER,
        reason="Cover.",
        by=operator(at=story.at),
        at=story.at,
    )
    with pytest.raises(Blocked) as refused:
        check(story, "preparer")
    assert refused.value.codes == ("self_approval",)
    assert newest("disclosure.check").codes == ("self_approval",)
    with pytest.raises(Blocked) as also:
        actions.send_back(reference=story.reference, what="No.", by=story.by("preparer"), at=story.at)
    assert also.value.codes == ("self_approval",)
    assert stage() == Stage.PREPARED


def test_only_the_bytes_looked_at_are_confirmed(story: Story):
    with pytest.raises(Blocked) as refused:
        check(story, bytes_hash="0" * 64)
    assert refused.value.codes == ("approval_changed",)
    assert Package.objects.get().checked_at is None


def test_a_hash_typed_in_capitals_with_spaces_is_the_same_hash(story: Story):
    check(story, bytes_hash=f"  {Package.objects.get().bytes_hash.upper()} ")
    assert stage() == Stage.SECOND_CHECKED


@pytest.mark.parametrize("part", ["auditor"])
def test_only_who_checks_packages_checks_one(story: Story, part: str):
    with pytest.raises(Blocked, match="looks into a package"):
        actions.inspect(reference=story.reference, by=story.by(part), at=story.at)
    with pytest.raises(Blocked, match="Only a second checker"):
        check(story, part)
    with pytest.raises(Blocked):
        actions.send_back(reference=story.reference, what="No.", by=story.by(part), at=story.at)


@pytest.mark.parametrize("part", ["outsider", "administrator", "officer"])
def test_who_may_not_know_of_the_case_hears_nothing(story: Story, part: str):
    seen = Package.objects.get().bytes_hash
    for reference in (story.reference, "NMC-26-0000-0000"):
        with pytest.raises(Unknown):
            actions.check(reference=reference, bytes_hash=seen, note="", by=story.by(part), at=story.at)
        with pytest.raises(Unknown):
            actions.inspect(reference=reference, by=story.by(part), at=story.at)
        with pytest.raises(Unknown):
            actions.send_back(reference=reference, what="No.", by=story.by(part), at=story.at)


def test_a_partner_never_sees_a_package_before_it_is_released(story: Story):
    for part in ("partner", "contact_point"):
        with pytest.raises((Blocked, Unknown)):
            actions.inspect(reference=story.reference, by=story.by(part), at=story.at)
        with pytest.raises((Blocked, Unknown)):
            check(story, part)


@pytest.mark.parametrize("earlier", [Stage.APPROVED, Stage.SECOND_CHECKED, Stage.RELEASED])
def test_only_a_prepared_package_is_checked(cast: Cast, earlier: Stage):
    story = begin(cast).to(earlier)
    if earlier == Stage.APPROVED:  # nothing of the case waits for the checker yet
        opened_by(story, "checker")
    with pytest.raises(Conflict, match="waits for a second check"):
        check(story, bytes_hash="0" * 64)
    with pytest.raises(Conflict, match="waits for a second check"):
        actions.send_back(reference=story.reference, what="No.", by=story.by("checker"), at=story.at)


def test_there_is_nothing_to_look_at_before_a_package_is_prepared(cast: Cast):
    story = begin(cast).to(Stage.APPROVED)
    with pytest.raises(Blocked) as refused:
        actions.inspect(reference=story.reference, by=story.by("checker"), at=story.at)
    assert refused.value.codes == ("reason_needed",)
    opened_by(story, "checker")
    with pytest.raises(Unknown):
        actions.inspect(reference=story.reference, by=story.by("checker"), at=story.at)
    assert newest("disclosure.inspect").ending == "unknown"


def test_a_package_is_checked_once(story: Story):
    check(story)
    with pytest.raises(Conflict):
        check(story)


def test_a_package_sent_back_goes_to_its_preparer_with_what_is_wrong(story: Story):
    by = story.by("checker")
    actions.send_back(reference=story.reference, what="A third name is on page 2.", by=by, at=story.at)
    package = Package.objects.get()
    assert (package.state, package.check_note) == ("sent_back", "A third name is on page 2.")
    assert stage() == Stage.APPROVED
    about = tasks.tasks_about(SharingCase.objects.get().pk, viewer=story.by("preparer"))
    waiting = [task for task in about if task.kind == "prepare_package" and not task.done_at]
    assert [task.assigned_to_id for task in waiting] == [story.cast.preparer.pk]
    with pytest.raises(Conflict):
        actions.release(reference=story.reference, by=story.by("preparer"), at=story.at)


def test_sending_back_needs_what_is_wrong(story: Story):
    entries = count()
    with pytest.raises(Invalid) as wrong:
        actions.send_back(reference=story.reference, what=" \n", by=story.by("checker"), at=story.at)
    assert [error.field for error in wrong.value.errors] == ["what"]
    assert (stage(), count()) == (Stage.PREPARED, entries)


@pytest.mark.django_db(transaction=True)
def test_a_check_and_a_sending_back_at_once_end_in_one_of_them():
    story = begin(assemble()).to(Stage.PREPARED)
    seen, reference = Package.objects.get().bytes_hash, story.reference
    checker, manager = story.by("checker"), story.by("information_manager")
    ends = at_once(
        lambda: actions.check(reference=reference, bytes_hash=seen, note="", by=checker, at=story.at),
        lambda: actions.send_back(reference=reference, what="No.", by=manager, at=story.at),
    )
    assert ends == ["Conflict", "done"]
    package = Package.objects.get()
    assert (package.state, stage()) in {
        ("second_checked", Stage.SECOND_CHECKED),
        ("sent_back", Stage.APPROVED),
    }


def test_looking_long_after_is_still_a_look(story: Story):
    at = story.at + timedelta(days=3)
    actions.inspect(reference=story.reference, by=story.by("checker"), at=at)
    assert newest("disclosure.inspect").at == at


def test_an_auditor_does_not_look_into_a_package(story: Story):
    with pytest.raises(Blocked):
        actions.inspect(reference=story.reference, by=story.by("auditor"), at=story.at)


def test_who_decided_neither_checks_nor_sends_back_whatever_their_roles(story: Story):
    accounts.grant_role(
        username=story.cast.decider.username,
        role=Role.SECOND_CHECKER,
        reason="Cover.",
        by=operator(at=story.at),
        at=story.at,
    )
    with pytest.raises(Blocked) as refused:
        check(story, "decider")
    assert refused.value.codes == ("self_approval",)
    with pytest.raises(Blocked) as also:
        actions.send_back(reference=story.reference, what="No.", by=story.by("decider"), at=story.at)
    assert also.value.codes == ("self_approval",)
    assert stage() == Stage.PREPARED
