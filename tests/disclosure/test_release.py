from datetime import timedelta

import pytest

from needshare.accounts import actions as accounts
from needshare.accounts.rules import operator
from needshare.accounts.terms import Role
from needshare.audit.models import Entry
from needshare.crypto.packages import new_identity
from needshare.disclosure import actions
from needshare.disclosure.actions.release import Released
from needshare.disclosure.models import Delivery, Package
from needshare.disclosure.terms import DeliveryState
from needshare.kernel import Blocked, Conflict, Invalid, Unknown
from needshare.notices.models import Notice
from needshare.pathway.models import SharingCase, Step
from needshare.pathway.terms import Stage
from needshare.tasks import queries as tasks
from tests.cast import Cast, acting, assemble, force, person, system
from tests.entries import newest
from tests.story import Story, begin
from tests.together import at_once


@pytest.fixture
def story(cast: Cast) -> Story:
    return begin(cast).to(Stage.SECOND_CHECKED)


def release(story: Story, part: str = "preparer") -> Released:
    return actions.release(reference=story.reference, by=story.by(part), at=story.at)


def test_a_release_writes_delivery_step_task_notice_and_one_disclosure_entry(story: Story):
    entries = Entry.objects.count()
    released = release(story)
    assert Entry.objects.count() == entries + 1
    case, package, delivery = SharingCase.objects.get(), Package.objects.get(), Delivery.objects.get()
    assert case.stage == Stage.RELEASED
    assert (package.state, package.released_by_id) == ("released", story.cast.preparer.pk)
    assert released.deliveries == (delivery,)
    assert released.secrets == {}
    assert (delivery.account_id, delivery.state) == (story.cast.partner.pk, "sent")
    # Fourteen days by the clock on the wall: summer time begins in between.
    assert delivery.expires_at == story.at + timedelta(days=14, hours=-1)
    entry = newest()
    assert (entry.act, entry.operation) == ("disclosure.release", "disclosure")
    assert entry.uuid == package.release_entry == package.recorded_as_id == delivery.recorded_as_id
    assert entry.recipients == (str(story.cast.partner.pk),)
    assert entry.said["bytes_hash"] == package.bytes_hash
    assert entry.said["deliveries"] == [{"method": "portal", "sha256": delivery.bytes_hash}]
    notice = Notice.objects.get(kind="package_ready")
    assert notice.to_account_id == story.cast.partner.pk
    assert notice.facts == {"due_at": delivery.expires_at.isoformat()}
    about = tasks.tasks_about(case.pk, viewer=story.by("information_manager"))
    assert [task.kind for task in about if not task.done_at] == ["chase_receipt"]


def test_the_notice_names_the_reference_and_nothing_of_the_case(story: Story):
    release(story)
    notice = Notice.objects.get(kind="package_ready")
    said = str({field.name: getattr(notice, field.name) for field in Notice._meta.fields})
    assert story.reference in said
    for word in ("Pryce", "Alder", "incident", "injunction"):
        assert word not in said


@pytest.mark.parametrize("part", ["decider", "checker", "auditor"])
def test_only_who_releases_packages_releases_one(story: Story, part: str):
    with pytest.raises(Blocked, match="may release"):
        release(story, part)
    assert newest("disclosure.release").ending == "blocked"
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("part", ["outsider", "administrator", "officer"])
def test_who_may_not_know_of_the_case_hears_the_same_as_for_none(story: Story, part: str):
    for reference in (story.reference, "NMC-26-0000-0000"):
        with pytest.raises(Unknown):
            actions.release(reference=reference, by=story.by(part), at=story.at)
        assert newest("disclosure.release").ending == "unknown"


def test_another_force_does_not_know_of_the_case(story: Story):
    other = acting(person(force("OTH", "Otherside Police"), "a.other", Role.DISCLOSURE_OFFICER))
    with pytest.raises(Unknown):
        actions.release(reference=story.reference, by=other, at=story.at)


def test_a_partner_cannot_release_to_themselves(story: Story):
    with pytest.raises(Blocked):
        release(story, "partner")


