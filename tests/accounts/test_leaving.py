"""Joiners, movers, leavers: what somebody may do changes with their next request, while they are at it."""

import time
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from needshare.accounts import actions
from needshare.accounts.middleware import LOOK_EVERY, PIECE, DownloadIsOver
from needshare.accounts.models import Invitation
from needshare.accounts.rules import operator
from needshare.accounts.terms import Role
from needshare.agencies import actions as agencies
from needshare.audit.recording import recorded
from needshare.audit.terms import Operation
from needshare.kernel import Actor
from needshare.kernel.actors import worker
from needshare.pathway import actions as pathway
from needshare.pathway.jobs import bring_askings
from needshare.pathway.models import CaseAudience, SharingCase
from needshare.pathway.terms import AskingVerdict, AudienceGround, Stage
from tests.calling import Caller
from tests.cast import acting
from tests.receipt.going_by_link import released_to_neighbour
from tests.signing_in import signed_in
from tests.story import begin, hold, match, opened_by

from .signing_in import PASSWORD, browser, get, post
from .soft_keys import enrol, sign_in_with

pytestmark = pytest.mark.django_db


def change(cast: Any, act: Any, account: Any, **more: Any) -> None:
    at = timezone.now()
    by = acting(cast.administrator, at=at)
    act(username=account.username, by=by, at=at, **more)


def suspend(cast: Any, account: Any) -> None:
    change(cast, actions.suspend, account, reason="Left.")


def withdraw_roles(cast: Any, account: Any) -> None:
    for role in list(account.roles):
        change(cast, actions.withdraw_role, account, role=Role(role), reason="Moved.")


def close_organisation(cast: Any, account: Any) -> None:
    at = timezone.now()
    by = operator(at=at)
    agencies.deactivate_organisation(code=account.owner.code, reason="Left.", by=by, at=at)


LEAVING = [suspend, withdraw_roles, close_organisation]
ids = [each.__name__ for each in LEAVING]


@pytest.fixture
def released(cast: Any) -> Any:
    return begin(cast, at=timezone.now() - timedelta(hours=1)).to(Stage.ACKNOWLEDGED)


@pytest.mark.parametrize("leave", LEAVING, ids=ids)
def test_pages_and_downloads_end_with_the_next_request(cast, released, leave):
    client = signed_in(cast.partner)
    package = f"/packages/{released.reference}"
    shown = [f"{package}/read", f"{package}/files/1", f"/requests/{released.reference}"]
    assert [get(client, page).status_code for page in shown] == [200, 200, 200]
    leave(cast, cast.partner)
    for page in shown:
        found = get(client, page)
        assert found.status_code in (302, 403, 404), page
        if found.status_code == 302:
            assert found.headers["Location"].startswith("/account/sign-in"), page


@pytest.mark.parametrize("leave", [suspend, close_organisation], ids=["suspend", "close_organisation"])
def test_who_has_left_is_not_even_told_that_something_came_for_them(cast, released, leave):
    client = signed_in(cast.partner)
    for page in ("/requests", f"/packages/{released.reference}"):
        assert get(client, page).status_code == 200
    leave(cast, cast.partner)
    for page in ("/requests", f"/packages/{released.reference}"):
        assert get(client, page).headers["Location"].startswith("/account/sign-in")


def token_of(account: Any) -> str:
    at = timezone.now()
    ends = at + timedelta(days=1)
    by = acting(account, at=at)
    return str(actions.add_token(username=account.username, label="x", expires_at=ends, by=by, at=at)[1])


@pytest.mark.parametrize("leave", LEAVING, ids=ids)
def test_tokens_end_with_the_next_call(cast, released, leave):
    caller = Caller(token_of(cast.partner))
    asked = f"/requests/{released.reference}"
    assert caller.get(asked).status_code == 200
    leave(cast, cast.partner)
    assert caller.get(asked).status_code in (401, 404)


@pytest.mark.parametrize("leave", [suspend, close_organisation], ids=["suspend", "close_organisation"])
def test_passkeys_end_too(cast, leave):
    key = enrol(signed_in(cast.partner))
    leave(cast, cast.partner)
    client, answer = sign_in_with(key)
    assert answer.headers["Location"] == "/account/inactive"
    assert get(client, "/requests").status_code == 302


