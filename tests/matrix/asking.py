"""What each address is asked with: places filled in, a body that fits, a reason where one is declared."""

import json
from dataclasses import fields
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from needshare.authorisations.models import Authorisation
from tests import story as told
from tests.api.chain import reasoning
from tests.api.examples import AUTHORISATION, BODIES, SOMETHING
from tests.api.operations import NOTHING
from tests.story import Story

from .routes import Line
from .running import Asking
from .world import EXPIRED, MAIN, PURPOSE, Player, World

FORM = "application/x-www-form-urlencoded"
ABSENT = "NMC-26-0000-0000"
WHY = "supervision"
PLAIN = {
    "number": "1",
    "word": "purpose",
    "scheme": "marac",
    "marking": "official_sensitive",
    "layout": "letter",
    "force": "NMC",
    "code": "WBC",
    "token": "x" * 43,
    "passkey": "0",
    "browser": NOTHING,
    "asking": NOTHING,
    "check": NOTHING,
    "review": NOTHING,
    "look_up_id": NOTHING,
    "review_id": NOTHING,
    "proposal": NOTHING,
    "proposal_id": NOTHING,
    "compartment": NOTHING,
    "compartment_id": NOTHING,
    "what_if": NOTHING,
    "what_if_id": NOTHING,
    "consultation_id": NOTHING,
    "unit": NOTHING,
    "unit_id": NOTHING,
    "domain": "wexcombe.example",
    "task_id": NOTHING,
    "alert_id": NOTHING,
    "flag_id": NOTHING,
    "name": "User",
    "provider": "absent",
    "api_token": NOTHING,
    "person": NOTHING,
    "group": NOTHING,
    "rest": "absent",
}
# What is filled in from the world, by what the player is asked about.
OF_WORLD = (
    "subject",
    "subject_id",
    "item_id",
    "version_id",
    "version",
    "authorisation",
    "reference",
    "draft_id",
    "who",
    "person_id",
)
BY_TOKEN = ("/api/", "/scim/")
WITH_REASON = {"item_in_case", "item_read", "item_change"}
# Where nothing is shown before a reason was declared.
AFTER_REASON = ("case_read", "item_in_case")
GIVEN = {
    "purpose": "",
    "words": "The complaint of 4 March asks who saw the log of the call, and on what grounds they did.",
    "task_reference": "",
    "has_read_handling": True,
}


def is_about_record(line: Line) -> bool:
    return line.target != "."


def places(world: World, player: Player, line: Line) -> dict[str, str] | None:
    """Fill in the places of an address with what the player is asked about; None where there is no such thing."""
    first = world.cases[MAIN, "received"]
    subject = first.subject
    assert subject is not None
    held = first.items[0]
    filled = {
        **PLAIN,
        "subject": str(subject.pk),
        "subject_id": str(subject.pk),
        "item_id": str(held.item_id),
        "version_id": str(held.pk),
        "version": str(held.pk),
    }
    if line.target == "agreement":
        return {**filled, "reference": "ISA-021" if player.relation == EXPIRED else "ISA-014"}
    if line.target == "draft":
        return {**filled, "draft_id": world.drafts[player.cases]}
    if line.target == "person":
        whom = world.cast.officer if player.is_of_force else world.cast.partner
        return {**filled, "who": str(whom.pk), "person_id": str(whom.pk)}
    if line.target in (".", "item"):
        return filled
    story = world.case(player, line.target)
    return None if story is None else {**filled, **_of(story)}


def _of(story: Story) -> dict[str, str]:
    found = Authorisation.objects.filter(case__reference=story.reference).first()
    return {
        "reference": story.reference,
        "version": str(story.items[0].pk),
        "authorisation": found.reference if found else "AU-26-0000-0000",
    }


def absent(filled: dict[str, str], line: Line) -> dict[str, str]:
    """Name what does not exist in the place of the record."""
    nothing = dict.fromkeys(("item_id", "version_id", "version", "draft_id"), NOTHING)
    reference = "ISA-999" if line.target == "agreement" else ABSENT
    return {**filled, **nothing, "reference": reference, "who": NOTHING, "person_id": NOTHING}


