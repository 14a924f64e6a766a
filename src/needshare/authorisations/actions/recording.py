"""Record an authorisation with the scan of its document, and check the original beside it (A5)."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings

from needshare.audit.recording import detail, recorded
from needshare.audit.terms import Operation
from needshare.authorisations import queries, rules
from needshare.authorisations.models import Authorisation, AuthorisedPerson, Reliance
from needshare.crypto import vault
from needshare.crypto.keys import unwrap
from needshare.documents.rules import File, faults_of_file
from needshare.intake import queries as intake
from needshare.kernel import (
    Actor,
    Conflict,
    Invalid,
    Unknown,
    gettext_noop as _,
    new_id,
    new_reference,
    require,
)
from needshare.pathway import actions as moves, queries as pathway
from needshare.policy import current_pack

if TYPE_CHECKING:
    from needshare.intake.models import RequestSubject
    from needshare.pathway.models import SharingCase

HEAD = 16


@recorded(Operation.COLLECTION)
def record(
    *, reference: str, said: rules.NewAuthorisation, scan: File, by: Actor, at: datetime
) -> Authorisation:
    """Record an authorisation for a case, which relies on it from now on; a correction replaces the record before.

    Nothing rests on it until its original is checked.

    Raises:
        Invalid: something said of it is missing or unknown, or the scan is not what it says.
        Conflict: the case is not under assessment.
        Unknown: the case relies on no record that this one could replace.
    """
    case = queries.case_under_assessment(reference, viewer=by)
    persons = {each.number: each for each in intake.subjects_of(intake.request_of(case))}
    pack = current_pack(case.owner_id)
    content = scan.stream.read(settings.UPLOAD_BYTES + 1)
    faults = rules.faults_of(
        said,
        kinds=queries.kinds(pack),
        categories=pack.words("category"),
        people=persons,
        today=pathway.day_of(at),
    )
    faults += rules.faults_of_scan(scan.media_type) or faults_of_file(
        scan, head=content[:HEAD], size=len(content), most=settings.UPLOAD_BYTES
    )
    if faults:
        raise Invalid(*faults)
    replaced = _replaced(case, said.replaces, by=by, at=at)
    made = _store(case, said, scan, content, replaced, by=by, at=at)
    _write_links(case, made, [persons[number] for number in sorted(set(said.people))], by=by, at=at)
    moves.note_step(case=case, act="authorisations.record", by=by, at=at, note=made.reference)
    detail(
        authorisation=made.reference,
        authorisation_kind=made.kind,
        people=len(set(said.people)),
        categories=made.categories,
        sha256=made.sha256,
        replaces=replaced.reference if replaced else "",
    )
    return made


def _replaced(case: SharingCase, reference: str, *, by: Actor, at: datetime) -> Authorisation | None:
    """Find the record that is corrected, and let the case rest on it no longer."""
    if not reference:
        return None
    try:
        found = queries.one_of_case(case, reference)
    except Unknown:
        raise Invalid.field("replaces", _("The case relies on no such record.")) from None
    if found.case_id != case.pk:
        raise Invalid.field("replaces", _("A record is corrected in the case it was obtained for."))
    if found.replaced_by is not None:
        raise Conflict(_("This record was replaced already."))
    reliance = queries.reliance_on(case, found)
    reliance.ended_at, reliance.ended_by_id = at, by.id
    reliance.save(update_fields=["ended_at", "ended_by", "recorded_as"])
    return found


def _store(
    case: SharingCase,
    said: rules.NewAuthorisation,
    scan: File,
    content: bytes,
    replaced: Authorisation | None,
    *,
    by: Actor,
    at: datetime,
) -> Authorisation:
    """Put the scan into the vault and then write the row that names it."""
    made = Authorisation(
        id=new_id(),
        owner_id=case.owner_id,
        case=case,
        reference=new_reference("AU", at.year),
        kind=said.kind,
        issuer=said.issuer.strip(),
        power=said.power.strip(),
        scope=said.scope.strip(),
        categories=sorted(set(said.categories)),
        valid_from=said.valid_from or pathway.day_of(at),
        valid_to=said.valid_to,
        is_for_other_cases=said.is_for_other_cases,
        file_name=scan.file_name,
        media_type=scan.media_type,
        recorded_at=at,
        recorded_by_id=by.id,
        replaces=replaced,
        data_key=case.data_key,
    )
    stored = vault.write(io.BytesIO(content), key=unwrap(case.data_key), object_id=made.pk)
    made.stored_as, made.size, made.sha256 = stored.name, stored.size, stored.sha256
    made.save(force_insert=True)
    return made


def _write_links(
    case: SharingCase, made: Authorisation, people: Sequence[RequestSubject], *, by: Actor, at: datetime
) -> None:
    AuthorisedPerson.objects.bulk_create(
        AuthorisedPerson(owner_id=case.owner_id, authorisation=made, person=person) for person in people
    )
    Reliance(owner_id=case.owner_id, case=case, authorisation=made, relied_at=at, relied_by_id=by.id).save(
        force_insert=True
    )


@recorded(Operation.ALTERATION)
def check(
    *, reference: str, authorisation: str, sha256: str, words: str, by: Actor, at: datetime
) -> Authorisation:
    """Say that one has held the original beside this very scan, and what was looked at: seal, names, dates.

    Raises:
        Invalid: nothing is said of what was looked at.
        Blocked: the scan is not the one recorded; it has ended; or the pack asks for somebody else.
        Conflict: it was checked already.
    """
    case = queries.case_under_assessment(reference, viewer=by)
    found = queries.one_of_case(case, authorisation)
    if found.checked_at is not None:
        raise Conflict(_("The original was checked already."))
    if not words.strip():
        raise Invalid.field(
            "words", _("Say what you looked at: the original, its seal or signature, names, dates.")
        )
    held = hashlib.sha256(queries.scan_of(found)).hexdigest()
    rule = queries.kinds(current_pack(case.owner_id)).get(found.kind)
    if rule is None:
        raise Conflict(_("The policy in force does not know this kind of authorisation any more."))
    require(
        rules.has_not_ended(queries.standing_of(found, on=pathway.day_of(at))),
        rules.scan_is_as_recorded(recorded=found.sha256, held=held, seen=sha256.strip().lower()),
        rules.checker_is_another(recorder=found.recorded_by_id, checker=by.id, rule=rule),
    )
    found.checked_at, found.checked_by_id, found.checked_words = at, by.id, words.strip()
    found.save(update_fields=["checked_at", "checked_by", "checked_words", "recorded_as"])
    moves.note_step(case=case, act="authorisations.check", by=by, at=at, note=found.reference)
    detail(authorisation=found.reference, sha256=held)
    return found
