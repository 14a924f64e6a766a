"""How a marking is handled is read before anything of it is opened, once and again when the rules change (B13)."""

import copy
from datetime import UTC, datetime, timedelta

import pytest

from needshare.accounts import actions as accounts
from needshare.accounts.models import Account
from needshare.accounts.rules import operator
from needshare.accounts.terms import Role, TokenScope
from needshare.audit.sealing import tick
from needshare.documents import actions
from needshare.kernel import Conflict, Unknown
from needshare.pathway.terms import Stage
from needshare.policy import current_pack
from needshare.policy.loading import load
from tests.calling import Caller
from tests.cast import AT, Cast, acting, person
from tests.documents.builders import held
from tests.entries import newest, overwrite
from tests.signing_in import signed_in
from tests.story import begin

PAGE = "/markings/official_sensitive"
RULE = "Speak of it only to people who need to know it for this case."


@pytest.fixture
def newcomer(cast: Cast) -> Account:
    return person(cast.force, "n.come", Role.DISCLOSURE_OFFICER, has_read_handling=False)


def forget(cast: Cast, account: Account) -> None:
    """Let somebody have said nothing of the rules of handling."""
    rows = Account.objects.filter(pk=account.pk)
    overwrite(rows=rows, changes={"handling_read": []}, by=cast.acting_standards, at=AT)


def text(answer) -> str:
    return answer.content.decode().replace("&#39;", "'")


def confirmed(client, address: str):
    """Read the rules on their page, and say so."""
    page = text(client.get(address, secure=True))
    assert RULE in page
    rules = page.split('name="rules" value="')[1].split('"')[0]
    onward = page.split('name="next" value="')[1].split('"')[0]
    return client.post(PAGE, {"has_read": "on", "rules": rules, "next": onward}, secure=True)


def test_an_item_above_the_baseline_opens_once_its_rules_are_read(cast: Cast, newcomer):
    item, plain = held(cast.acting_preparer), held(cast.acting_preparer, marking="official")
    client, address = signed_in(newcomer), f"/items/{item.pk}"
    assert client.get(f"/items/{plain.pk}", secure=True).status_code == 200
    for sent in (client.get(address, secure=True), client.post(address, {"reason": "Duty."}, secure=True)):
        assert (sent.status_code, sent.headers["Location"]) == (302, f"{PAGE}?next=%2Fitems%2F{item.pk}")
    unticked = client.post(PAGE, {"rules": "x", "next": ""}, secure=True)
    assert unticked.status_code == 422
    gone_on = confirmed(client, f"{PAGE}?next={address}")
    assert (gone_on.status_code, gone_on.headers["Location"]) == (302, address)
    event = newest("documents.acknowledge_handling")
    assert (event.said["marking"], event.subject) == ("official_sensitive", (str(newcomer.pk),))
    opened = client.post(address, {"reason": "Duty."}, secure=True)
    assert "Loud music" in text(opened)
    assert "You are asked again when they change." in text(client.get(PAGE, secure=True))


def test_it_is_asked_again_when_the_rules_change_and_old_rules_confirm_nothing(cast, newcomer, monkeypatch):
    item, client = held(cast.acting_preparer), signed_in(newcomer)
    confirmed(client, f"{PAGE}?next=/desk")
    assert client.get(f"/items/{item.pk}", secure=True).status_code == 200
    found = copy.deepcopy(dict(current_pack().documents))
    found["lists/marking.toml"]["handling_rule"]["member"][-1]["label"] += " So is to tell others."
    changed = load(found, {})
    monkeypatch.setattr("needshare.policy.engine.current_pack", lambda: changed)
    assert client.get(f"/items/{item.pk}", secure=True).status_code == 302
    read = Account.objects.get(pk=newcomer.pk).handling_read
    with pytest.raises(Conflict):
        actions.acknowledge_handling(
            marking="official_sensitive", rules=read[0]["rules"], by=acting(newcomer), at=AT
        )
    with pytest.raises(Unknown):
        actions.acknowledge_handling(marking="secret", rules="", by=acting(newcomer), at=AT)


def test_the_page_leads_to_no_other_site(cast: Cast, newcomer):
    gone_on = confirmed(signed_in(newcomer), f"{PAGE}?next=https://elsewhere.example/")
    assert gone_on.headers["Location"] == PAGE


def test_a_case_and_its_steps_open_once_the_rules_are_read(cast: Cast):
    story = begin(cast, at=datetime.now(UTC)).to(Stage.AWAITING_DECISION)
    forget(cast, cast.decider)
    client = signed_in(cast.decider)
    case, item = f"/cases/{story.reference}", f"items/{story.items[0].pk}"
    for address in (case, f"{case}/decide", f"{case}/{item}", f"{case}/{item}/file"):
        sent = client.get(address, secure=True)
        assert sent.status_code == 302, address
        assert sent.headers["Location"].startswith(PAGE), address
    confirmed(client, PAGE + f"?next=/cases/{story.reference}")
    assert "Alder Row" in text(client.get(f"/cases/{story.reference}?show=everything", secure=True))


def test_a_recipient_reads_the_rules_before_the_package_in_the_browser_and_by_api(cast: Cast):
    at = datetime.now(UTC)
    story = begin(cast, at=at).to(Stage.RELEASED)
    tick(at=at)
    forget(cast, cast.partner)
    client, address = signed_in(cast.partner), f"/packages/{story.reference}"
    assert client.post(f"{address}/accept", {"accepted": "on"}, secure=True).status_code == 302
    for step in ("read", "open"):
        sent = client.get(f"{address}/{step}", secure=True)
        assert sent.headers["Location"].startswith(PAGE), step
    _token, secret = accounts.add_token(
        username=cast.partner.username,
        label="test",
        expires_at=at + timedelta(minutes=10),
        scope=TokenScope.STEPS,
        by=operator(at=at),
        at=at,
    )
    caller = Caller(secret)
    refused = caller.post(f"{address}/open")
    assert (refused.status_code, refused.json()["codes"]) == (403, ["HANDLING_NOT_READ"])
    shown = caller.seen(PAGE)
    assert (shown["is_read"], RULE in shown["rules"]) == (False, True)
    assert caller.done(f"{PAGE}/acknowledgement", {"version": shown["version"]})["is_read"]
    assert "Order of 1 March" not in text(client.get(address, secure=True))
    assert "Not to enter Alder Row." in text(client.get(f"{address}/read", secure=True))
