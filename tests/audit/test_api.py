import pytest

from needshare.audit.sealing import tick
from tests.api.chain import Chain
from tests.calling import refused
from tests.cast import AT
from tests.entries import count


def test_the_head_of_the_log_is_shown_to_auditors(api):
    tick(at=AT)
    head = api("auditor").seen("/audit/head")
    assert head["size"] >= head["signed"]["size"] > 0
    assert len(head["root"]) == 64
    assert "/needshare/log1\n" in head["signed"]["note"]


def test_a_partner_reads_its_own_acts_and_the_administrator_whether_the_log_is_whole(api):
    refused(api("partner").get("/audit/head"), 403)
    found = api("partner").done("/audit/events", {"reason": "What did I do?"})["events"]
    assert {each["actor"]["name"] for each in found} == {"L Osei"}
    assert api("administrator").get("/audit/head").status_code == 200
    refused(api("administrator").post("/audit/events", {"reason": "Curious."}), 403)


@pytest.mark.parametrize("part", ["officer", "preparer"])
def test_nobody_else_looks_into_the_log(api, part):
    assert refused(api(part).get("/audit/head"), 403)["codes"] == ["ROLE_MISSING"]
    refused(api(part).post("/audit/events", {"reason": "Curious."}), 403)


def test_a_look_into_the_log_is_itself_an_entry(api):
    chain = Chain(api)
    chain.receive()
    asked = {"reason": "Check of a complaint.", "by": "reference", "text": chain.reference}
    found = api("auditor").done("/audit/events", asked)["events"]
    assert [each["act"] for each in found] == ["intake.submit"]
    assert found[0]["references"] == [chain.reference]
    assert found[0]["actor"]["channel"] == "api"
    assert count("audit.consult") == 2


def test_events_are_read_page_by_page(api):
    first = api("auditor").done("/audit/events", {"reason": "Sample."})
    numbers = [each["number"] for each in first["events"]]
    assert numbers == sorted(numbers, reverse=True)
    if first["before"]:
        older = api("auditor").done("/audit/events", {"reason": "Sample.", "before": first["before"]})
        assert all(each["number"] < first["before"] for each in older["events"])


@pytest.mark.parametrize("changes", [{"reason": ""}, {"by": "name"}, {"before": 0}, {"before": 2**63}])
def test_what_is_asked_of_the_log_is_checked(api, changes):
    refused(api("auditor").post("/audit/events", {"reason": "Sample.", **changes}), 422)
