"""Own requests and packages in the browser: seen by those they are for, unknown to everybody else."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
import time_machine

from needshare.accounts import actions as accounts
from needshare.audit.sealing import tick
from needshare.crypto import packages
from needshare.decision import actions as decision
from needshare.decision.jobs import give_answers
from needshare.decision.models import Decision
from needshare.intake import actions as intake
from needshare.pathway import actions as pathway
from needshare.pathway.terms import Stage
from tests.signing_in import signed_in
from tests.story import begin, reasoned, recently

NOBODYS = "NMC-26-0000-0000"


@pytest.fixture
def story(cast):
    return begin(cast, at=recently())


@pytest.fixture
def released(story):
    story.to(Stage.RELEASED)
    tick(at=story.at)
    return story


def seen(client, address):
    answer = client.get(address, secure=True)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def test_own_requests_are_listed_for_the_whole_organisation(story):
    story.to(Stage.RECEIVED)
    for part in (story.cast.partner, story.cast.contact_point):
        assert story.reference in seen(signed_in(part), "/requests")
    assert story.reference not in seen(signed_in(story.cast.outsider), "/requests")


def test_list_goes_on_by_key(story, monkeypatch):
    monkeypatch.setattr("needshare.pathway.queries.PAGE", 1)
    first = story.to(Stage.RECEIVED).reference
    story.stage = Stage.DRAFT
    second = story.to(Stage.RECEIVED).reference
    client = signed_in(story.cast.partner)
    page = seen(client, "/requests")
    assert second in page
    assert first not in page
    older = page.split('href="/requests?before=')[1].split('"')[0]
    assert first in seen(client, f"/requests?before={older}")
    assert client.get("/requests?before=nonsense", secure=True).status_code == 404


def test_force_has_no_requests_of_its_own(story):
    story.to(Stage.RECEIVED)
    preparer = signed_in(story.cast.preparer)
    assert preparer.get("/requests", secure=True).status_code == 404
    assert preparer.get(f"/requests/{story.reference}", secure=True).status_code == 404


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        (Stage.RECEIVED, "Received"),
        (Stage.UNDER_ASSESSMENT, "Being considered"),
        (Stage.APPROVED, "Being considered"),
        (Stage.SECOND_CHECKED, "Being considered"),
        (Stage.RELEASED, "Ready for you to open"),
        (Stage.ACKNOWLEDGED, "Receipt acknowledged"),
    ],
)
def test_status_is_live_to_the_requester(story, stage, words):
    story.to(stage)
    page = seen(signed_in(story.cast.partner), f"/requests/{story.reference}")
    assert words in page
    assert "To support an injunction." in page


def without_what_differs(page, story):
    return page.replace(story.reference, "REFERENCE")


@pytest.mark.parametrize(
    "stage", [Stage.UNDER_ASSESSMENT, Stage.AWAITING_DECISION, Stage.APPROVED, Stage.PREPARED]
)
def test_nothing_between_tells_what_is_held_or_decided(story, stage):
    with time_machine.travel(story.at, tick=False):
        story.to(Stage.VERIFYING_REQUESTER)
        client = signed_in(story.cast.partner)
        before = seen(client, f"/requests/{story.reference}")
        story.to(stage)
        assert seen(client, f"/requests/{story.reference}") == before


def answered(story, answer):
    at, reference = story.at, story.reference
    answer(reference=reference, reasoning=reasoned(story), by=story.by("information_manager"), at=at)


def test_neither_nor_and_not_held_are_the_same_page_while_they_wait_and_when_they_are_given(
    cast, story, monkeypatch
):
    monkeypatch.setattr("needshare.assessment.queries.search_found_nothing", lambda case: True)
    waiting, pages = [], []
    for answer in (decision.not_held, decision.neither_confirm_nor_deny):
        with time_machine.travel(story.at, tick=False):
            client = signed_in(cast.partner)
            story.stage = Stage.DRAFT
            story.to(Stage.AWAITING_DECISION)
            monkeypatch.setattr("needshare.assessment.queries.items_at_hand", lambda case, viewer: [])
            answered(story, answer)
            monkeypatch.undo()
            monkeypatch.setattr("needshare.assessment.queries.search_found_nothing", lambda case: True)
            waiting.append(without_what_differs(seen(client, f"/requests/{story.reference}"), story))
        given_at = Decision.objects.get(case__reference=story.reference).given_from
        assert give_answers(at=given_at - timedelta(seconds=1)) == 0
        assert give_answers(at=given_at) == 1
        with time_machine.travel(given_at, tick=False):
            client = signed_in(cast.partner)
            pages.append(without_what_differs(seen(client, f"/requests/{story.reference}"), story))
    assert "neither confirms nor denies" not in waiting[0]
    assert "neither confirms nor denies" in pages[0]
    assert waiting[0] == waiting[1]
    assert pages[0] == pages[1]


def test_refusal_is_answered_in_the_words_for_the_requester(story):
    story.to(Stage.AWAITING_DECISION)
    answered(story, decision.refuse)
    page = seen(signed_in(story.cast.partner), f"/requests/{story.reference}")
    assert "We cannot share what you ask for." in page
    assert "He is named in the logs." not in page


def test_answer_stays_after_the_case_is_closed(story):
    story.to(Stage.AWAITING_DECISION)
    answered(story, decision.refuse)
    pathway.close(reference=story.reference, by=story.by("preparer"), at=story.at)
    assert "We cannot share what you ask for." in seen(
        signed_in(story.cast.partner), f"/requests/{story.reference}"
    )


def test_another_route_is_named(story):
    story.to(Stage.VERIFYING_REQUESTER)
    intake.redirect(reference=story.reference, route="sar", by=story.by("preparer"), at=story.at)
    page = seen(signed_in(story.cast.partner), f"/requests/{story.reference}")
    assert "Request by people for their own information" in page


def test_colleague_is_told_only_that_it_is_addressed_to_somebody(released):
    colleague = signed_in(released.cast.contact_point)
    page = seen(colleague, f"/requests/{released.reference}")
    assert "only that person can open it" in page
    assert "/packages/" not in page.split("<main")[1]


GET_ROUTES = ("requests/{}", "packages/{}", "packages/{}/open", "packages/{}/read", "packages/{}/files/1",
              "packages/{}/files/0", "packages/{}/acknowledge", "packages/{}/recipients/1/letter",
              "packages/{}/recipients/1/script")  # fmt: skip
POST_ROUTES = ("packages/{}/accept", "packages/{}/open", "packages/{}/acknowledge",
               "packages/{}/recipients/1/letter/done")  # fmt: skip
ANSWERS = {"accepted": "on", "received": "on", "evidence": "Posted."}


@pytest.mark.parametrize("route", GET_ROUTES)
def test_somebody_elses_answers_as_an_unknown_one(released, route):
    client = signed_in(released.cast.outsider)
    theirs = client.get(f"/{route.format(released.reference)}", secure=True)
    unknown = client.get(f"/{route.format(NOBODYS)}", secure=True)
    assert theirs.status_code == unknown.status_code == 404
    assert theirs.content == unknown.content


@pytest.mark.parametrize("route", POST_ROUTES)
def test_somebody_elses_cannot_be_acted_on_and_answers_as_an_unknown_one(released, route):
    client = signed_in(released.cast.outsider)
    theirs = client.post(f"/{route.format(released.reference)}", ANSWERS, secure=True)
    unknown = client.post(f"/{route.format(NOBODYS)}", ANSWERS, secure=True)
    assert theirs.status_code == unknown.status_code == 404
    assert theirs.content == unknown.content


@pytest.mark.parametrize("part", ["contact_point", "preparer", "decider"])
def test_package_is_for_the_named_person_alone(released, part):
    client = signed_in(getattr(released.cast, part))
    assert "/packages/NMC" not in seen(client, "/packages")
    theirs = client.get(f"/packages/{released.reference}", secure=True)
    unknown = client.get(f"/packages/{NOBODYS}", secure=True)
    assert theirs.status_code == unknown.status_code == 404
    assert theirs.content == unknown.content


def test_package_is_accepted_opened_read_and_acknowledged(released):
    client, base = signed_in(released.cast.partner), f"/packages/{released.reference}"
    assert f'href="{base}"' in seen(client, "/packages")
    assert "Accept the conditions first" in seen(client, base)
    assert client.get(f"{base}/read", secure=True).status_code == 403
    refused = client.post(f"{base}/accept", {}, secure=True)
    assert refused.status_code == 422
    assert "Accept the conditions to go on." in refused.content.decode()
    assert client.post(f"{base}/accept", ANSWERS, secure=True).headers["Location"] == base
    assert client.get(f"{base}/acknowledge", secure=True).status_code == 200
    assert client.post(f"{base}/acknowledge", ANSWERS, secure=True).status_code == 403
    page = seen(client, f"{base}/read")
    assert "A call was made at 23:10." in page
    assert "Marlon Pryce: Suspect" in page
    given = client.get(f"{base}/files/1", secure=True)
    assert b"".join(given) == b"A call was made at 23:10."
    assert client.get(f"{base}/files/0", secure=True).content.startswith(b"%PDF")
    assert client.get(f"{base}/files/9", secure=True).status_code == 404
    assert client.post(f"{base}/acknowledge", {}, secure=True).status_code == 422
    assert client.post(f"{base}/acknowledge", ANSWERS, secure=True).headers["Location"] == base
    assert "You have acknowledged it" in seen(client, base)
    assert client.post(f"{base}/acknowledge", ANSWERS, secure=True).status_code == 409


def test_package_is_saved_as_one_file(released):
    client, base = signed_in(released.cast.partner), f"/packages/{released.reference}"
    client.post(f"{base}/accept", ANSWERS, secure=True)
    assert "Save the file" in seen(client, f"{base}/open")
    answer = client.post(f"{base}/open", {}, secure=True)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{released.reference}.zip"'
    with ZipFile(BytesIO(answer.content)) as package:
        assert "manifest.json" in package.namelist()


def test_opening_asks_for_a_fresh_code_and_comes_back(released):
    client, base = signed_in(released.cast.partner), f"/packages/{released.reference}"
    client.post(f"{base}/accept", ANSWERS, secure=True)
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=10)):
        for page in ("open", "read", "files/1"):
            answer = client.get(f"{base}/{page}", secure=True)
            assert answer.status_code == 302
            assert answer.headers["Location"].startswith("/account/confirm?next=")
            assert f"%2Fpackages%2F{released.reference}%2F" in answer.headers["Location"]


def test_too_late_is_said(released):
    with time_machine.travel(datetime.now(UTC) + timedelta(days=90)):
        client = signed_in(released.cast.partner)
        assert "It is too late to open this" in seen(client, f"/packages/{released.reference}")


def test_package_sealed_to_ones_own_key_is_saved_and_never_shown_on_a_page(story):
    identity = packages.new_identity()
    accounts.set_age_recipient(recipient=identity.recipient, by=story.by("partner"), at=story.at)
    story.to(Stage.RELEASED)
    tick(at=story.at)
    client, base = signed_in(story.cast.partner), f"/packages/{story.reference}"
    client.post(f"{base}/accept", ANSWERS, secure=True)
    assert "Read it here" not in seen(client, base)
    assert client.get(f"{base}/read", secure=True).status_code == 403
    assert "age --decrypt" in seen(client, f"{base}/open")
    sealed = client.post(f"{base}/open", {}, secure=True)
    assert sealed.headers["Content-Disposition"].endswith('.zip.age"')
    with ZipFile(BytesIO(packages.open_with(identity.identity, sealed.content))) as package:
        assert "cover.pdf" in package.namelist()
