"""Authorisations by API: recorded with a scan, checked, shown, relied on, revoked."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.api.chain import Chain
from tests.api.examples import AUTHORISATION
from tests.authorisations.orders import BYTES
from tests.calling import refused


@pytest.fixture
def chain(api: Any) -> Chain:
    return Chain(api).until("verify")


def sent(api: Any, chain: Chain, **changes: Any) -> Any:
    parts = {
        "details": json.dumps({**AUTHORISATION, **changes}),
        "file": SimpleUploadedFile("order.pdf", BYTES, "application/pdf"),
    }
    return api("preparer").form(f"{chain.case}/authorisations", parts)


def test_an_order_is_recorded_checked_shown_and_revoked(api: Any, chain: Chain):
    made = sent(api, chain)
    assert made.status_code == 201, made.content
    found, pages = made.json(), f"{chain.case}/authorisations"
    one, by = f"{pages}/{made.json()['reference']}", api("preparer")
    by.done(f"{one}/check", {"sha256": found["sha256"], "words": "Seal, names and dates agree."})
    (shown,) = by.done(f"{pages}/open")["items"]
    assert (shown["standing"], shown["people"], shown["checked_by"]) == (
        "in_force",
        ["Marlon Pryce"],
        api.cast.preparer.username,
    )
    assert by.post(f"{one}/scan").content == BYTES
    by.done(f"{one}/revoke", {"reason": "Discharged."})
    assert [each["standing"] for each in by.done(f"{pages}/open")["items"]] == ["revoked"]
    refused(api("partner").post(f"{pages}/open"), 404)
    refused(by.post(f"{pages}/reliances", {"authorisation": "AU-26-0000-0000"}), 422)
    by.done(f"{one}/stop")
    assert by.done(f"{pages}/open")["items"] == []


@pytest.mark.parametrize("changes", [{"kind": "letter"}, {"people": []}, {"valid_to": "2026-03-01"}])
def test_what_it_says_is_judged_field_by_field(api: Any, chain: Chain, changes: Any):
    said = refused(sent(api, chain, **changes), 422)
    assert [each["field"] for each in said["errors"]] == list(changes)