def asking(
    world: World, player: Player, line: Line, method: str, filled: dict[str, str], **how: Any
) -> Asking:
    """Return the call of one address."""
    is_page, name = not line.path.startswith(BY_TOKEN), how["name"]
    path = line.path.format(**filled)
    if is_page:
        said = f"reason={WHY}" if line.group in WITH_REASON else ""
        if method == "POST":
            return Asking(method, path, said.encode(), FORM, is_page=True)
        return Asking(method, f"{path}?{said}" if said else path, kind=FORM, is_page=True)
    if method == "GET":
        return Asking(method, path)
    if name in FILES:
        parts = {**_file_parts(name, filled), "file": _file(name)}
        return Asking(method, path, encode_multipart(BOUNDARY, parts), MULTIPART_CONTENT)
    body = _body(world, player, name, filled)
    if body is None:
        return Asking(method, path)
    if name in MORE and "purpose" in body:
        body["purpose"] = PURPOSE
    return Asking(method, path, json.dumps(body).encode())


MORE: dict[str, Any] = {
    "pathway_declare_reason": GIVEN,
    "pathway_open_in_emergency": GIVEN,
    "disclosure_verify_recipient": {
        "method": "callback_switchboard",
        "is_person_confirmed": True,
        "evidence": "Called back on the published number.",
    },
}
BODILESS = ("casework_open_case", "casework_findings")
FILES = ("documents_add_file", "documents_add_file_version", "authorisations_record")


def _file(name: str) -> Any:
    if name == "authorisations_record":
        return SimpleUploadedFile("order.pdf", b"%PDF-1.7 order", "application/pdf")
    return SimpleUploadedFile("log.txt", b"A call was made.", "text/plain")


def _file_parts(name: str, filled: dict[str, str]) -> dict[str, Any]:
    if name == "documents_add_file_version":
        return {}
    if name == "authorisations_record":
        return {"details": json.dumps(AUTHORISATION)}
    item = {key: value for key, value in BODIES["documents_add_item"].items() if key != "body"}
    item["links"] = [{"subject": filled["subject_id"], "role": "suspect"}]
    return {"details": json.dumps(item)}


def _body(world: World, player: Player, name: str, filled: dict[str, str]) -> Any:
    """Return a body that fits, about things that exist."""
    known = {**MORE, **BODIES}
    if name not in known or name in BODILESS:
        return None
    text = json.dumps(known[name]).replace(SOMETHING, filled["subject_id"])
    body = json.loads(text)
    cast = world.cast
    body |= {
        "agreements_record_signature": {"organisation": str(cast.council.pk)},
        "agencies_withdraw_domain": {"domain": PLAIN["domain"]},
        "pathway_assign": {"to": "disclosure-officer.same-team@nmc"},
    }.get(name, {})
    if name in ("agreements_add", "agreements_add_version"):
        body |= {"owner_person": str(cast.information_manager.pk), "named_users": []}
        body["parties"] = [
            {"organisation": str(each.pk), "signed_on": "2025-01-01"} for each in (cast.force, cast.council)
        ]
    if player.account is not None:
        body |= _of_own(player, name)
    if name in ("decision_approve", "decision_approve_in_part"):
        if world.approval is None:
            world.approval = approval(world.cases[MAIN, "awaiting_decision"])
        return world.approval
    return body


def _of_own(player: Player, name: str) -> dict[str, Any]:
    """Name the player's own force or agency where one is asked for."""
    assert player.account is not None
    code = player.account.owner.code
    if name == "intake_submit":
        return {"force": code} if player.is_of_force else {"organisation": code}
    if name == "accounts_invite":
        return {"organisation": code, "roles": ["officer" if player.is_of_force else "partner_user"]}
    if name == "accounts_propose_role":
        return {"role": "supervisor" if player.is_of_force else "partner_contact_point"}
    return {}


def approval(story: told.Story) -> dict[str, Any]:
    """Return as JSON the approval that the story would give."""
    shared, reasons = told.approval(story)
    plain = reasoning()
    told_reasons = {each.name: getattr(reasons, each.name) for each in fields(reasons) if each.name in plain}
    told_reasons["model_headings"] = dict(reasons.model_headings)
    told_reasons["marks"] = [
        {"test": mark.test, "item": mark.item, "reason": mark.reason} for mark in reasons.marks
    ]
    return {
        "basis": shared.basis,
        "items": [{"number": each.number, "outcome": str(each.outcome)} for each in shared.items],
        "recipients": [{"method": each.method, "username": each.username} for each in shared.recipients],
        "reasoning": told_reasons,
    }
