import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from needshare.documents.models import Item, ItemVersion
from needshare.subjects.models import Subject
from tests.api.chain import item, subject
from tests.calling import refused
from tests.cast import AT
from tests.entries import count, newest

NOBODY = "00000000-0000-7000-8000-000000000001"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"


@pytest.fixture
def held(api):
    return api("preparer").done("/subjects", subject(), status=201)["id"]


@pytest.fixture
def added(api, held):
    return api("preparer").done("/items", item(held), status=201)


def details(subject_id, **changes):
    return json.dumps({name: value for name, value in item(subject_id, **changes).items() if name != "body"})


def test_a_person_is_entered_and_found_again(api, held):
    looked = {"reason": "Request NMC-26.", "name": "Marlon Pryce", "date_of_birth": "1991-04-02"}
    found = api("preparer").done("/subjects/search", looked)["found"]
    assert [each["subject"]["id"] for each in found] == [held]
    assert found[0]["confidence"] == "strong"
    assert newest("documents.find_subjects").justification == "Request NMC-26."


def test_a_search_says_why_and_for_whom(api, held):
    said = refused(api("preparer").post("/subjects/search", {"reason": " ", "name": "Marlon Pryce"}), 422)
    assert said["errors"][0]["field"] == "reason"
    refused(api("preparer").post("/subjects/search", {"reason": "Duty."}), 422)
    refused(api("partner").post("/subjects/search", {"reason": "Duty.", "name": "Marlon Pryce"}), 403)


def test_a_name_alone_is_not_enough(api):
    said = refused(api("preparer").post("/subjects", {"name": "Marlon Pryce"}), 403)
    assert said["codes"] == ["IDENTITY_AMBIGUOUS"]
    assert not Subject.objects.exists()


@pytest.mark.parametrize("born_on", ["2026-03-17", "1879-12-31", "1991-02-30", "1991"])
def test_a_birth_date_that_cannot_be_is_refused(api, born_on):
    said = refused(api("preparer").post("/subjects", {**subject(), "born_on": born_on}), 422)
    assert [each["field"] for each in said["errors"]] == ["born_on"]


def test_an_identifier_is_added_once(api, held):
    path, sent = f"/subjects/{held}/identifiers", {"kind": "pnc", "value": "91/4202X"}
    api("preparer").done(path, sent)
    refused(api("preparer").post(path, sent), 409)
    refused(api("preparer").post(f"/subjects/{NOBODY}/identifiers", sent), 404)


def test_an_item_is_added_and_opened_for_a_reason(api, added):
    assert (added["number"], added["marking"]) == (1, "official_sensitive")
    path = f"/item-versions/{added['version']}/content"
    opened = api("preparer").post(path, {"reason": "Preparing."})
    assert opened.content == b"A call was made at 23:10."
    assert newest("documents.read_item").justification == "Preparing."
    said = refused(api("preparer").post(path, {"reason": ""}), 422)
    assert said["errors"][0]["field"] == "reason"
    refused(api("partner").post(path, {"reason": "Curious."}), 404)
    refused(api("preparer").post(f"/item-versions/{NOBODY}/content", {"reason": "x"}), 404)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"category": "no_such"}, "category"),
        ({"as_at": (AT + timedelta(days=1)).isoformat()}, "as_at"),
        ({"accuracy": "disputed"}, "accuracy"),
        ({"title": " "}, "title"),
        ({"body": ""}, "body"),
        ({"links": [{"subject": NOBODY, "role": "suspect"}]}, "links"),
    ],
)
def test_what_is_wrong_with_an_item_is_named_and_nothing_added(api, held, changes, field):
    said = refused(api("preparer").post("/items", item(held, **changes)), 422)
    assert field in {each["field"] for each in said["errors"]}, said
    assert not Item.objects.exists()


def test_material_above_the_ceiling_is_blocked(api, held):
    said = refused(api("preparer").post("/items", item(held, marking="secret")), 403)
    assert said["codes"] == ["MARKING_ABOVE_CEILING"]


def test_somebody_arrested_is_never_linked_as_convicted(api, held):
    sent = item(held, category="arrest_no_charge", links=[{"subject": held, "role": "convicted"}])
    assert refused(api("preparer").post("/items", sent), 403)["codes"] == ["INADEQUATE_MISLEADING"]


