"""No answer tells of what one may not see: not by a foreign id, a wrong parent, a filter, an order or a count.

Whatever is sent, what is another's and what is not there are answered alike, to the byte.
"""

import re
from typing import Any
from uuid import uuid4

import pytest

from needshare.accounts.rules import operator
from needshare.accounts.terms import Role
from needshare.agencies import actions as agencies
from needshare.agencies.models import Unit
from needshare.assessment.models import GatheredItem
from needshare.audit.recording import recorded
from needshare.audit.terms import Operation
from needshare.documents import actions as documents
from needshare.kernel import Actor
from needshare.pathway.models import CaseConflict, SharingCase
from needshare.subjects.rules import Person
from tests.api.chain import Chain, item, request
from tests.api.operations import every
from tests.calling import Caller, Telephone, refused, token_of
from tests.cast import AT, acting, force, person
from tests.signing_in import signed_in
from tests.story import BORN_ON, PERSON

LISTS = [each for each in every() if each.method == "GET" and "{" not in each.path]
ORACLES = (
    "reference__startswith",
    "owner__name",
    "data_key__secret",
    "order_by",
    "sort",
    "offset",
    "page",
    "count",
    "fields",
)
NEEDED = {"/api/v1/people": {"organisation": "NMC"}}
CHANGING = re.compile(rb"nonce-[^'\"]+|csrfmiddlewaretoken\" value=\"[^\"]+\"|\?[a-z_]+=[^\"]*")


@pytest.fixture
def chain(api: Telephone) -> Chain:
    return Chain(api).until("verify")


@pytest.fixture
def foreign(api: Telephone) -> dict[str, str]:
    """What another force holds: a person of its own, somebody it knows of, an item about them."""
    other = force("OTH", "Otherside Police")
    stranger = person(other, "a.other", Role.DISCLOSURE_OFFICER)
    held = documents.enter_subject(
        person=Person(name="Somebody Else", born_on=BORN_ON), by=acting(stranger), at=AT
    )
    caller = Caller(token_of(stranger))
    entered = caller.done("/items", item(str(held.pk)), status=201)
    return {
        "subject": str(held.pk),
        "version": entered["version"],
        "item": entered["item"],
        "username": stranger.username,
        "account": str(stranger.pk),
    }


@recorded(Operation.ALTERATION)
def hide(*, case: SharingCase, who: Any, by: Actor, at: Any) -> None:
    row = CaseConflict(
        owner_id=case.owner_id, case=case, account=who, noted_at=at, data_key_id=case.data_key_id
    )
    row.save(force_insert=True)


@pytest.mark.parametrize("operation", LISTS, ids=str)
def test_no_list_takes_a_lookup_an_order_or_a_count(operation, api: Telephone):
    caller = api("information_manager")
    for name in ORACLES:
        said = refused(caller.get(operation.at(), {**NEEDED.get(operation.path, {}), name: "NMC"}), 422)
        assert [each["field"] for each in said["errors"]] == [name]


@pytest.mark.parametrize("path", ["/cases", "/people", "/organisations", "/agreements"])
def test_no_page_takes_one_either(path: str, api: Telephone, chain: Chain):
    client = signed_in(api.cast.information_manager)
    plain = client.get(path, secure=True).content
    for name in ORACLES:
        asked = client.get(path, {name: "NMC"}, secure=True)
        assert asked.status_code == 200
        assert CHANGING.sub(b"", asked.content) == CHANGING.sub(b"", plain), name


def match(subject: str) -> dict[str, Any]:
    return {"number": 1, "subject": subject, "confidence": "confirmed", "evidence": "Same birth date."}


def judgement(version: str, number: int = 1) -> dict[str, Any]:
    return {
        "item_version": version,
        "requested_number": number,
        "is_relevant": "yes",
        "accuracy": "verified",
        "identity_match": "confirmed",
    }