def test_a_move_to_another_unit_counts_from_the_next_request(cast):
    at = timezone.now()
    agencies.add_unit(code="NMC", name="Harbour team", by=acting(cast.administrator, at=at), at=at)
    client = signed_in(cast.officer)
    before = get(client, "/account").wsgi_request.actor
    change(cast, actions.move_unit, cast.officer, unit="Harbour team")
    after = get(client, "/account").wsgi_request.actor
    assert after.unit != before.unit
    assert after.principals != before.principals
    assert before.unit not in after.principals


@recorded(Operation.ALTERATION)
def show_to_unit(*, case: SharingCase, unit: Any, by: Actor, at: Any) -> None:
    row = CaseAudience(owner_id=case.owner_id, case=case, principal=unit, ground=AudienceGround.GRANTED)
    row.from_at, row.from_by_id, row.data_key_id = at, by.id, case.data_key_id
    row.save(force_insert=True)


def of_the_unit(story: Any, cast: Any) -> Any:
    """Show a case to the unit of an officer, who has no other way to it."""
    at = timezone.now()
    agencies.add_unit(code="NMC", name="Ports", by=acting(cast.administrator, at=at), at=at)
    change(cast, actions.move_unit, cast.officer, unit="Ports")
    cast.officer.refresh_from_db()
    case = SharingCase.objects.get(reference=story.reference)
    show_to_unit(case=case, unit=cast.officer.unit_id, by=story.by("preparer"), at=story.at)
    return cast.officer


def by_reason(story: Any, cast: Any) -> Any:
    """Have somebody open a case for a reason they gave on its page."""
    opened_by(story, "decider")
    return cast.decider


def by_request(story: Any, cast: Any) -> Any:
    """Open a case to an officer who asked for it."""
    at = timezone.now()
    words = {"purpose": "related", "words": "It is about the same address as my own case."}
    asked = pathway.ask_for_access(reference=story.reference, by=acting(cast.officer, at=at), at=at, **words)
    bring_askings(at=at)
    answered = {"request_id": asked.pk, "verdict": AskingVerdict.GRANTED, "words": "Next door."}
    pathway.answer_asking(by=acting(cast.preparer, at=at), at=at, **answered)
    return cast.officer


@pytest.mark.parametrize("given", [of_the_unit, by_reason, by_request])
def test_what_came_with_a_unit_ends_with_it_for_pages_and_tokens(cast, given):
    story = begin(cast, at=timezone.now() - timedelta(hours=1)).to(Stage.UNDER_ASSESSMENT)
    account = given(story, cast)
    client, caller = signed_in(account), Caller(token_of(account))
    page, asked = f"/cases/{story.reference}", f"/cases/{story.reference}/open"
    assert get(client, page).status_code == 200
    assert caller.post(asked, {}).status_code == 200
    move_by_page(cast, account)
    assert get(client, page).status_code in (302, 403, 404)
    assert caller.post(asked, {}).status_code in (403, 404)


def move_by_page(cast: Any, account: Any) -> None:
    at = timezone.now()
    agencies.add_unit(code="NMC", name="Harbour team", by=acting(cast.administrator, at=at), at=at)
    moved = post(signed_in(cast.administrator), f"/people/{account.pk}/unit", unit="Harbour team")
    assert moved.status_code == 302


def test_a_role_taken_away_while_a_decision_is_typed_stops_it(cast):
    story = begin(cast, at=timezone.now() - timedelta(hours=1)).to(Stage.AWAITING_DECISION)
    client = signed_in(cast.decider)
    address = f"/cases/{story.reference}/decide"
    assert get(client, address).status_code == 200
    withdraw_roles(cast, cast.decider)
    assert get(client, address).status_code in (403, 404)
    assert post(client, f"{address}/share").status_code in (403, 404)


def move_unit(cast: Any, account: Any) -> None:
    at = timezone.now()
    by = acting(cast.administrator, at=at)
    agencies.add_unit(code=account.owner.code, name="Harbour team", by=by, at=at)
    change(cast, actions.move_unit, account, unit="Harbour team")


def sign_out_everywhere(cast: Any, account: Any) -> None:
    change(cast, actions.end_sessions, account, reason="Lost laptop.")


