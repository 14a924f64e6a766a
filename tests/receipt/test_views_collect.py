"""One-time links, letters and scripts: what a member of the public and the officer in front of them see."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from needshare.audit.models import Entry
from needshare.audit.queries import event_of
from needshare.disclosure.terms import DeliveryState
from needshare.pathway import queries as pathway
from needshare.pathway.terms import Stage
from needshare.receipt.rules import MOST_WRONG_CODES, SITTING
from tests.cast import acting
from tests.receipt.going_by_link import NEIGHBOUR, released_to_neighbour
from tests.signing_in import signed_in

ANSWERS = {"accepted": "on", "received": "on"}
UNKNOWN = "/collect/ns_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"


@pytest.fixture
def going(cast):
    return released_to_neighbour(cast, "encrypted_email")


@pytest.fixture
def link(going):
    return f"/collect/{going[1][0]}"


@pytest.fixture
def code(going):
    return going[1][1]


def entered(link, code):
    client = Client()
    answer = client.post(link, {"code": code}, secure=True)
    assert answer.status_code == 302, answer.content.decode()
    return client


def seen(client, address):
    answer = client.get(address, secure=True)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def newest_act():
    return event_of(Entry.objects.order_by("-id").first())


def test_link_asks_for_its_code_and_tells_nothing(going, link):
    page = seen(Client(), link)
    assert "Enter your code" in page
    assert going[0].reference not in page
    assert NEIGHBOUR not in page


def test_package_is_collected_once_from_code_to_receipt(going, link, code):
    story = going[0]
    client = entered(link, f" {code.lower()} ")
    assert "Accept the conditions first" in seen(client, f"{link}/package")
    assert client.get(f"{link}/read", secure=True).status_code == 403
    assert client.post(f"{link}/accept", {}, secure=True).status_code == 422
    assert client.post(f"{link}/accept", ANSWERS, secure=True).status_code == 302
    page = seen(client, f"{link}/read")
    assert "A call was made at 23:10." in page
    assert b"".join(client.get(f"{link}/files/1", secure=True)) == b"A call was made at 23:10."
    saved = client.post(f"{link}/open", {}, secure=True)
    assert saved.headers["Content-Disposition"] == f'attachment; filename="{story.reference}.zip"'
    assert "Acknowledge receipt" in seen(client, f"{link}/acknowledge")
    assert client.post(f"{link}/acknowledge", {}, secure=True).status_code == 422
    assert client.post(f"{link}/acknowledge", ANSWERS, secure=True).headers["Location"] == "/collect/thanks"
    assert "Thank you" in seen(client, "/collect/thanks")
    case = pathway.sharing_case(story.reference, viewer=story.by("preparer"))
    assert case.stage == Stage.ACKNOWLEDGED


def test_acts_of_the_holder_are_on_the_record_without_token_or_code(going, link, code):
    story, (token, _code) = going
    client = entered(link, code)
    event = newest_act()
    assert event.act == "receipt.enter_code"
    assert story.reference in event.references
    assert event.said["code"] == "right"
    client.post(f"{link}/accept", ANSWERS, secure=True)
    assert newest_act().act == "receipt.accept_by_link"
    client.get(f"{link}/read", secure=True)
    event = newest_act()
    assert event.act == "receipt.read_by_link"
    delivery = story_delivery(story)
    assert event.recipients == (str(delivery.recipient_id),)
    assert delivery.state == DeliveryState.OPENED
    for each in Entry.objects.all():
        written = str(event_of(each))
        assert token not in written
        assert code not in written


def story_delivery(story):
    from needshare.disclosure import queries as disclosure

    return disclosure.deliveries_of(pathway.sharing_case(story.reference, viewer=story.by("preparer")))[0]


def test_wrong_code_is_counted_and_the_last_one_ends_the_link(going, link, code):
    client = Client()
    for left in range(MOST_WRONG_CODES - 1, 0, -1):
        answer = client.post(link, {"code": "0000-0000"}, secure=True)
        assert answer.status_code == 422
        assert f"You can try {left} more time" in answer.content.decode()
    assert story_delivery(going[0]).wrong_codes == MOST_WRONG_CODES - 1
    unknown = Client().get(UNKNOWN, secure=True)
    last = client.post(link, {"code": "0000-0000"}, secure=True)
    afterwards = client.post(link, {"code": code}, secure=True)
    for answer in (last, afterwards, client.get(link, secure=True)):
        assert answer.status_code == unknown.status_code == 404
        assert answer.content == unknown.content


@pytest.mark.parametrize("page", ["", "/package", "/read", "/files/0", "/files/1", "/acknowledge"])
def test_unknown_used_and_expired_links_answer_alike(going, link, code, page):
    unknown = Client().get(f"{UNKNOWN}{page}", secure=True)
    with time_machine.travel(datetime.now(UTC) + timedelta(days=90)):
        expired = Client().get(f"{link}{page}", secure=True)
    client = entered(link, code)
    client.post(f"{link}/accept", ANSWERS, secure=True)
    client.get(f"{link}/read", secure=True)
    opened_elsewhere = Client().get(f"{link}{page}", secure=True)
    client.post(f"{link}/acknowledge", ANSWERS, secure=True)
    used = client.get(f"{link}{page}", secure=True)
    for answer in (expired, opened_elsewhere, used):
        assert answer.status_code == unknown.status_code == 404
        assert answer.content == unknown.content


@pytest.mark.parametrize("page", ["", "/accept", "/open", "/acknowledge"])
def test_nothing_can_be_sent_to_an_unknown_or_used_link(going, link, code, page):
    answers = {**ANSWERS, "code": code}
    unknown = Client().post(f"{UNKNOWN}{page}", answers, secure=True)
    client = entered(link, code)
    client.post(f"{link}/accept", ANSWERS, secure=True)
    client.get(f"{link}/read", secure=True)
    opened_elsewhere = Client().post(f"{link}{page}", answers, secure=True)
    assert opened_elsewhere.status_code == unknown.status_code == 404
    assert opened_elsewhere.content == unknown.content


@pytest.mark.parametrize("page", ["/package", "/acknowledge"])
def test_without_the_code_one_is_asked_for_it(link, page):
    assert Client().get(f"{link}{page}", secure=True).headers["Location"] == link


@pytest.mark.parametrize("page", ["/accept", "/open", "/acknowledge"])
def test_without_the_code_nothing_is_done(going, link, page):
    assert Client().post(f"{link}{page}", ANSWERS, secure=True).status_code == 403
    assert story_delivery(going[0]).state == DeliveryState.SENT


def test_sitting_ends_and_the_code_is_asked_for_again(link, code):
    client = entered(link, code)
    with time_machine.travel(datetime.now(UTC) + SITTING + timedelta(minutes=1)):
        assert client.get(f"{link}/package", secure=True).headers["Location"] == link


def test_code_of_one_link_does_not_open_another(going, link, code):
    client = entered(link, code)
    assert client.get(f"{UNKNOWN}/package", secure=True).status_code == 404


@pytest.mark.parametrize("typed", ["", "x" * 21, "nul\x00nul"])
def test_code_that_cannot_be_one_is_named_and_not_counted(going, link, typed):
    answer = Client().post(link, {"code": typed}, secure=True)
    assert answer.status_code == 422
    assert 'href="#id_code"' in answer.content.decode()
    assert story_delivery(going[0]).wrong_codes == 0


@pytest.mark.parametrize(("method", "paper"), [("tracked_post", "letter"), ("face_to_face", "script")])
def test_officer_has_the_paper_and_records_the_handing_over(cast, method, paper):
    story, secrets = released_to_neighbour(cast, method)
    assert secrets == ("", "")
    client = signed_in(cast.preparer)
    address = f"/packages/{story.reference}/recipients/1/{paper}"
    page = seen(client, address)
    assert NEIGHBOUR in page
    assert "A call was made at 23:10." in page
    refused = client.post(f"{address}/done", {}, secure=True)
    assert refused.status_code == 422
    assert "Say who was given what" in refused.content.decode()
    assert client.post(f"{address}/done", {"evidence": "Posted."}, secure=True).headers["Location"] == address
    assert "It is recorded that this was handed over." in seen(client, address)


def test_nobody_else_opens_what_goes_by_link(going):
    client = signed_in(going[0].cast.preparer)
    answer = client.get(f"/packages/{going[0].reference}/recipients/1/letter", secure=True)
    assert answer.status_code == 403


def test_paper_of_no_recipient_is_not_found(cast):
    story, _ = released_to_neighbour(cast, "tracked_post")
    client = signed_in(cast.preparer)
    base = f"/packages/{story.reference}/recipients"
    assert client.get(f"{base}/9/letter", secure=True).status_code == 404
    assert client.post(f"{base}/1/poster/done", {"evidence": "x"}, secure=True).status_code == 404


def test_only_the_releaser_has_the_paper(cast):
    story, _ = released_to_neighbour(cast, "tracked_post")
    address = f"/packages/{story.reference}/recipients/1/letter"
    assert signed_in(cast.checker).get(address, secure=True).status_code == 403
    assert signed_in(cast.partner).get(address, secure=True).status_code == 403
    assert acting(cast.partner).owner == story.cast.council.pk
