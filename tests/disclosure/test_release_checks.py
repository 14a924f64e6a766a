"""Nobody can release without each thing that must hold: each is broken alone, after the second check."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest

from needshare.accounts import actions as accounts
from needshare.accounts.rules import operator
from needshare.accounts.terms import Clearance, Role
from needshare.agencies import actions as agencies
from needshare.agreements import actions as agreements
from needshare.agreements.models import AgreementVersion
from needshare.assessment.models import GatheredItem
from needshare.decision.models import DecidedRecipient, Decision
from needshare.disclosure import actions, queries
from needshare.disclosure.models import Delivery, Package
from needshare.documents import actions as documents
from needshare.documents.models import Item, ItemVersion
from needshare.documents.rules import Text
from needshare.documents.terms import SubjectRole
from needshare.intake.models import Verification
from needshare.kernel import Blocked
from needshare.notices.models import Notice
from needshare.pathway.models import SharingCase
from needshare.pathway.terms import Stage
from tests.asked import asking
from tests.cast import Cast, acting, agency, person
from tests.entries import count, newest, overwrite
from tests.story import Story, agree, begin, subject_id

DAY = timedelta(days=1)


def raw(story: Story, model: Any, **changes: Any) -> None:
    """Change rows behind the software's back, as somebody with the database could."""
    by = acting(story.cast.administrator, at=story.at)
    overwrite(rows=model.objects.all(), changes=changes, by=by, at=story.at)


def suspend_agreement(story: Story) -> None:
    by = story.by("information_manager")
    agreements.suspend(reference="ISA-014", reason="Under review.", by=by, at=story.at)


def withdraw_agreement(story: Story) -> None:
    by = story.by("information_manager")
    agreements.withdraw(reference="ISA-014", reason="Ended.", by=by, at=story.at)


def end_agreement(story: Story) -> None:
    raw(story, AgreementVersion, ends_on=story.at.date())
    story.at += DAY


def lower_ceiling(story: Story) -> None:
    raw(story, AgreementVersion, ceiling="official")


def forbid_method(story: Story) -> None:
    raw(story, AgreementVersion, methods=["gov_tls_email"])


def let_clearance_run_out(story: Story) -> None:
    clear(story, Clearance.BPSS, story.at.date() + DAY)
    story.at += 2 * DAY


def lower_clearance(story: Story) -> None:
    clear(story, Clearance.NONE, None)


def clear(story: Story, clearance: Clearance, until: date | None) -> None:
    accounts.record_clearance(
        username=story.cast.partner.username,
        clearance=clearance,
        until=until,
        evidence="Seen.",
        by=operator(at=story.at),
        at=story.at,
    )


def suspend_recipient(story: Story) -> None:
    accounts.suspend(
        username=story.cast.partner.username, reason="Left.", by=operator(at=story.at), at=story.at
    )


def deactivate_organisation(story: Story) -> None:
    agencies.deactivate_organisation(code="WBC", reason="Dissolved.", by=operator(at=story.at), at=story.at)


def withdraw_domain(story: Story) -> None:
    agencies.withdraw_domain(
        code="WBC", domain="wexcombe.example", reason="Sold.", by=operator(at=story.at), at=story.at
    )


def let_verification_run_out(story: Story) -> None:
    raw(story, Verification, valid_until=story.at - timedelta(seconds=1))


def let_approval_lapse(story: Story) -> None:
    lapses_at = Decision.objects.values_list("lapses_at", flat=True).get()
    assert lapses_at is not None
    story.at = lapses_at + timedelta(seconds=1)


def dispute_item(story: Story) -> None:
    documents.mark_disputed(
        item_id=story.items[0].item_id, reason="The time is wrong.", by=story.by("preparer"), at=story.at
    )


def write_new_version(story: Story) -> None:
    documents.add_version(
        item_id=story.items[0].item_id, content=Text("Another text."), by=story.by("preparer"), at=story.at
    )


def add_person_to_item(story: Story) -> None:
    documents.link_subject(
        item_id=story.items[0].item_id,
        subject_id=subject_id(story),
        role=SubjectRole.VICTIM,
        by=story.by("preparer"),
        at=story.at,
    )


def set_decision_aside(story: Story) -> None:
    raw(story, Decision, set_aside_at=story.at, set_aside_by=story.cast.decider)


def address_to_colleague(story: Story) -> None:
    raw(story, DecidedRecipient, account=story.cast.contact_point)


def unbind_package(story: Story) -> None:
    raw(story, Package, content_hash="0" * 64)