@pytest.mark.parametrize("stage", [Stage.AWAITING_DECISION, Stage.APPROVED, Stage.PREPARED, Stage.RELEASED])
def test_only_a_checked_package_is_released(cast: Cast, stage: Stage):
    story = begin(cast).to(stage)
    deliveries = Delivery.objects.count()
    with pytest.raises(Conflict, match="No second-checked package"):
        release(story)
    assert Delivery.objects.count() == deliveries


def test_each_recipient_gets_bytes_of_their_own(story: Story):
    recipient = new_identity().recipient
    accounts.set_age_recipient(recipient=recipient, by=story.by("partner"), at=story.at)
    release(story)
    delivery = Delivery.objects.get()
    assert delivery.age_recipient == recipient
    assert delivery.bytes_hash != Package.objects.get().bytes_hash
    assert delivery.stored_as


def test_a_bounced_notice_is_recorded_until_the_package_was_opened(story: Story):
    release(story)
    by = story.by("preparer")
    delivery = actions.record_bounce(reference=story.reference, number=1, by=by, at=story.at)
    assert (delivery.state, delivery.bounced_at) == (DeliveryState.BOUNCED, story.at)
    assert newest("disclosure.record_bounce").references == (story.reference,)
    with pytest.raises(Blocked, match="has been opened"):
        actions.record_bounce(reference=story.reference, number=1, by=by, at=story.at)
    with pytest.raises(Unknown):
        actions.record_bounce(reference=story.reference, number=2, by=by, at=story.at)
    with pytest.raises(Blocked):
        actions.record_bounce(reference=story.reference, number=1, by=story.by("checker"), at=story.at)


def test_a_bounced_package_can_still_be_collected(story: Story):
    release(story)
    story.stage = Stage.RELEASED
    actions.record_bounce(reference=story.reference, number=1, by=story.by("preparer"), at=story.at)
    story.to(Stage.ACKNOWLEDGED)
    assert Delivery.objects.get().state == "acknowledged"


def test_what_goes_by_the_portal_is_not_recorded_as_handed_over(story: Story):
    release(story)
    by = story.by("preparer")
    with pytest.raises(Invalid) as wrong:
        actions.record_handing_over(
            reference=story.reference, number=1, evidence="Given.", by=by, at=story.at
        )
    assert [error.field for error in wrong.value.errors] == ["number"]
    with pytest.raises(Invalid) as missing:
        actions.record_handing_over(reference=story.reference, number=1, evidence=" ", by=by, at=story.at)
    assert [error.field for error in missing.value.errors] == ["evidence"]


@pytest.mark.django_db(transaction=True)
def test_two_who_release_at_once_release_once():
    story = begin(assemble()).to(Stage.SECOND_CHECKED)
    actors = [story.by("preparer"), story.by("information_manager"), story.by("preparer")]
    ends = at_once(
        *(lambda by=by: actions.release(reference=story.reference, by=by, at=story.at) for by in actors)
    )
    assert ends == ["Conflict", "Conflict", "done"]
    assert Delivery.objects.count() == 1
    assert Notice.objects.filter(kind="package_ready").count() == 1
    assert Step.objects.filter(act="disclosure.release").count() == 1


def test_who_decided_does_not_release_whatever_their_roles(story: Story):
    accounts.grant_role(
        username=story.cast.decider.username,
        role=Role.INFORMATION_MANAGEMENT,
        reason="Cover.",
        by=operator(at=story.at),
        at=story.at,
    )
    with pytest.raises(Blocked) as refused:
        release(story, "decider")
    assert refused.value.codes == ("self_approval",)
    assert SharingCase.objects.get().stage == Stage.SECOND_CHECKED


def test_a_system_of_the_force_takes_no_step_that_a_named_person_takes(story: Story):
    by = acting(system(story.cast.force, "records", Role.INFORMATION_MANAGEMENT))
    with pytest.raises(Blocked) as refused:
        actions.release(reference=story.reference, by=by, at=story.at)
    assert refused.value.codes == ("person_needed",)
