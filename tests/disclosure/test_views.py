"""Preparing, looking at, checking, releasing and following a package, on pages."""

from dataclasses import replace

import pytest

from needshare.accounts import actions as accounts
from needshare.accounts.rules import operator
from needshare.decision import actions as decision
from needshare.decision.rules import RecipientChoice
from needshare.disclosure import queries as disclosure
from needshare.pathway import queries
from needshare.pathway.terms import Stage
from tests.signing_in import signed_in
from tests.story import Story, approval, begin, recently

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(cast) -> Story:
    return begin(cast, at=recently())


def case_of(story: Story):
    return queries.sharing_case(story.reference, viewer=story.by("preparer"))


def get(story: Story, path: str, who: str = "preparer"):
    return signed_in(getattr(story.cast, who)).get(f"/cases/{story.reference}/{path}", secure=True)


def post(story: Story, path: str, who: str = "preparer", **answers: str):
    address = f"/cases/{story.reference}/{path}"
    return signed_in(getattr(story.cast, who)).post(address, answers, secure=True)


def test_a_package_is_prepared_and_then_looked_at(story):
    story.to(Stage.APPROVED)
    assert get(story, "prepare").status_code == 200
    answer = post(story, "prepare", go="yes")
    assert answer["Location"] == f"/cases/{story.reference}/package"
    page = get(story, "package").content.decode()
    assert disclosure.current_package(case_of(story)).bytes_hash in page
    assert "A call was made at 23:10." in page
    assert "cover.pdf" in page


def test_each_file_is_saved_and_never_run(story):
    story.to(Stage.PREPARED)
    saved = get(story, "package/files/0", "checker")
    assert saved.content.startswith(b"%PDF")
    assert saved["Content-Disposition"].startswith("attachment")
    assert "sandbox" in saved["Content-Security-Policy"]
    assert get(story, "package/files/99", "checker").status_code == 404


def test_the_second_check_is_passed_by_somebody_else(story):
    story.to(Stage.PREPARED)
    seen = {"bytes_hash": disclosure.current_package(case_of(story)).bytes_hash, "seen": "on"}
    assert post(story, "package/check", **seen).status_code == 403
    assert post(story, "package/check", "checker", **seen).status_code == 302
    assert case_of(story).stage == Stage.SECOND_CHECKED


def test_the_second_check_is_not_passed_unseen(story):
    story.to(Stage.PREPARED)
    unseen = {"bytes_hash": disclosure.current_package(case_of(story)).bytes_hash}
    answer = post(story, "package/check", "checker", **unseen)
    assert answer.status_code == 422
    assert "Open every file and confirm that you have" in answer.content.decode()
    other = {"bytes_hash": "0" * 64, "seen": "on"}
    assert post(story, "package/check", "checker", **other).status_code == 403
    assert case_of(story).stage == Stage.PREPARED


def test_who_prepared_it_is_not_offered_the_check(story):
    story.to(Stage.PREPARED)
    answer = get(story, "package/check")
    assert answer.status_code == 403
    assert "The second check is done by another person." in answer.content.decode()


def test_a_package_goes_back_with_what_is_wrong(story):
    story.to(Stage.PREPARED)
    assert post(story, "package/send-back", "checker").status_code == 422
    assert post(story, "package/send-back", "checker", what="A name is left in.").status_code == 302
    assert case_of(story).stage == Stage.APPROVED


def test_a_release_shows_the_five_checks_and_then_releases(story):
    story.to(Stage.SECOND_CHECKED)
    page = get(story, "package/release").content.decode()
    for name in ("information", "person", "agency", "time", "way"):
        assert f"The right {name}" in page
    assert "Release the package" in page
    answer = post(story, "package/release")
    assert answer["Location"] == f"/cases/{story.reference}"
    assert case_of(story).stage == Stage.RELEASED