def exchange_bytes(story: Story) -> None:
    raw(story, Package, bytes_hash="0" * 64)


def undo_second_check(story: Story) -> None:
    raw(story, Package, checked_at=None, checked_by=None)


@dataclass(frozen=True)
class Broken:
    """What is broken, and which checks must name it with which codes."""

    do: Callable[[Story], None]
    checks: tuple[str, ...]
    codes: tuple[str, ...]


def one(do: Callable[[Story], None], check: str, code: str) -> Broken:
    return Broken(do, (check,), (code,))


BROKEN = [
    one(suspend_agreement, "right_agency", "isa_expired"),
    one(withdraw_agreement, "right_agency", "isa_expired"),
    one(end_agreement, "right_agency", "isa_expired"),
    one(deactivate_organisation, "right_agency", "org_unverified"),
    one(withdraw_domain, "right_agency", "destination_mismatch"),
    one(lower_ceiling, "right_way", "clearance_below_marking"),
    one(forbid_method, "right_way", "method_forbidden"),
    one(let_clearance_run_out, "right_person", "clearance_below_marking"),
    one(lower_clearance, "right_person", "clearance_below_marking"),
    one(suspend_recipient, "right_person", "requester_unverified"),
    one(let_verification_run_out, "right_person", "requester_unverified"),
    one(let_approval_lapse, "right_time", "approval_lapsed"),
    one(set_decision_aside, "right_time", "decision_missing"),
    one(dispute_item, "right_information", "approval_changed"),
    one(write_new_version, "right_information", "approval_changed"),
    one(add_person_to_item, "right_information", "approval_changed"),
    one(lambda story: raw(story, Item, label="assessment"), "right_information", "approval_changed"),
    one(lambda story: raw(story, Item, marking="official"), "right_information", "approval_changed"),
    one(lambda story: raw(story, Item, category="identity"), "right_information", "approval_changed"),
    one(lambda story: raw(story, ItemVersion, digest="0" * 32), "right_information", "approval_changed"),
    one(lambda story: raw(story, Decision, conditions=[]), "right_information", "approval_changed"),
    one(lambda story: raw(story, Decision, content_hash="0" * 64), "right_information", "approval_changed"),
    one(
        lambda story: raw(story, DecidedRecipient, method="gov_tls_email"),
        "right_information",
        "approval_changed",
    ),
    one(address_to_colleague, "right_information", "approval_changed"),
    one(unbind_package, "right_information", "approval_changed"),
    one(exchange_bytes, "right_information", "approval_changed"),
    one(undo_second_check, "right_information", "second_check_missing"),
]


def name_of(broken: Broken) -> str:
    name = broken.do.__name__
    return name if name != "<lambda>" else "_".join(broken.do.__code__.co_names[1:2]) or "row"


@pytest.mark.parametrize("broken", BROKEN, ids=name_of)
def test_one_thing_broken_after_the_second_check_blocks_the_release_and_is_named(cast: Cast, broken: Broken):
    story = begin(cast).to(Stage.SECOND_CHECKED)
    broken.do(story)
    before = state_of()
    with pytest.raises(Blocked) as refused:
        actions.release(reference=story.reference, by=story.by("preparer"), at=story.at)
    findings = refused.value.findings
    assert broken.checks[0] in {each.test for each in findings}
    assert broken.codes[0] in refused.value.codes
    assert {each.test for each in findings} <= allowed_beside(broken)
    assert state_of() == before
    entry = newest("disclosure.release")
    assert (entry.ending, entry.codes) == ("blocked", refused.value.codes)
    assert entry.references == (story.reference,)
    assert not Delivery.objects.exists()


BESIDE = {
    # The recipient cannot receive because the whole organisation cannot.
    deactivate_organisation: {"right_person"},
    # Nobody has verified the colleague.
    address_to_colleague: {"right_person"},
}


def allowed_beside(broken: Broken) -> set[str]:
    return {*broken.checks, *BESIDE.get(broken.do, set())}


def state_of() -> tuple[Any, ...]:
    return (
        list(SharingCase.objects.values_list("stage", "version")),
        list(Package.objects.values_list("state", "released_at", "recorded_as")),
        Delivery.objects.count(),
        Notice.objects.count(),
        GatheredItem.objects.count(),
    )


