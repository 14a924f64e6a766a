"""Material and people in the browser: added, opened for a reason, linked, found."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from needshare.audit.models import Entry
from needshare.audit.queries import event_of
from needshare.documents.models import ItemSubject, ItemVersion
from tests.signing_in import signed_in
from tests.story import begin, recently

PDF = b"%PDF-1.7\nfor a test"


@pytest.fixture
def story(cast):
    return begin(cast, at=recently())


@pytest.fixture
def client(cast):
    return signed_in(cast.preparer)


def seen(client, address):
    answer = client.get(address, secure=True)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def filled(**changes: Any) -> dict[str, Any]:
    data = {
        "title": "Call of 9 February",
        "category": "incident_log",
        "content_kind": "text",
        "body": "Shouting was heard.\nPolice came.",
        "marking": "official_sensitive",
        "label": "allegation",
        "source": "A neighbour",
        "as_at_day-day": "9",
        "as_at_day-month": "2",
        "as_at_day-year": "2026",
        "as_at_time": "23:10",
        "accuracy": "unverified",
    }
    return {name: value for name, value in {**data, **changes}.items() if value != ""}


def added(client, **changes):
    answer = client.post("/items/add", filled(**changes), secure=True)
    assert answer.status_code == 302, answer.content.decode()
    return answer.headers["Location"]


def test_text_is_added_and_opened_for_a_declared_reason(client):
    assert "Add an item" in seen(client, "/items/add")
    address = added(client)
    page = seen(client, address)
    assert "Why do you need to open this?" in page
    assert "Shouting" not in page
    refused = client.post(address, {"reason": " "}, secure=True)
    assert refused.status_code == 422
    assert "Shouting" not in refused.content.decode()
    opened = client.post(address, {"reason": "To answer the council."}, secure=True)
    page = opened.content.decode()
    assert opened.status_code == 200
    for words in (
        "Shouting was heard.",
        "Allegation",
        "A neighbour",
        "OFFICIAL-SENSITIVE",
        "9 February 2026 at 11:10pm",
    ):
        assert words in page
    event = event_of(Entry.objects.order_by("-id").first())
    assert (event.act, event.justification) == ("documents.view_item", "To answer the council.")


def test_file_is_added_and_saved_as_it_was(client):
    file = SimpleUploadedFile("log.pdf", PDF, content_type="application/pdf")
    address = added(client, content_kind="file", body="", file=file)
    page = client.post(address, {"reason": "To check it."}, secure=True).content.decode()
    assert "log.pdf" in page
    saved = client.post(address, {"reason": "To check it.", "save": "yes"}, secure=True)
    assert saved.content == PDF
    assert saved.headers["Content-Disposition"] == 'attachment; filename="log.pdf"'


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"category": "gossip"}, "category"),
        ({"content_kind": ""}, "content_kind"),
        ({"body": ""}, "body"),
        ({"body": "nul\x00"}, "body"),
        ({"content_kind": "file"}, "file"),
        ({"marking": ""}, "marking"),
        ({"label": "rumour"}, "label"),
        ({"source": ""}, "source"),
        ({"as_at_day-year": "3000"}, "as_at_day-day"),
        ({"as_at_day-month": "13"}, "as_at_day-day"),
        ({"as_at_time": "noon"}, "as_at_time"),
        ({"accuracy": "disputed"}, "accuracy"),
    ],
)
def test_answer_that_cannot_be_right_is_shown_beside_its_field(client, changes, field):
    answer = client.post("/items/add", filled(**changes), secure=True)
    assert answer.status_code == 422
    assert f'href="#id_{field}"' in answer.content.decode()
    assert not ItemVersion.objects.exists()


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("log.pdf", b"MZ", content_type="application/pdf"),
        SimpleUploadedFile("log.exe", b"MZ", content_type="application/octet-stream"),
        SimpleUploadedFile("log.pdf", b"", content_type="application/pdf"),
    ],
    ids=["sham", "program", "empty"],
)
def test_file_that_is_not_what_it_says_is_refused(client, file):
    file.seek(0)
    answer = client.post("/items/add", filled(content_kind="file", file=file), secure=True)
    assert answer.status_code == 422
    assert 'href="#id_file"' in answer.content.decode()


def test_material_above_the_ceiling_is_not_taken(client):
    answer = client.post("/items/add", filled(marking="secret"), secure=True)
    assert answer.status_code == 403
    assert "Use the secure network." in answer.content.decode()


def test_an_older_marking_is_read_as_what_it_means_today_and_said(client):
    address = added(client, marking="older", former_marking="restricted")
    assert "RESTRICTED is now OFFICIAL-SENSITIVE." in seen(client, address)
    refused = client.post("/items/add", filled(marking="older", former_marking="confidential"), secure=True)
    assert refused.status_code == 403
    assert "Ask its originator to mark it again" in refused.content.decode()
    asked = client.post("/items/add", filled(marking="older"), secure=True)
    assert 'href="#id_former_marking"' in asked.content.decode()
    assert ItemVersion.objects.count() == 1


def test_an_item_is_marked_again_on_its_page_with_the_reason(client):
    address = added(client)
    item = ItemVersion.objects.get().item
    page = f"/items/held/{item.pk}/marking"
    assert "Mark an item again" in seen(client, page)
    given = {"marking": "official_sensitive", "caveats": ["uk_eyes_only"], "handling": ["recipients_only"]}
    assert client.post(page, given, secure=True).status_code == 422
    done = client.post(page, {**given, "reason": "A partner abroad may not see it."}, secure=True)
    assert (done.status_code, done.headers["Location"]) == (302, address)
    opened = client.post(address, {"reason": "To read it."}, secure=True).content.decode()
    for words in (
        "UK EYES ONLY: Only nationals",
        "RECIPIENTS ONLY: Only the people",
        "A partner abroad may not",
    ):
        assert words in opened


def test_person_is_recorded_and_an_item_is_added_about_them(client):
    assert "Record a person" in seen(client, "/people/add")
    data = {
        "name": "Ada Thorne",
        "born_on-day": "1",
        "born_on-month": "5",
        "born_on-year": "1990",
        "aliases": "Addie\nThorne A",
        "identifiers.count": "1",
        "identifiers.0.kind": "urn",
        "identifiers.0.value": "N1009",
    }
    answer = client.post("/people/add", data, secure=True)
    page = seen(client, answer.headers["Location"])
    assert "Ada Thorne" not in page
    about = page.split("/items/add?about=")[1].split('"')[0]
    assert "What is the person in it?" in seen(client, f"/items/add?about={about}")
    refused = client.post("/items/add", filled(about=about), secure=True)
    assert 'href="#id_role"' in refused.content.decode()
    address = added(client, about=about, role="victim")
    assert "Ada Thorne" in client.post(address, {"reason": "To check."}, secure=True).content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"born_on-year": "3000"}, "born_on-day"),
        ({"born_on-day": "", "born_on-month": "", "born_on-year": ""}, "born_on-day"),
        ({"identifiers.count": "2", "identifiers.1.kind": "urn"}, "identifiers.1.value"),
        ({"identifiers.count": "2", "identifiers.1.value": "77"}, "identifiers.1.kind"),
        ({"aliases": "x" * 201}, "aliases"),
        ({"open_flags": ["z99"]}, "open_flags"),
    ],
)
def test_detail_that_cannot_be_right_is_shown_beside_its_field(client, changes, field):
    data = {"name": "Ada", "born_on-day": "1", "born_on-month": "5", "born_on-year": "1990"} | changes
    answer = client.post("/people/add", {name: value for name, value in data.items() if value}, secure=True)
    assert answer.status_code == 422
    assert f'href="#id_{field}"' in answer.content.decode()


def test_identifiers_are_added_without_a_script(client):
    answer = client.post("/people/add", {"name": "Ada", "add": "identifiers"}, secure=True)
    assert answer.status_code == 200
    assert "Identifier 2" in answer.content.decode()


def test_search_shows_who_agrees_and_how_sure(story, client):
    page = client.post("/people/search", {"name": "Marlon Pryce", "reason": "For the council."}, secure=True)
    assert "Marlon Pryce" in page.content.decode()
    assert "Whole name" in page.content.decode()
    nobody = client.post(
        "/people/search", {"name": "Nobody Known", "reason": "For the council."}, secure=True
    )
    assert "Nobody in the register agrees" in nobody.content.decode()


@pytest.mark.parametrize(
    ("data", "field"),
    [({"name": "Marlon Pryce"}, "reason"), ({"reason": "x"}, "name"), ({"born_on-day": "1"}, "born_on-day")],
)
def test_search_without_a_reason_or_words_is_refused(client, data, field):
    answer = client.post("/people/search", data, secure=True)
    assert answer.status_code == 422
    assert f'href="#id_{field}"' in answer.content.decode()


def test_person_is_linked_to_an_item_with_a_role(story, client):
    address = added(client)
    assert "Search" in seen(client, f"{address}/people")
    search = {"name": "Marlon Pryce", "reason": "Named in the call."}
    found = client.post(f"{address}/people", search, secure=True).content.decode()
    assert "Which person?" in found
    chosen = search | {"link": "yes", "subject": str(story.subject.pk), "role": "witness"}
    wrong = client.post(f"{address}/people", chosen | {"role": ""}, secure=True)
    assert wrong.status_code == 422
    role = found.split('<option value="wit')[1].split('"')[0]
    answer = client.post(f"{address}/people", chosen | {"role": f"wit{role}"}, secure=True)
    assert answer.headers["Location"] == address
    assert ItemSubject.objects.filter(item__versions__pk=address.split("/")[-1]).count() == 1
    again = client.post(f"{address}/people", chosen | {"role": f"wit{role}"}, secure=True)
    assert "already has this role" in again.content.decode()
    nobody = client.post(f"{address}/people", {"name": "Nobody Known", "reason": "x"}, secure=True)
    assert "Nobody in the register agrees" in nobody.content.decode()


@pytest.mark.parametrize("page", ["", "/people"])
@pytest.mark.parametrize("part", ["partner", "outsider", "officer"])
def test_item_of_others_answers_as_an_unknown_one(story, part, page):
    other = signed_in(getattr(story.cast, part))
    for ask in (other.get, other.post):
        theirs = ask(f"/items/{story.items[0].pk}{page}", secure=True)
        unknown = ask(f"/items/{uuid4()}{page}", secure=True)
        assert theirs.status_code == unknown.status_code == 404
        assert theirs.content == unknown.content


@pytest.mark.parametrize("address", ["/items/add", "/people/add", "/people/search"])
def test_partner_may_neither_add_nor_search(cast, address):
    partner = signed_in(cast.partner)
    assert partner.get(address, secure=True).status_code == 403
    assert partner.post(address, filled(), secure=True).status_code == 403


def opened(client, version) -> str:
    answer = client.post(f"/items/{version.pk}", {"reason": "Duty."}, secure=True)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def test_a_further_version_is_added_and_the_earlier_stays(client, story):
    first = story.items[0]
    assert f'href="/items/{first.pk}/version"' in opened(client, first)
    address = f"/items/{first.pk}/version"
    assert "Add a version" in seen(client, address)
    for wrong, field in (({}, "content_kind"), ({"content_kind": "file"}, "file")):
        answer = client.post(address, wrong, secure=True)
        assert (answer.status_code, f'href="#id_{field}' in answer.content.decode()) == (422, True)
    answer = client.post(address, {"content_kind": "text", "body": "At 23:40."}, secure=True)
    newest = ItemVersion.objects.get(item=first.item_id, number=2)
    assert answer.headers["Location"] == f"/items/{newest.pk}"
    file = SimpleUploadedFile("log.pdf", PDF, content_type="application/pdf")
    assert client.post(address, {"content_kind": "file", "file": file}, secure=True).status_code == 302
    assert ItemVersion.objects.filter(item=first.item_id).count() == 3
    assert "A call was made at 23:10." in opened(client, first)


def test_anybody_of_the_force_reports_that_an_item_is_wrong_without_seeing_it(story):
    held = story.items[0].item
    officer, address = signed_in(story.cast.officer), f"/items/held/{held.pk}/dispute"
    page = seen(officer, address)
    assert "What is wrong with it?" in page
    assert held.title not in page
    assert officer.post(address, {"reason": " "}, secure=True).status_code == 422
    assert officer.post(address, {"reason": "It was another day."}, secure=True).status_code == 302
    held.refresh_from_db()
    assert held.accuracy == "disputed"
    page = seen(officer, address)
    assert "This item is disputed" in page
    assert "Settle the dispute" not in page


def test_a_dispute_is_settled_with_how(client, story):
    held = story.items[0].item
    client.post(f"/items/held/{held.pk}/dispute", {"reason": "It was another day."}, secure=True)
    assert "Settle the dispute" in seen(client, f"/items/held/{held.pk}/dispute")
    address = f"/items/held/{held.pk}/settle"
    page = seen(client, address)
    assert "It was another day." in page
    assert 'value="disputed"' not in page
    assert client.post(address, {"reason": "Checked."}, secure=True).status_code == 422
    said = {"accuracy": "verified", "reason": "The log was read again."}
    assert client.post(address, said, secure=True).status_code == 302
    held.refresh_from_db()
    assert (held.accuracy, held.disputed_at) == ("verified", None)


@pytest.mark.parametrize(
    ("page", "part", "status"),
    [
        ("{version}/version", "officer", 404),
        ("{version}/version", "decider", 403),
        ("{version}/version", "partner", 404),
        ("held/{item}/dispute", "partner", 404),
        ("held/{item}/settle", "decider", 403),
        ("held/{item}/settle", "partner", 404),
    ],
)
def test_who_may_not_change_an_item_does_not(story, page, part, status):
    first = story.items[0]
    address = "/items/" + page.format(version=first.pk, item=first.item_id)
    client = signed_in(getattr(story.cast, part))
    assert client.get(address, secure=True).status_code == status
    assert client.post(address, {"reason": "x"}, secure=True).status_code == status
    assert client.get(f"/items/held/{uuid4()}/dispute", secure=True).status_code == 404