def test_a_check_that_fails_is_named_and_nothing_is_offered(story, cast):
    story.to(Stage.SECOND_CHECKED)
    suspended = {"username": cast.partner.username, "reason": "Left.", "by": operator(at=story.at)}
    accounts.suspend(**suspended, at=story.at)
    page = get(story, "package/release").content.decode()
    assert "The recipient is not a named person who can receive now." in page
    assert "The package cannot be released" in page
    assert "Release the package" not in page
    assert post(story, "package/release").status_code == 403


@pytest.mark.parametrize(("who", "status"), [("decider", 403), ("checker", 403), ("outsider", 404)])
def test_only_who_prepares_releases(story, who, status):
    story.to(Stage.SECOND_CHECKED)
    assert get(story, "package/release", who).status_code == status
    assert post(story, "package/release", who).status_code == status
    assert case_of(story).stage == Stage.SECOND_CHECKED


def test_a_notice_that_came_back_is_recorded(story):
    story.to(Stage.RELEASED)
    assert "Did the notice come back?" in get(story, "deliveries/1").content.decode()
    assert post(story, "deliveries/1/bounce").status_code == 302
    page = get(story, "deliveries/1").content.decode()
    assert "Bounced" in page
    assert get(story, "deliveries/9").status_code == 404


@pytest.mark.parametrize(
    "path", ["package", "package/files/0", "package/check", "package/release", "prepare"]
)
def test_a_strangers_case_has_no_pages(story, path):
    story.to(Stage.PREPARED)
    assert get(story, path, "outsider").status_code == 404


def approved_for_two(story: Story) -> Story:
    """Approve sharing with the requester and a colleague, whom nobody has verified yet."""
    story.to(Stage.AWAITING_DECISION)
    shared, reasoning = approval(story)
    colleague = RecipientChoice(method="portal", username=story.cast.contact_point.username)
    decision.approve(
        reference=story.reference,
        approval=replace(shared, recipients=(*shared.recipients, colleague)),
        reasoning=reasoning,
        by=story.by("decider"),
        at=story.at,
    )
    story.stage = Stage.APPROVED
    return story


CHECKED = {
    "method": "callback_switchboard",
    "organisation": "yes",
    "person": "yes",
    "authority": "yes",
    "evidence": "Called back on 01632 960200.",
}


def test_a_recipient_is_verified_on_the_way_to_the_release(story):
    approved_for_two(story).to(Stage.SECOND_CHECKED)
    link = f'href="/cases/{story.reference}/recipients/2/verify"'
    assert link in get(story, "package/release").content.decode()
    assert "The package cannot be released" in get(story, "package/release").content.decode()
    listed = get(story, "recipients").content.decode()
    assert "Not checked yet" in listed
    page = get(story, "recipients/2/verify").content.decode()
    assert "01632 960200" in page
    assert "not_verified_emergency" not in page
    assert post(story, "recipients/2/verify", **CHECKED)["Location"] == f"/cases/{story.reference}/recipients"
    assert "Called back on 01632 960200." in get(story, "recipients").content.decode()
    assert post(story, "package/release").status_code == 302


def test_the_page_of_the_case_offers_to_verify_whom_nobody_verified(story):
    approved_for_two(story)
    address = f"/cases/{story.reference}"
    page = signed_in(story.cast.preparer).get(address, secure=True).content.decode()
    assert page.count(f'href="{address}/recipients"') == 1


@pytest.mark.parametrize("missing", list(CHECKED))
def test_a_check_of_a_recipient_answers_everything(story, missing):
    approved_for_two(story)
    said = {name: value for name, value in CHECKED.items() if name != missing}
    answer = post(story, "recipients/2/verify", **said)
    assert answer.status_code == 422
    assert f'href="#id_{missing}' in answer.content.decode()


def test_nobody_else_verifies_recipients(story):
    approved_for_two(story)
    for who, status in (("decider", 403), ("checker", 403), ("outsider", 404)):
        assert get(story, "recipients", who).status_code == status
        assert post(story, "recipients/2/verify", who, **CHECKED).status_code == status
    assert get(story, "recipients/9/verify").status_code == 404
