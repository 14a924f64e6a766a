"""The pages and the API of consultations, and the narrowed view of somebody outside."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client

from needshare.consultations.models import Consultation
from needshare.notices.jobs import send_due
from needshare.pathway.terms import Stage
from tests.api.chain import Chain
from tests.calling import refused
from tests.cast import Cast
from tests.entries import count
from tests.signing_in import signed_in
from tests.story import PERSON, Story, begin, recently

QUESTION, SHOWN = "Would this prejudice the trial?", "A log of a call is asked for."
OUTSIDE = {
    "place": "prosecutor",
    "name": "J. Marrow",
    "organisation": "Prosecution service",
    "email": "j.marrow@prosecution.example",
    "question": QUESTION,
    "shown": SHOWN,
}


@pytest.fixture
def story(cast: Cast) -> Story:
    return begin(cast, at=recently()).to(Stage.UNDER_ASSESSMENT)


def invited(story: Story) -> tuple[str, str]:
    """Invite somebody outside on the page: the path of the link as it was mailed, and the code that was shown."""
    preparer = signed_in(story.cast.preparer)
    page = preparer.post(f"/cases/{story.reference}/consultations/invite", OUTSIDE, secure=True)
    assert page.status_code == 200, page.text
    (code,) = re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}(?=</strong>)", page.text)
    send_due(at=recently() + timedelta(minutes=2))
    message = next(each for each in mail.outbox if each.to == [OUTSIDE["email"]])
    assert not [each for each in (code, QUESTION, PERSON) if each in message.body]
    (path,) = re.findall(r"http://[^/]+(/asked/\S+)", message.body)
    return path, code


def test_somebody_outside_answers_one_question_and_sees_nothing_else(story: Story):
    path, code = invited(story)
    outside = Client()
    assert outside.get(f"{path}/question", secure=True).status_code == 302, "the code comes first"
    wrong = outside.post(path, {"code": "0000-0000"}, secure=True)
    assert wrong.status_code == 422
    assert outside.post(path, {"code": code}, secure=True).status_code == 302
    before = count("consultations.read_by_link")
    page = outside.get(f"{path}/question", secure=True)
    assert QUESTION in page.text
    assert SHOWN in page.text
    for hidden in (story.reference, PERSON, "Wexcombe", "Northmoor", story.cast.preparer.name):
        assert hidden not in page.text, hidden
    assert count("consultations.read_by_link") == before + 1, "every look is entered"
    bare = outside.post(f"{path}/question", {"answer": "objection", "reason": ""}, secure=True)
    assert bare.status_code == 422
    sent = outside.post(f"{path}/question", {"answer": "objection", "reason": "It would."}, secure=True)
    assert sent.status_code == 302
    made = Consultation.objects.get()
    assert (made.answer, made.reason, made.answered_by_id) == ("objection", "It would.", None)
    shown = signed_in(story.cast.preparer).get(f"/cases/{story.reference}/consultations", secure=True)
    assert "J. Marrow" in shown.text
    assert "It would." in shown.text
    absent = outside.get("/asked/ns_" + "a" * 32, secure=True)
    used = outside.get(path, secure=True)
    assert (used.status_code, used.content) == (404, absent.content), "as if it had never been"


def test_a_link_ends_by_its_clock_and_after_five_wrong_codes(story: Story):
    path, code = invited(story)
    outside = Client()
    for _try in range(4):
        assert outside.post(path, {"code": "0000-0000"}, secure=True).status_code == 422
    assert outside.post(path, {"code": "0000-0000"}, secure=True).status_code == 404
    assert outside.post(path, {"code": code}, secure=True).status_code == 404
    made = Consultation.objects.get()
    path, code = invited(story)
    with time_machine.travel(made.due_at + timedelta(minutes=1), tick=False):
        late = Client().get(path, secure=True)
        absent = Client().get("/asked/ns_" + "b" * 32, secure=True)
    assert (late.status_code, late.content) == (404, absent.content)


def test_the_pages_lead_from_asking_to_the_answer(story: Story):
    preparer, officer = signed_in(story.cast.preparer), signed_in(story.cast.officer)
    case = f"/cases/{story.reference}/consultations"
    asked = {"place": "officer_in_the_case", "username": "t.verma@nmc", "question": QUESTION, "shown": SHOWN}
    assert preparer.post(f"{case}/ask", {**asked, "question": ""}, secure=True).status_code == 422
    assert preparer.post(f"{case}/ask", asked, secure=True).status_code == 302
    made = Consultation.objects.get()
    waiting = officer.get("/consultations", secure=True)
    assert f"/consultations/{made.pk}" in waiting.text
    assert QUESTION in officer.get(f"/consultations/{made.pk}", secure=True).text
    assert preparer.get(f"/consultations/{made.pk}", secure=True).status_code == 404
    given = {"answer": "no_objection", "reason": "The arrests are made."}
    assert officer.post(f"/consultations/{made.pk}", given, secure=True).status_code == 302
    assert "The arrests are made." in preparer.get(case, secure=True).text
    assert preparer.post(f"{case}/ask", {**asked, "username": ""}, secure=True).status_code == 302
    assert preparer.post(f"{case}/2/withdraw", secure=True).status_code == 302


def test_it_is_done_over_the_api(api: Any):
    chain = Chain(api).until("verify")
    preparer, officer = api("preparer"), api("officer")
    body = {"place": "officer_in_the_case", "question": QUESTION, "shown": SHOWN, "username": "t.verma@nmc"}
    preparer.done(f"{chain.case}/consultations", body, status=201)
    (line,) = officer.get("/consultations").json()["consultations"]
    assert officer.done(f"/consultations/{line['id']}/open")["question"] == QUESTION
    refused(api("partner").post(f"{chain.case}/consultations/open"), 404)
    refused(
        api("decider").post(f"/consultations/{line['id']}/answer", {"answer": "objection", "reason": "x"}),
        404,
    )
    officer.done(
        f"/consultations/{line['id']}/answer", {"answer": "objection", "reason": "It would warn him."}
    )
    (shown,) = preparer.done(f"{chain.case}/consultations/open")["consultations"]
    assert (shown["state"], shown["answer"], shown["answered_by"]) == (
        "answered",
        "objection",
        api.cast.officer.name,
    )
    made = preparer.done(f"{chain.case}/consultations/outside", OUTSIDE, status=201)
    assert re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{4}", made["code"])
    preparer.done(f"{chain.case}/consultations/2/withdraw")
