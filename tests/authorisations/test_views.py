"""The pages of authorisations: recorded with a scan, checked beside the original, corrected, revoked."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from needshare.authorisations.models import Authorisation
from needshare.pathway.terms import Stage
from tests.authorisations.orders import BYTES, check, recorded
from tests.signing_in import signed_in
from tests.story import Story, begin, recently


@pytest.fixture
def story(cast: Any) -> Story:
    return begin(cast, at=recently()).to(Stage.UNDER_ASSESSMENT)


def page(story: Story, *rest: str) -> str:
    return "/".join((f"/cases/{story.reference}/authorisations", *rest))


def filled(story: Story, **changes: Any) -> dict[str, Any]:
    year = story.at.year
    return {
        "kind": "court_order",
        "issuer": "County court",
        "power": "CPR 31.17",
        "scope": "Logs of calls.",
        "people": ["1"],
        "categories": ["incident_log"],
        "valid_from-day": "1",
        "valid_from-month": "1",
        "valid_from-year": str(year),
        "valid_to-day": "31",
        "valid_to-month": "12",
        "valid_to-year": str(year),
        "file": SimpleUploadedFile("order.pdf", BYTES, "application/pdf"),
        **changes,
    }


def test_an_order_goes_from_the_form_to_the_page_of_the_case(story: Story):
    client = signed_in(story.cast.preparer)
    wrong = client.post(page(story, "record"), {}, secure=True)
    assert wrong.status_code == 422
    assert "Choose the scan of the document." in wrong.content.decode()
    done = client.post(page(story, "record"), filled(story), secure=True, follow=True)
    found = Authorisation.objects.get()
    shown = done.content.decode()
    for words in (
        found.reference,
        "Original not checked yet",
        "County court",
        found.sha256,
        "Check the original",
    ):
        assert words in shown
    check_page = page(story, found.reference, "check")
    assert found.sha256 in client.get(check_page, secure=True).content.decode()
    said = {"words": "Seal and dates agree.", "sha256": found.sha256}
    assert "In force" in client.post(check_page, said, secure=True, follow=True).content.decode()
    scan = client.get(page(story, found.reference, "scan"), secure=True)
    assert (scan.content, scan.headers["Content-Disposition"]) == (BYTES, 'attachment; filename="order.pdf"')
    revoked = client.post(
        page(story, found.reference, "revoke"), {"reason": "Discharged."}, secure=True, follow=True
    )
    assert "Discharged." in revoked.content.decode()
    assert "Revoke it" not in revoked.content.decode()


def test_a_correction_names_the_record_it_replaces(story: Story):
    old, client = check(story, recorded(story)), signed_in(story.cast.preparer)
    form = client.get(f"{page(story, 'record')}?replaces={old.reference}", secure=True).content.decode()
    assert f'value="{old.reference}"' in form
    client.post(page(story, "record"), filled(story, replaces=old.reference), secure=True)
    assert Authorisation.objects.get(replaces=old).issuer == "County court"


def test_the_page_offers_an_auditor_nothing_to_do_and_a_partner_no_page(story: Story):
    recorded(story)
    seen = signed_in(story.cast.auditor).get(page(story), secure=True).content.decode()
    assert "County court at Wexcombe" in seen
    assert "Record an authorisation" not in seen
    assert "Revoke it" not in seen
    assert signed_in(story.cast.partner).get(page(story), secure=True).status_code == 404
