"""Nothing that anybody types becomes a header of a message, a second recipient, or a header of a download."""

from typing import Any

import pytest
from django.core import mail

from needshare.notices.jobs import send_due, tell_people
from needshare.notices.models import Notice
from tests.api.chain import Chain, agreement, request
from tests.api.examples import BODIES
from tests.calling import ROOT, Telephone
from tests.cast import AT, Cast
from tests.documents.builders import PDF
from tests.documents.test_api import details, held
from tests.provisioning.conftest import council
from tests.signing_in import signed_in

__all__ = ["council", "held"]
pytestmark = pytest.mark.django_db
STRANGER = "x@y.example"
BREAKS = ("\r\nBcc: x@y.example", "\nBcc: x@y.example", ", x@y.example", " <x@y.example>")
HEADERS = {
    "Auto-Submitted", "Content-Transfer-Encoding", "Content-Type", "Date", "From", "MIME-Version", "Message-ID",
    "Subject", "To",
}  # fmt: skip


def no_mail_goes_astray() -> list[str]:
    """Send all that waits; return whom it went to, each message to one address and with no header but its own."""
    tell_people(at=AT)
    send_due(at=AT)
    assert not Notice.objects.filter(delivery="queued").exists()
    for sent in mail.outbox:
        message = sent.message()
        assert set(message.keys()) == HEADERS
        assert not any("\n" in str(value) for value in message.values())
        assert len(sent.recipients()) == 1
        assert STRANGER not in str(sent.recipients()) + str(message["To"]) + str(message["Subject"])
    return [sent.to[0] for sent in mail.outbox]


@pytest.mark.parametrize("broken", BREAKS)
@pytest.mark.parametrize("field", ["name", "work_email", "username", "reason"])
def test_of_an_invitation(api: Telephone, cast: Cast, field: str, broken: str):
    asked = {**BODIES["accounts_invite"], "organisation": "WBC", "work_email": "n.person@wexcombe.example"}
    typed = {**asked, "roles": ["partner_user"], field: asked[field] + broken}
    by_api = api("partner_administrator").post("/people", typed)
    page = {**typed, "username": typed["username"].replace("n.person", "o.person")}
    by_page = signed_in(cast.partner_administrator).post("/people/invite", page, secure=True)
    assert (by_api.status_code, by_page.status_code) in ((201, 302), (422, 422))
    assert (by_api.status_code == 422) is (field in ("work_email", "username"))
    assert set(no_mail_goes_astray()) <= {asked["work_email"]}


@pytest.mark.parametrize("broken", BREAKS)
def test_of_what_a_directory_says(council: Any, broken: str):
    address = "lena.marsh@wexcombe.example"
    council.call("POST", "/Users", {"userName": f"a.marsh{broken}", "emails": [{"value": address}]})
    joined = council.joins("l.marsh", emails=[{"value": address}])
    told = {"userName": "l.marsh", "displayName": f"Lena{broken}", "emails": [{"value": address + broken}]}
    assert council.call("PUT", f"/Users/{joined['id']}", told).status_code < 500
    assert set(no_mail_goes_astray()) <= {address}


@pytest.mark.parametrize("broken", BREAKS)
@pytest.mark.parametrize("field", ["requester_email", "requester_name", "agreement_reference", "objective"])
def test_of_a_request(api: Telephone, field: str, broken: str):
    address = "l.osei@wexcombe.example"
    typed = request(
        **{"requester_email": address, field: (address if field.endswith("email") else "A") + broken}
    )
    answer = api("officer").post("/requests", {**typed, "channel": "phone"})
    assert answer.status_code in ((422,) if field == "requester_email" else (201, 422)), answer.content
    assert no_mail_goes_astray() == ([address] if answer.status_code == 201 else [])


@pytest.mark.parametrize("broken", BREAKS)
def test_of_the_address_of_a_recipient(api: Telephone, broken: str):
    chain = Chain(api).until("put_forward")
    mail.outbox.clear()
    neighbour = {"kind": "member_of_public", "method": "one_time_link", "name": "Greta Holm",
                 "email": f"greta@mail.example{broken}", "identity_evidence": "Passport seen."}  # fmt: skip
    approval = {**chain.approval(), "recipients": [neighbour]}
    answer = api("decider").post(f"{chain.case}/approve", approval)
    assert answer.status_code == 422
    assert "recipients.0.email" in {each["field"] for each in answer.json()["errors"]}


@pytest.mark.parametrize("broken", BREAKS)
def test_references_and_codes_stand_in_subjects_and_are_letters_and_digits(api: Telephone, broken: str):
    agreed = {**agreement(api), "reference": f"ISA-015{broken}"}
    assert api("information_manager").post("/agreements", agreed).status_code == 422
    added = {**BODIES["agencies_add"], "code": f"TOL{broken}"}
    assert api("information_manager").post("/organisations", added).status_code == 422


# Each as it is sent, and whether it is taken: what cannot be printed is left out of a name first.
NAMES = {
    "call%0D%0ABcc: x@y.example.pdf": False,
    "call%22%3B filename=%22x.exe%22.pdf": False,
    "call%0D%0ABcc x.pdf": True,
    "call%3Bx=y.pdf": True,
}


@pytest.mark.parametrize("name", NAMES)
def test_of_the_name_of_a_file(api: Telephone, held: Any, name: str):
    parts = (
        f'--cut\r\nContent-Disposition: form-data; name="details"\r\n\r\n{details(held)}\r\n'
        f"--cut\r\nContent-Disposition: form-data; name=\"file\"; filename*=utf-8''{name}\r\n"
        "Content-Type: application/pdf\r\n\r\n"
    )
    content = parts.encode() + PDF + b"\r\n--cut--\r\n"
    kind = "multipart/form-data; boundary=cut"
    caller = api("preparer")
    added = caller.client.post(f"{ROOT}/items/files", content, content_type=kind, headers=caller.headers({}))
    assert added.status_code == (201 if NAMES[name] else 422), added.content
    if added.status_code == 201:
        version = added.json()["version"]
        opened = [
            caller.post(f"/item-versions/{version}/content", {"reason": "Preparing."}),
            signed_in(api.cast.preparer).get(f"/items/{version}/file?reason=supervise", secure=True),
        ]
        for answer in opened:
            named = answer.headers.get("Content-Disposition", "")
            assert not {"Bcc", "\r", "\n"} & {*answer.headers, *named}
            assert answer.status_code != 500