def test_a_partner_holds_nothing(api, held):
    refused(api("partner").post("/items", item(held)), 403)
    refused(api("partner").post("/subjects", subject()), 403)


def test_a_new_version_leaves_the_earlier_one(api, added):
    path = f"/items/{added['item']}/versions"
    again = api("preparer").done(path, {"body": "At 23:12."}, status=201)
    assert again["number"] == 2
    assert ItemVersion.objects.count() == 2
    refused(api("preparer").post(f"/items/{NOBODY}/versions", {"body": "x"}), 404)


def test_a_person_is_linked_once_in_a_role(api, added, held):
    path = f"/items/{added['item']}/subjects"
    api("preparer").done(path, {"subject": held, "role": "victim"}, status=201)
    refused(api("preparer").post(path, {"subject": held, "role": "victim"}), 409)
    refused(api("preparer").post(path, {"subject": NOBODY, "role": "victim"}), 404)


def test_an_item_is_disputed_and_settled(api, added):
    path = f"/items/{added['item']}"
    assert api("preparer").done(f"{path}/dispute", {"reason": "Wrong day."})["accuracy"] == "disputed"
    refused(api("preparer").post(f"{path}/dispute", {"reason": "Wrong day."}), 409)
    settled = {"accuracy": "verified", "reason": "Checked."}
    assert api("preparer").done(f"{path}/settle", settled)["disputed_at"] is None
    refused(api("preparer").post(f"{path}/settle", {**settled, "accuracy": "disputed"}), 422)


def test_a_file_is_added_and_opened(api, held):
    parts = {
        "details": details(held),
        "file": SimpleUploadedFile("call.pdf", PDF, content_type="application/pdf"),
    }
    response = api("preparer").form("/items/files", parts)
    assert response.status_code == 201, response.content
    opened = api("preparer").post(
        f"/item-versions/{response.json()['version']}/content", {"reason": "Preparing."}
    )
    assert opened.content == PDF
    assert opened.headers["Content-Disposition"] == 'attachment; filename="call.pdf"'


@pytest.mark.parametrize(
    ("file", "field"),
    [
        (SimpleUploadedFile("call.pdf", b"MZ", content_type="application/pdf"), "file"),
        (SimpleUploadedFile("call.exe", b"MZ", content_type="application/x-dosexec"), "file"),
        (SimpleUploadedFile("call.pdf", b"", content_type="application/pdf"), "file"),
    ],
    ids=["sham", "program", "empty"],
)
def test_a_file_that_is_not_what_it_says_is_refused(api, held, file, field):
    said = refused(api("preparer").form("/items/files", {"details": details(held), "file": file}), 422)
    assert field in {each["field"] for each in said["errors"]}
    assert not Item.objects.exists()


def test_the_details_of_a_file_are_read_as_strictly_as_any(api, held):
    def sent(details):
        file = SimpleUploadedFile("call.pdf", PDF, content_type="application/pdf")
        return api("preparer").form("/items/files", {"details": details, "file": file})

    refused(sent("{"), 422)
    refused(sent(details(held, colour="red")), 422)
    refused(sent(details(held, marking=3)), 422)
    refused(api("preparer").form("/items/files", {"details": details(held)}), 422)
    assert count("documents.add_item") == 0


def test_a_file_sent_twice_under_a_key_is_held_once(api, held):
    def send():
        parts = {
            "details": details(held),
            "file": SimpleUploadedFile("call.pdf", PDF, content_type="application/pdf"),
        }
        return api("preparer").form("/items/files", parts, headers={"Idempotency-Key": "k-1"})

    first, again = send(), send()
    assert first.status_code == again.status_code == 201
    assert again.content == first.content
    assert Item.objects.count() == 1


def test_a_new_version_from_a_file(api, added):
    file = SimpleUploadedFile("call.pdf", PDF, content_type="application/pdf")
    response = api("preparer").form(f"/items/{added['item']}/files", {"file": file})
    assert response.status_code == 201, response.content
    assert response.json()["number"] == 2
