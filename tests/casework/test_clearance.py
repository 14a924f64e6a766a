"""Who lacks the clearance for an item, or whose has lapsed: they know that it is there, and no more (C8)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from needshare.accounts import actions as accounts
from needshare.accounts.models import Account
from needshare.accounts.rules import operator
from needshare.disclosure.models import Package
from needshare.documents import queries as documents
from needshare.pathway.models import SharingCase
from needshare.pathway.terms import Stage
from tests.calling import Caller
from tests.cast import Cast
from tests.entries import newest, overwrite
from tests.signing_in import signed_in
from tests.story import Story, begin

REFUSED = "Your clearance and vetting do not carry its marking, or have ended."
ACTS = ("disclosure:prepare", "disclosure:release")


def now() -> datetime:
    return datetime.now(UTC)


def lapse(story: Story, part: str) -> None:
    """Let somebody's vetting, or a partner's clearance, have ended yesterday."""
    account = getattr(story.cast, part)
    name = "vetting_until" if account.owner.is_force else "clearance_until"
    changes = {name: (now() - timedelta(days=1)).date()}
    rows = Account.objects.filter(pk=account.pk)
    overwrite(rows=rows, changes=changes, by=story.by("standards"), at=story.at)


def told(answer) -> str:
    return answer.content.decode().replace("&#39;", "'")


@pytest.mark.parametrize(
    ("stage", "part", "pages"),
    [
        (Stage.AWAITING_DECISION, "decider", ("decision:decide", "decision:share", "decision:refuse")),
        (Stage.APPROVED, "preparer", ("disclosure:prepare",)),
        (Stage.PREPARED, "checker", ("disclosure:package", "disclosure:check")),
        (Stage.SECOND_CHECKED, "preparer", ("disclosure:release",)),
    ],
)
def test_whose_vetting_lapsed_neither_decides_prepares_checks_nor_releases(cast: Cast, stage, part, pages):
    story = begin(cast, at=now()).to(stage)
    lapse(story, part)
    client = signed_in(getattr(cast, part))
    for name in pages:
        address = reverse(name, kwargs={"reference": story.reference})
        ask = client.post if name in ACTS else client.get
        answer = ask(address, {}, secure=True)
        assert (answer.status_code, REFUSED in told(answer)) == (403, True), name
        assert "clearance_below_marking" in newest().codes, name
    assert SharingCase.objects.get(reference=story.reference).stage == stage
    assert not Package.objects.filter(state="released").exists()


def test_whose_vetting_lapsed_sees_that_there_are_items_and_nothing_they_say(cast: Cast):
    story = begin(cast, at=now()).to(Stage.UNDER_ASSESSMENT)
    story.to(Stage.AWAITING_DECISION)
    client, address = signed_in(cast.preparer), f"/cases/{story.reference}?all=yes"
    page = told(client.get(address, secure=True))
    assert "Call of 3 February" in page
    assert "Control room" in page
    lapse(story, "preparer")
    page = told(client.get(address, secure=True))
    for words in ("Item 1: closed to you", "Item 2: closed to you", "OFFICIAL-SENSITIVE", "Incident"):
        assert words in page
    for words in ("Call of 3 February", "Order of 1 March", "Control room"):
        assert words not in page
    for version in story.items:
        opened = client.post(f"/items/{version.pk}", {"reason": "To read it."}, secure=True)
        assert opened.status_code == 404
        for address in (f"items/{version.pk}", f"items/{version.pk}/file"):
            seen = client.get(f"/cases/{story.reference}/{address}", secure=True)
            assert seen.status_code == 404, address
    assert documents.items_about([story.subject.pk], viewer=story.by("preparer")) == []
    by = operator(at=now())
    until = now() + timedelta(days=1)
    _token, secret = accounts.add_token(
        username=cast.preparer.username, label="test", expires_at=until, by=by, at=now()
    )
    whole = Caller(secret).done(f"/cases/{story.reference}/open")
    assert [(each["is_closed"], each["title"], each["people"]) for each in whole["gathered"]] == [
        (True, "", []),
        (True, "", []),
    ]


def test_whose_vetting_lapsed_is_offered_nothing_to_gather(cast: Cast):
    story = begin(cast, at=now()).to(Stage.UNDER_ASSESSMENT)
    lapse(story, "preparer")
    client = signed_in(cast.preparer)
    page = told(client.get(f"/cases/{story.reference}/assess/items", secure=True))
    assert "Call of 3 February" not in page


def test_a_recipient_whose_clearance_lapsed_opens_nothing(cast: Cast):
    story = begin(cast, at=now()).to(Stage.RELEASED)
    lapse(story, "partner")
    client = signed_in(cast.partner)
    answer = client.post(f"/packages/{story.reference}/open", {}, secure=True)
    assert answer.status_code == 403
    assert "Your clearance does not carry the marking of this package, or has ended." in told(answer)


def test_a_recipient_below_the_marking_is_given_nothing_at_release(cast: Cast):
    story = begin(cast, at=now()).to(Stage.SECOND_CHECKED)
    lapse(story, "partner")
    client = signed_in(cast.preparer)
    answer = client.post(f"/cases/{story.reference}/package/release", {"confirm": "yes"}, secure=True)
    assert "The recipient's clearance" in told(answer)
    assert not Package.objects.filter(state="released").exists()
