"""Look-ups that were picked, and the reviewer's queue of them and of openings, by API."""

from typing import Any

import pytest

from needshare.challenges import actions
from needshare.pathway import actions as pathway
from needshare.pathway.rules import Reason
from needshare.pathway.terms import Stage
from tests.calling import Telephone, refused
from tests.cast import Cast
from tests.story import PERSON, begin

REASON = "The complaint of 4 March asks who saw the log."
FULLER = "The complaint of 4 March asks who saw the log of the call, and I prepare the answer to it. " * 2
VERDICT = {"verdict": "upheld", "words": "The complaint is there."}


@pytest.fixture
def searched(api: Telephone, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(actions, "randbelow", lambda _below: 0)
    api("preparer").done("/search", {"words": PERSON, "reason": REASON})
    (own,) = api("preparer").seen("/look-ups")["items"]
    return own


def test_a_look_up_is_justified_and_reviewed_by_api(api: Telephone, searched: Any):
    address = f"/look-ups/{searched['id']}"
    assert (searched["kind"], searched["answered_at"]) == ("search", None)
    standards, preparer = api("standards"), api("preparer")
    assert standards.seen("/look-ups/waiting")["items"] == []
    refused(standards.post(f"{address}/open", {}), 404)
    refused(preparer.post(f"{address}/justify", {"words": "For my work."}), 422)
    assert preparer.done(f"{address}/justify", {"words": FULLER})["answered_at"]
    assert preparer.seen("/look-ups")["items"] == []
    (waiting,) = standards.seen("/look-ups/waiting")["items"]
    assert (waiting["kind"], waiting["person"]) == ("search", api.cast.preparer.username)
    read = standards.done(f"{address}/open", {})
    assert (read["reason"], read["answer"]) == (REASON, FULLER.strip())
    assert PERSON not in str(read)
    assert standards.done(f"{address}/verdict", VERDICT)["verdict"] == "upheld"
    refused(standards.post(f"{address}/verdict", VERDICT), 409)


def test_others_are_refused_by_api(api: Telephone, searched: Any):
    address = f"/look-ups/{searched['id']}"
    for part, status in (("decider", 403), ("partner", 403)):
        refused(api(part).get("/look-ups/waiting"), status)
        refused(api(part).post(f"{address}/verdict", VERDICT), status)
        refused(api(part).post(f"{address}/justify", {"words": FULLER}), 404)


def test_an_opening_is_reviewed_by_api(cast: Cast, api: Telephone):
    story = begin(cast).to(Stage.UNDER_ASSESSMENT)
    reason = Reason(purpose="cover", words="Cover for the handler, on leave.", has_read_handling=True)
    pathway.open_in_emergency(reference=story.reference, reason=reason, by=story.by("officer"), at=story.at)
    standards = api("standards")
    (waiting,) = standards.seen("/openings")["items"]
    assert (waiting["case"], waiting["cause"]) == (story.reference, "emergency")
    read = standards.done(f"/openings/{waiting['id']}/open", {})
    assert (read["words"], PERSON in str(read)) == (reason.words, False)
    assert standards.done(f"/openings/{waiting['id']}/verdict", VERDICT)["verdict"] == "upheld"
    assert standards.seen("/openings")["items"] == []
    refused(api("decider").get("/openings"), 403)