@pytest.fixture
def large(cast: Any) -> str:
    """Where a file that takes a while to arrive is saved from."""
    story = begin(cast, at=timezone.now() - timedelta(hours=1)).to(Stage.UNDER_ASSESSMENT)
    version = hold(story, "incident_log", "A long log", "x" * 199_999 + "é")
    match(story)  # an item opens in a case it belongs to
    return f"/cases/{story.reference}/items/{version.pk}/file"


def begun(client: Any, address: str) -> Any:
    """Begin a download: the answer, of which the first piece has come."""
    answer = get(client, address)
    assert answer.status_code == 200
    pieces = iter(answer.streaming_content)
    assert len(next(pieces)) > 0
    return pieces


@pytest.mark.parametrize(
    "leave", [suspend, withdraw_roles, move_unit, sign_out_everywhere, close_organisation]
)
def test_a_download_that_had_begun_is_cut_within_a_second(cast, large, leave):
    pieces = begun(signed_in(cast.preparer), large)
    leave(cast, cast.preparer)
    time.sleep(LOOK_EVERY)
    with pytest.raises(DownloadIsOver):
        list(pieces)


def test_a_download_goes_on_for_who_stays(cast, large):
    pieces = begun(signed_in(cast.preparer), large)
    time.sleep(LOOK_EVERY)
    assert sum(map(len, pieces)) > PIECE


@pytest.mark.parametrize("leave", [suspend, withdraw_roles, move_unit])
def test_a_download_by_token_is_cut_too(cast, large, leave):
    version = large.split("/")[-2]
    answer = Caller(token_of(cast.preparer)).post(
        f"/item-versions/{version}/content", {"reason": "supervision"}
    )
    assert answer.status_code == 200, answer.content
    pieces = iter(answer.streaming_content)
    next(pieces)
    leave(cast, cast.preparer)
    time.sleep(LOOK_EVERY)
    with pytest.raises(DownloadIsOver):
        list(pieces)


@pytest.mark.parametrize("leave", [suspend, withdraw_roles], ids=["suspend", "withdraw_roles"])
@pytest.mark.parametrize("paper", ["letter", "script"])
def test_the_paper_of_a_letter_ends_with_whoever_was_to_hand_it_over(cast, leave, paper):
    story, _none = released_to_neighbour(cast, "tracked_post")
    client, address = signed_in(cast.preparer), f"/packages/{story.reference}/recipients/1/{paper}"
    assert get(client, address).status_code == 200
    leave(cast, cast.preparer)
    assert get(client, address).status_code in (302, 403, 404)


@pytest.mark.parametrize("leave", [suspend, close_organisation], ids=["suspend", "close_organisation"])
def test_the_link_of_an_invitation_ends_with_the_invited(cast, leave):
    at = timezone.now()
    change(cast, actions.invite_again, cast.partner, reason="Lost phone.")
    waiting = Invitation.objects.get(account=cast.partner)
    _found, token = actions.issue_link(invitation_id=waiting.pk, by=worker(cast.council.pk), at=at)
    address = f"/account/invitation/{token}"
    assert get(browser(), address).status_code == 200
    leave(cast, cast.partner)
    assert get(browser(), address).status_code == 404
    assert post(browser(), address, password1=PASSWORD, password2=PASSWORD).status_code == 404


def test_a_one_time_link_ends_with_the_force_that_gave_it(cast):
    _story, (token, code) = released_to_neighbour(cast, "encrypted_email")
    client = browser()
    assert post(client, f"/collect/{token}", code=code).status_code == 302
    assert get(client, f"/collect/{token}/package").status_code == 200
    close_organisation(cast, cast.preparer)
    for page in ("", "/package", "/read", "/files/0"):
        assert get(client, f"/collect/{token}{page}").status_code == 404, page
    assert post(client, f"/collect/{token}/open").status_code == 404


FILES = {"preparer": "/cases/{case}/package/files/1", "checker": "/cases/{case}/package/files/1"}


@pytest.mark.parametrize("leave", [suspend, withdraw_roles], ids=["suspend", "withdraw_roles"])
@pytest.mark.parametrize("part", FILES)
def test_files_of_a_package_being_made_end_with_the_next_request(cast, part, leave):
    story = begin(cast, at=timezone.now() - timedelta(hours=1)).to(Stage.PREPARED)
    client, address = signed_in(getattr(cast, part)), FILES[part].format(case=story.reference)
    assert get(client, address).status_code == 200
    leave(cast, getattr(cast, part))
    assert get(client, address).status_code in (302, 403, 404)
