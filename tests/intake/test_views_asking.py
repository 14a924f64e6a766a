"""The request form in the browser: page by page, kept, checked, sent, corrected, withdrawn."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from needshare.intake import actions, queries
from needshare.intake.forms.asking import FORMS
from needshare.intake.forms.scheme import parts_of
from needshare.intake.rules import PARTS, Asking
from needshare.intake.terms import AskingPart
from needshare.pathway import queries as pathway
from needshare.pathway.terms import Stage
from tests.cast import acting
from tests.signing_in import signed_in
from tests.story import asking, begin

NOW = datetime.now(UTC)


def posted(part: AskingPart, asked: Asking) -> dict[str, Any]:
    """Fill in one page as a browser sends it."""
    data: dict[str, Any] = {}
    for name in PARTS[part]:
        value = getattr(asked, name)
        if name in ("persons", "items"):
            data[f"{name}.count"] = len(value)
            for number, row in enumerate(value):
                for field, answer in asdict(row).items():
                    data |= as_posted(f"{name}.{number}.{field}", answer)
        elif name == "is_onward_sharing":
            data[name] = "yes" if value else "no"
        elif name == "scheme_answers":
            for field, answer in value.items():
                data |= as_posted(f"{name}.{field}", {True: "yes", False: "no"}.get(answer, answer))
        else:
            data |= as_posted(name, list(value) if isinstance(value, tuple) else value)
    return data


def as_posted(name: str, value: Any) -> dict[str, Any]:
    if hasattr(value, "year"):
        return {f"{name}-day": value.day, f"{name}-month": value.month, f"{name}-year": value.year}
    if isinstance(value, bool):
        return {name: "on"} if value else {}
    return {} if value is None else {name: value}


def written(client: Client, asked: Asking, force: str = "NMC") -> str:
    """Fill in the whole form; return the address of the draft."""
    client_post(client, f"/requests/new/{force}", posted(AskingPart.ABOUT_YOU, asked))
    listed = client.get("/requests/drafts", secure=True).content.decode()
    draft = listed.split('href="/requests/drafts/')[1].split('"')[0]
    for part in parts_of(asked)[1:]:
        client_post(client, f"/requests/drafts/{draft}/{part.value}", posted(part, asked))
    return f"/requests/drafts/{draft}"


def client_post(client: Client, address: str, data: dict[str, Any]) -> str:
    answer = client.post(address, data, secure=True)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


@pytest.fixture
def partner(cast):
    begin(cast, at=NOW)
    return signed_in(cast.partner)


def newest(cast: Any, stage: Stage) -> Any:
    return pathway.newest(acting(cast.preparer), stages=[stage])[0]


def test_request_is_written_page_by_page_and_sent(cast, partner):
    draft = written(partner, asking())
    page = partner.get(f"{draft}/check", secure=True)
    assert "Incidents at Alder Row since January." in page.content.decode()
    sent = client_post(partner, f"{draft}/check", {})
    case = newest(cast, Stage.RECEIVED)
    assert sent == f"/requests/{case.reference}/sent"
    confirmation = partner.get(sent, secure=True).content.decode()
    assert case.reference in confirmation
    assert "due in" in confirmation
    assert queries.asking_of(case.reference, viewer=acting(cast.preparer)) == asking()
    assert partner.get(draft, secure=True).status_code == 404


def test_each_page_is_kept_and_goes_on_from_another_device(cast, partner):
    draft = written(partner, asking())
    elsewhere = signed_in(cast.partner)
    page = elsewhere.get(f"{draft}/purpose", secure=True).content.decode()
    assert "To support an injunction." in page
    assert 'value="g02" checked' in page.replace("\n", " ")


def test_a_scheme_asks_what_it_needs_on_a_page_of_its_own(cast, partner):
    answers = {
        "clares_law_entry": "right_to_ask",
        "applicant_identity_seen": True,
        "applicant_relationship": "Sister",
        "safe_contact": "Text first, after nine.",
        "concern_now": "He has moved in.",
        "is_in_immediate_danger": False,
    }
    asked = asking(scheme="clares_law", scheme_answers=answers, purpose="domestic_abuse_protection")
    first = client_post(partner, "/requests/new/NMC", posted(AskingPart.ABOUT_YOU, asked))
    assert first.endswith("/scheme")
    page = partner.get(first, secure=True).content.decode()
    assert "How and when may they be contacted safely?" in page
    assert "Page 2 of 9" in page
    refused = partner.post(first, {"scheme_answers.applicant_relationship": "Sister"}, secure=True)
    assert refused.status_code == 422
    assert refused.content.decode().count("Answer this: the scheme asks for it.") >= 5
    draft = written(partner, asked)
    purposes = partner.get(f"{draft}/purpose", secure=True).content.decode().split("Choose the purpose")[1]
    assert purposes.index("Protect from domestic abuse") < purposes.index("Prevent or detect crime")
    assert "Text first, after nine." in partner.get(f"{draft}/check", secure=True).content.decode()
    client_post(partner, f"{draft}/check", {})
    case = newest(cast, Stage.RECEIVED)
    assert queries.asking_of(case.reference, viewer=acting(cast.preparer)).scheme_answers == answers
    page = f"/cases/{case.reference}?show=answers"
    shown = signed_in(cast.preparer).get(page, secure=True).content.decode()
    assert "/schemes/clares_law" in shown
    assert "Text first, after nine." in shown


def test_without_a_scheme_there_is_no_page_for_one(partner):
    draft = written(partner, asking())
    assert partner.get(f"{draft}/scheme", secure=True).status_code == 404


def test_first_page_knows_who_writes(partner):
    page = partner.get("/requests/new/NMC", secure=True).content.decode()
    assert "l.osei@wexcombe.example" in page


def test_change_from_the_check_comes_back_to_it(partner):
    draft = written(partner, asking())
    back = client_post(
        partner, f"{draft}/necessity?then=check", posted(AskingPart.NECESSITY, asking(necessity="The trial."))
    )
    assert back == f"{draft}/check"
    assert "The trial." in partner.get(back, secure=True).content.decode()


def test_finish_later_keeps_the_page(partner):
    data = posted(AskingPart.ABOUT_YOU, asking()) | {"later": "yes"}
    assert client_post(partner, "/requests/new/NMC", data) == "/requests/drafts"


def test_missing_answer_is_named_with_its_remedy_and_changes_nothing(partner):
    answer = partner.post("/requests/new/NMC", {}, secure=True)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'href="#id_requester_name"' in page
    assert "Enter the full name of the person who asks." in page
    assert "You have not begun" in partner.get("/requests/drafts", secure=True).content.decode()


@pytest.mark.parametrize(
    ("part", "changes", "field"),
    [
        ("person", {"persons.0.role": "sorcerer"}, "persons.0.role"),
        ("person", {"persons.0.date_of_birth-year": "3000"}, "persons.0.date_of_birth"),
        ("person", {"persons.0.name": "nul\x00"}, "persons.0.name"),
        ("purpose", {"purpose": "curiosity"}, "purpose"),
        ("purpose", {"gateways": ["g99"]}, "gateways"),
        ("purpose", {"objective": "x" * 10_001}, "objective"),
        ("information", {"items.0.category": "gossip"}, "items.0.category"),
        ("information", {"items.count": "0", "items.0.category": ""}, "items.0.category"),
        ("urgency", {"urgency": "urgent"}, "urgency_reason"),
        ("urgency", {"needed_on-day": "1", "needed_on-month": "1", "needed_on-year": "2020"}, "needed_on"),
        ("handling", {"is_onward_sharing": ""}, "is_onward_sharing"),
        ("handling", {"return_method": "fax"}, "return_method"),
        ("declaration", {"has_declared_correct": ""}, "has_declared_correct"),
    ],
)
def test_answer_that_cannot_be_right_is_shown_beside_its_field(partner, part, changes, field):
    draft = written(partner, asking())
    data = posted(AskingPart(part), asking()) | changes
    answer = partner.post(
        f"{draft}/{part}", {name: value for name, value in data.items() if value}, secure=True
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f'href="#id_{field}' in page
    assert "govuk-error-message" in page


def test_people_are_added_and_taken_away_without_a_script(partner):
    draft = written(partner, asking())
    data = posted(AskingPart.PERSON, asking())
    more = partner.post(f"{draft}/person", data | {"add": "persons"}, secure=True)
    page = more.content.decode()
    assert more.status_code == 200
    assert "Person 2" in page
    assert 'value="Marlon Pryce"' in page
    assert "govuk-error-summary" not in page
    data |= {
        "persons.count": 2,
        "persons.1.name": "Ada Thorne",
        "persons.1.role": "witness_or_other_informant",
    }
    fewer = partner.post(f"{draft}/person", data | {"remove": "persons.0"}, secure=True).content.decode()
    assert 'value="Ada Thorne"' in fewer
    assert "Marlon Pryce" not in fewer


def test_error_finds_its_row_past_an_empty_one(partner):
    draft = written(partner, asking())
    data = posted(AskingPart.PERSON, asking()) | {"persons.count": 3, "persons.2.role": "other"}
    page = partner.post(f"{draft}/person", data, secure=True).content.decode()
    assert 'href="#id_persons.2.name"' in page


def test_draft_is_nobody_elses(cast, partner):
    draft = written(partner, asking())
    made_up = f"/requests/drafts/{uuid4()}"
    for person in (cast.contact_point, cast.outsider, cast.preparer):
        other = signed_in(person)
        for page in ("", "/person", "/check", "/discard"):
            theirs, unknown = (other.get(f"{base}{page}", secure=True) for base in (draft, made_up))
            assert theirs.status_code == unknown.status_code == 404
            assert theirs.content == unknown.content


def test_unknown_page_of_a_draft_is_not_found(partner):
    draft = written(partner, asking())
    assert partner.get(f"{draft}/weather", secure=True).status_code == 404


def test_draft_is_thrown_away(partner):
    draft = written(partner, asking())
    assert partner.get(f"{draft}/discard", secure=True).status_code == 200
    assert client_post(partner, f"{draft}/discard", {}) == "/requests/drafts"
    assert partner.get(draft, secure=True).status_code == 404


def test_incomplete_draft_shows_what_is_missing_and_is_not_sent(cast, partner):
    client_post(partner, "/requests/new/NMC", posted(AskingPart.ABOUT_YOU, asking()))
    listed = partner.get("/requests/drafts", secure=True).content.decode()
    draft = "/requests/drafts/" + listed.split('href="/requests/drafts/')[1].split('"')[0]
    page = partner.get(f"{draft}/check", secure=True).content.decode()
    assert "This cannot be sent yet" in page
    assert partner.post(f"{draft}/check", {}, secure=True).status_code == 422
    assert pathway.newest(acting(cast.preparer)) == []


def test_officer_records_a_request_that_came_by_phone(cast):
    begin(cast, at=NOW)
    officer = signed_in(cast.officer)
    assert "Record a request" in officer.get("/requests/new", secure=True).content.decode()
    draft = written(officer, asking())
    answer = officer.post(f"{draft}/check", {}, secure=True)
    assert answer.status_code == 422
    assert "Choose the organisation that asks." in answer.content.decode()
    client_post(officer, f"{draft}/check", {"organisation": "WBC", "channel": "phone"})
    case = newest(cast, Stage.RECEIVED)
    assert case.requesting_organisation_id == cast.council.pk
    assert case.requester_id is None


@pytest.mark.parametrize("part", ["auditor", "administrator", "partner_administrator"])
def test_who_may_not_ask_is_told_so(cast, part):
    assert signed_in(getattr(cast, part)).get("/requests/new", secure=True).status_code == 403


def test_unknown_force_is_not_found(partner):
    assert partner.get("/requests/new/XYZ", secure=True).status_code == 404


@pytest.fixture
def returned(cast):
    story = begin(cast, at=NOW).to(Stage.VERIFYING_REQUESTER)
    actions.return_for_more(
        reference=story.reference, what="Say which months.", by=story.by("preparer"), at=story.at
    )
    return story


def test_returned_request_is_corrected_and_sent_again(cast, returned):
    partner = signed_in(cast.partner)
    assert "Say which months." in partner.get(f"/requests/{returned.reference}", secure=True).content.decode()
    draft = client_post(partner, f"/requests/{returned.reference}/correct", {})
    changed = asking(information_sought="Incidents from January to March.")
    client_post(partner, f"{draft}/information", posted(AskingPart.INFORMATION, changed))
    assert client_post(partner, f"{draft}/check", {}) == f"/requests/{returned.reference}/sent"
    again = queries.asking_of(returned.reference, viewer=acting(cast.preparer))
    assert again.information_sought == "Incidents from January to March."


def test_request_is_withdrawn(cast, returned):
    partner = signed_in(cast.partner)
    address = f"/requests/{returned.reference}/withdraw"
    assert partner.get(address, secure=True).status_code == 200
    after = client_post(partner, address, {"reason": "It was solved."})
    assert "Request withdrawn" in partner.get(after, secure=True).content.decode()
    assert newest(cast, Stage.WITHDRAWN).reference == returned.reference


def test_other_organisations_request_answers_as_an_unknown_one(cast, returned):
    outsider = signed_in(cast.outsider)
    for page in ("sent", "withdraw"):
        theirs = outsider.get(f"/requests/{returned.reference}/{page}", secure=True)
        unknown = outsider.get(f"/requests/NMC-26-0000-0000/{page}", secure=True)
        assert theirs.status_code == unknown.status_code == 404
        assert theirs.content == unknown.content
    for page in ("correct", "withdraw"):
        theirs = outsider.post(f"/requests/{returned.reference}/{page}", {}, secure=True)
        unknown = outsider.post(f"/requests/NMC-26-0000-0000/{page}", {}, secure=True)
        assert theirs.status_code == unknown.status_code == 404
        assert theirs.content == unknown.content


@pytest.mark.parametrize("part", [part for part in AskingPart if part is not AskingPart.SCHEME])
def test_every_answer_of_an_asking_has_its_question_on_its_page(part):
    form = FORMS[part]()
    asked = {name for name in form.fields if "." not in name} | {group.name for group in form.groups}
    assert asked == set(PARTS[part])
