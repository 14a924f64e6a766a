import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from needshare.accounts.terms import Role
from needshare.crypto import vault
from needshare.decision import actions as decision
from needshare.decision.models import DecidedRecipient, Decision
from needshare.disclosure import actions, queries
from needshare.disclosure.models import Package
from needshare.documents import actions as documents
from needshare.documents.models import Item
from needshare.documents.rules import Text
from needshare.kernel import Blocked, Conflict, Unknown
from needshare.pathway.models import SharingCase
from needshare.pathway.terms import Stage
from needshare.tasks import queries as tasks
from tests.cast import Cast, acting, assemble, force, person
from tests.entries import newest, overwrite
from tests.story import STEPS, Story, begin, opened_by
from tests.together import at_once

GONE = "There is nothing here that you can see. Check the reference."


@pytest.fixture
def story(cast: Cast) -> Story:
    return begin(cast).to(Stage.APPROVED)


def prepare(story: Story, part: str = "preparer") -> Package:
    return actions.prepare(reference=story.reference, by=story.by(part), at=story.at)


def test_preparing_builds_exactly_what_was_approved_and_asks_for_a_second_check(story: Story):
    package = prepare(story)
    case, decided = SharingCase.objects.get(), Decision.objects.get()
    assert case.stage == Stage.PREPARED
    assert (package.number, package.state, package.marking) == (1, "prepared", "official_sensitive")
    assert package.content_hash == decided.content_hash
    content = queries.content_of(Package.objects.get())
    assert hashlib.sha256(content).hexdigest() == package.bytes_hash
    assert len(content) == package.size
    assert [each["category"] for each in package.manifest["items"]] == ["Incident logs", "Court orders"]
    open_tasks = tasks.tasks_about(case.pk, viewer=story.by("information_manager"))
    assert "second_check" in {each.kind for each in open_tasks}
    entry = newest("disclosure.prepare")
    assert entry.references == (story.reference,)
    assert entry.said["bytes_hash"] == package.bytes_hash
    assert entry.said["content_hash"] == decided.content_hash
    assert "call was made" not in str(entry.said)


@pytest.mark.parametrize("part", ["decider", "checker", "auditor"])
def test_only_who_prepares_packages_prepares_one(story: Story, part: str):
    if part == "checker":  # nothing of the case waits for the checker yet
        opened_by(story, part)
    with pytest.raises(Blocked, match="may prepare"):
        prepare(story, part)
    assert newest("disclosure.prepare").ending == "blocked"
    assert not Package.objects.exists()


@pytest.mark.parametrize("part", ["outsider", "administrator", "officer"])
def test_who_may_not_know_of_the_case_hears_the_same_as_for_none(story: Story, part: str):
    for reference in (story.reference, "NMC-26-0000-0000"):
        with pytest.raises(Unknown) as refused:
            actions.prepare(reference=reference, by=story.by(part), at=story.at)
        assert refused.value.reason == GONE
        assert newest("disclosure.prepare").ending == "unknown"


def test_another_force_does_not_know_of_the_case(story: Story):
    other = acting(person(force("OTH", "Otherside Police"), "a.other", Role.DISCLOSURE_OFFICER))
    with pytest.raises(Unknown):
        actions.prepare(reference=story.reference, by=other, at=story.at)


@pytest.mark.parametrize(
    "stage", [Stage.UNDER_ASSESSMENT, Stage.AWAITING_DECISION, Stage.PREPARED, Stage.RELEASED]
)
def test_only_an_approval_is_prepared(cast: Cast, stage: Stage):
    story = begin(cast).to(stage)
    with pytest.raises(Conflict):
        prepare(story)


def test_a_package_is_prepared_once(story: Story):
    prepare(story)
    with pytest.raises(Conflict, match="no approval to prepare"):
        prepare(story)
    assert Package.objects.count() == 1


def dispute(story: Story) -> None:
    by = story.by("officer")
    documents.mark_disputed(item_id=story.items[0].item_id, reason="Wrong.", by=by, at=story.at)


def rewrite(story: Story) -> None:
    by = story.by("preparer")
    documents.add_version(item_id=story.items[0].item_id, content=Text("Other."), by=by, at=story.at)


def raw(model: Any, **changes: Any) -> Any:
    def change(story: Story) -> None:
        by = acting(story.cast.administrator)
        overwrite(rows=model.objects.all(), changes=changes, by=by, at=story.at)

    return change


@pytest.mark.parametrize(
    "change",
    [
        dispute,
        rewrite,
        raw(Item, label="opinion"),
        raw(Item, marking="official"),
        raw(DecidedRecipient, method="gov_tls_email"),
        raw(Decision, conditions=[{"code": "purpose_only", "on": ""}]),
        raw(Decision, agreement_reference="ISA-099"),
    ],
)
def test_nothing_is_prepared_that_is_not_what_was_approved(story: Story, change: Any):
    change(story)
    with pytest.raises(Blocked, match="decision must be made again"):
        prepare(story)
    assert not Package.objects.exists()
    assert newest("disclosure.prepare").ending == "blocked"
    assert SharingCase.objects.get().stage == Stage.APPROVED


def test_a_decision_made_again_sets_the_earlier_package_aside(story: Story):
    prepare(story)
    by = story.by("decider")
    decision.reopen(reference=story.reference, reason="A recipient left.", by=by, at=story.at)
    STEPS[Stage.APPROVED](story)
    later = story.at + timedelta(minutes=1)
    again = actions.prepare(reference=story.reference, by=story.by("preparer"), at=later)
    assert again.number == 2
    assert dict(Package.objects.values_list("number", "state")) == {1: "set_aside", 2: "prepared"}
    assert queries.current_package(SharingCase.objects.get()) == again


def test_the_same_approval_prepared_at_the_same_instant_gives_the_same_bytes(story: Story):
    first = prepare(story)
    by = story.by("checker")
    actions.send_back(reference=story.reference, what="Page two.", by=by, at=story.at)
    second = prepare(story)
    assert (second.number, second.bytes_hash) == (2, first.bytes_hash)
    assert second.stored_as != first.stored_as


def test_a_file_in_the_vault_that_was_changed_does_not_open(story: Story):
    package = prepare(story)
    held = Path(settings.DATA_DIR) / "vault"
    file = next(path for path in held.rglob(package.stored_as) if path.is_file())
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.chmod(0o600)
    file.write_bytes(content)
    with pytest.raises(vault.Tampered):
        actions.inspect(reference=story.reference, by=story.by("checker"), at=story.at)


@pytest.mark.django_db(transaction=True)
def test_two_who_prepare_at_once_make_one_package():
    story = begin(assemble()).to(Stage.APPROVED)
    actors = [story.by("preparer"), story.by("information_manager")]
    ends = at_once(
        *(lambda by=by: actions.prepare(reference=story.reference, by=by, at=story.at) for by in actors)
    )
    assert ends == ["Conflict", "done"]
    assert Package.objects.count() == 1