def test_nothing_broken_releases(cast: Cast):
    story = begin(cast).to(Stage.RELEASED)
    package = Package.objects.get()
    assert package.released_by_id == story.cast.preparer.pk
    checks = package.five_checks[0]["checks"]
    assert [each["check"] for each in checks] == [
        "right_information", "right_person", "right_agency", "right_time", "right_way",
    ]  # fmt: skip
    assert {each["outcome"] for each in checks} == {"met"}


def test_who_was_given_nothing_before_or_nothing_for_this_purpose_is_looked_at_twice(cast: Cast):
    first = begin(cast).to(Stage.RELEASED)
    told = [Package.objects.get().five_checks[0]["checks"][1]["reason"]]
    for purpose in ("asb_prevention", "prevent_detect_crime"):
        asked = asking(purpose=purpose)
        Story(cast, at=first.at, subject=first.subject, items=first.items, asked=asked).to(Stage.RELEASED)
        newest_package = Package.objects.latest("id")
        told.append(newest_package.five_checks[0]["checks"][1]["reason"])
    assert "nothing was ever released to them before" in told[0]
    assert told[1].endswith("cleared for the marking.")
    assert "nothing was released to them for this purpose before" in told[2]


def test_a_package_whose_last_recipient_was_taken_off_is_not_released(cast: Cast):
    story = begin(cast).to(Stage.SECOND_CHECKED)
    DecidedRecipient.objects.all().delete()
    with pytest.raises(Blocked):
        actions.release(reference=story.reference, by=story.by("preparer"), at=story.at)
    assert newest("disclosure.release").ending == "blocked"


def test_every_failing_check_is_told_at_once_none_hidden_by_the_first(cast: Cast):
    story = begin(cast).to(Stage.SECOND_CHECKED)
    dispute_item(story)
    lower_clearance(story)
    suspend_agreement(story)
    let_approval_lapse(story)
    with pytest.raises(Blocked) as refused:
        actions.release(reference=story.reference, by=story.by("preparer"), at=story.at)
    assert {each.test for each in refused.value.findings} >= {
        "right_information", "right_person", "right_agency", "right_time",
    }  # fmt: skip


def test_a_marking_lowered_on_the_package_does_not_lower_the_checks(cast: Cast):
    story = begin(cast).to(Stage.SECOND_CHECKED)
    lower_ceiling(story)
    raw(story, Package, marking="official")
    package = queries.current_package(SharingCase.objects.get())
    now = queries.held(package, queries.content_of(package), at=story.at)
    facts = queries.release_facts(package, now.recipients[0], now, at=story.at)
    assert facts.ceiling is not None
    assert facts.package_marking > facts.ceiling


def test_an_agreement_with_another_agency_does_not_cover_the_recipient(cast: Cast):
    story = begin(cast).to(Stage.SECOND_CHECKED)
    other = person(
        agency("XHT", "Xanthe Housing Trust", domain="xanthe.example"),
        "j.ray",
        Role.PARTNER_USER,
        domain="xanthe.example",
    )
    raw(story, DecidedRecipient, account=other, organisation=other.owner)
    with pytest.raises(Blocked) as refused:
        actions.release(reference=story.reference, by=story.by("preparer"), at=story.at)
    assert {"right_information", "right_person", "right_agency"} <= {
        each.test for each in refused.value.findings
    }


def test_an_agreement_brought_back_lets_the_same_package_go(cast: Cast):
    story = begin(cast).to(Stage.SECOND_CHECKED)
    suspend_agreement(story)
    with pytest.raises(Blocked):
        actions.release(reference=story.reference, by=story.by("preparer"), at=story.at)
    agreements.resume(reference="ISA-014", reason="Cleared.", by=story.by("information_manager"), at=story.at)
    entries = count("disclosure.release")
    actions.release(reference=story.reference, by=story.by("preparer"), at=story.at)
    assert count("disclosure.release") == entries + 1


def test_only_who_just_confirmed_who_they_are_releases(cast: Cast):
    story = begin(cast).to(Stage.SECOND_CHECKED)
    by = replace(story.by("preparer"), confirmed_at=story.at - timedelta(hours=1))
    with pytest.raises(Blocked) as refused:
        actions.release(reference=story.reference, by=by, at=story.at)
    assert refused.value.codes == ("confirmation_needed",)


def test_another_agreement_does_not_stand_in_for_the_one_approved(cast: Cast):
    story = begin(cast).to(Stage.SECOND_CHECKED)
    withdraw_agreement(story)
    agree(story, reference="ISA-015")
    with pytest.raises(Blocked) as refused:
        actions.release(reference=story.reference, by=story.by("preparer"), at=story.at)
    assert refused.value.codes == ("isa_expired",)
