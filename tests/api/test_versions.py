import pytest

from needshare.audit.models import Entry
from needshare.pathway.models import SharingCase
from tests.api.chain import Chain
from tests.api.examples import BODIES, FORMS, form_of
from tests.api.operations import every
from tests.calling import refused

ASKING = [each for each in every() if each.asks_version and "{reference}" in each.path]


def test_an_act_on_the_version_that_was_seen_is_done(api):
    chain = Chain(api).until("receive")
    claimed = api("preparer").post(f"{chain.case}/claim", headers={"If-Match": '"1"'})
    assert claimed.status_code == 200
    assert claimed.headers["ETag"] == '"2"'
    assert claimed.json()["version"] == 2


def test_an_act_on_an_older_version_is_refused_and_changes_nothing(api):
    chain = Chain(api).until("claim")
    before = Entry.objects.count()
    held = {"reason": "Awaiting a call.", "until": "2026-04-16T09:00:00Z"}
    said = refused(api("preparer").post(f"{chain.case}/hold", held, headers={"If-Match": '"1"'}), 412)
    assert said["type"] == "urn:needshare:problem:stale"
    assert SharingCase.objects.get().stage == "verifying_requester"
    assert Entry.objects.count() == before


@pytest.mark.parametrize("operation", ASKING, ids=str)
def test_every_act_on_a_case_asks_for_the_version(api, operation):
    chain = Chain(api).until("receive")
    path = operation.at(reference=chain.reference)
    by, name, headers = api("information_manager"), str(operation), {"If-Match": '"9"'}
    if name in FORMS:
        refused(by.form(path, form_of(name), headers=headers), 412)
    else:
        refused(by.post(path, BODIES.get(name), headers=headers), 412)


@pytest.mark.parametrize("tag", ["1", "*", '"0"', 'W/"1"', '"1", "2"', '"99999999999"', ""])
def test_a_version_that_is_no_etag_of_ours_is_refused(api, tag):
    chain = Chain(api).until("receive")
    said = refused(api("preparer").post(f"{chain.case}/claim", headers={"If-Match": tag}), 422)
    assert said["errors"][0]["field"] == "If-Match"


def test_a_requester_learns_nothing_of_the_version(api):
    chain = Chain(api).until("verify")
    right, wrong = (
        api("partner").post(f"{chain.case}/claim", headers={"If-Match": tag}) for tag in ('"3"', '"9"')
    )
    assert refused(right, 403) == refused(wrong, 403)


def test_a_key_and_a_version_go_together(api):
    chain = Chain(api).until("receive")
    headers = {"If-Match": '"1"', "Idempotency-Key": "k-1"}
    first = api("preparer").post(f"{chain.case}/claim", headers=headers)
    assert first.status_code == 200
    assert api("preparer").post(f"{chain.case}/claim", headers=headers).content == first.content