BODIES: dict[str, tuple[str, str, Any]] = {
    "person matched": ("/cases/{case}/matches", "subject", match),
    "item gathered": ("/cases/{case}/gather", "version", lambda named: {"items": [judgement(named)]}),
    "person of an item": (
        "/items/{item}/subjects",
        "subject",
        lambda named: {"subject": named, "role": "suspect"},
    ),
    "new item about": ("/items", "subject", item),
    "handler": (
        "/cases/{case}/assign",
        "username",
        lambda named: {"to": named, "reason": "They take over."},
    ),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_foreign_id_in_a_body_is_answered_as_an_absent_one(
    name: str, api: Telephone, chain: Chain, foreign: dict[str, str]
):
    path, kind, body = BODIES[name]
    own_item = api("preparer").done("/items", item(chain.subject), status=201)["item"]
    where = path.format(case=chain.reference, item=own_item)
    absent = "no.such.person" if kind == "username" else str(uuid4())
    theirs, nothing = (api("preparer").post(where, body(named)) for named in (foreign[kind], absent))
    assert theirs.status_code == nothing.status_code
    assert theirs.status_code in (404, 422), theirs.content
    assert said(theirs, foreign[kind]) == said(nothing, absent)


def said(response: Any, named: str) -> list[str]:
    """Return what was answered, but for what was sent and the number of the answer."""
    body = response.content.decode().replace(named, "")
    return sorted(re.sub(r'"instance":"[^"]*"', "", body).split(","))


def test_one_foreign_id_among_many_refuses_them_all(api: Telephone, chain: Chain, foreign: dict[str, str]):
    preparer = api("preparer")
    preparer.done(f"{chain.case}/searches", {"scope": "Both desks.", "has_found": True}, status=201)
    preparer.done(f"{chain.case}/matches", match(chain.subject), status=201)
    many = {"items": [judgement(chain.versions[0]), judgement(foreign["version"], 2)]}
    assert preparer.post(f"{chain.case}/gather", many).status_code in (404, 422)
    assert not GatheredItem.objects.exists()
    links = [{"subject": held, "role": "suspect"} for held in (chain.subject, foreign["subject"])]
    before = len(preparer.seen("/words"))
    assert preparer.post("/items", item(chain.subject, links=links)).status_code in (404, 422)
    assert len(preparer.seen("/words")) == before


def test_what_another_case_gathered_is_not_there_in_this_one(api: Telephone, chain: Chain):
    """Children are named by their number in their case; a number it has not is refused, whatever others have."""
    chain.put_forward()
    twin = Chain(api)
    twin.clear_people()
    twin.subject, twin.versions = chain.subject, chain.versions[:1]
    for step in ("receive", "claim", "verify", "put_forward"):
        getattr(twin, step)()
    own = twin.approval()
    told = [
        refused(api("decider").post(f"{twin.case}/approve", own | changed), 422)["errors"]
        for changed in (
            {"items": [*own["items"], {"number": 2, "outcome": "share"}]},
            {"items": [*own["items"], {"number": 9, "outcome": "share"}]},
            {"basis": "isa:none"},
        )
    ]
    assert told[0] == told[1]
    assert {each["field"] for each in told[2]} == {"basis"}


def test_a_unit_of_another_organisation_is_not_there(api: Telephone):
    manager = api("information_manager")
    agencies.add_unit(code=api.cast.housing.code, name="Lettings", by=operator(at=AT), at=AT)
    unit = Unit.objects.get()
    for of in (str(unit.pk), str(uuid4())):
        refused(manager.post(f"/organisations/WBC/units/{of}/rename", {"new_name": "Housing"}), 404)
    unit.refresh_from_db()
    assert unit.name == "Lettings"


def test_hidden_cases_leave_no_gap_in_a_list_a_count_or_an_order(api: Telephone, chain: Chain):
    officer, partner = api("officer"), api("partner")

    def seen() -> list[Any]:
        client = signed_in(api.cast.officer)
        pages, after = [], {}
        while True:
            page = officer.seen("/cases", limit=1, **after)
            pages.append([each["reference"] for each in page["items"]])
            after = {"after": page["after"]}
            if page["after"] is None:
                break
        found = officer.done("/search", {"words": PERSON, "reason": "For the desk."})
        shown = [client.get(path, secure=True).content for path in ("/cases", "/desk", "/places")]
        return [pages, found, *(CHANGING.sub(b"", each) for each in shown)]

    before = seen()
    reference = partner.done("/requests", request(), status=201)["reference"]
    hide(
        case=SharingCase.objects.get(reference=reference),
        who=api.cast.officer,
        by=acting(api.cast.information_manager),
        at=AT,
    )
    assert seen() == before
