"""Setting, reviewing and lifting silent flags: what they hide leaves the registers, and comes back."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from needshare.assessment import actions as assessment, queries as assessed
from needshare.audit import filing
from needshare.audit.recording import about, consulted, detail, recorded
from needshare.audit.terms import Operation
from needshare.crypto.keys import new_data_key
from needshare.documents import actions as documents, queries as held
from needshare.documents.queries import FoundPerson
from needshare.kernel import Actor, Conflict, Invalid, gettext_noop as _
from needshare.pathway.queries import day_of
from needshare.protections import access, queries, rules
from needshare.protections.models import KeptApart
from needshare.protections.queries import Flag
from needshare.protections.rules import NewFlag
from needshare.protections.terms import Hides
from needshare.search.rules import asked_terms
from needshare.subjects import actions as register


@consulted(Operation.CONSULTATION, is_restricted=True)
def find_person(*, terms: Mapping[str, str], reason: str, by: Actor, at: datetime) -> list[FoundPerson]:
    """Search the register for whom a flag is to be set on, without a trace in the ordinary log.

    Raises:
        Blocked: the actor is not of the specialist unit.
        Invalid: no reason, or nothing to search by.
    """
    access.must_be_specialist(by)
    asked, faults = asked_terms(terms)
    if not reason.strip():
        raise Invalid.field("reason", _("Say why you search for this person."))
    if faults or not asked.elements:
        raise Invalid.field("name", _("Give a name, a date of birth, an address or an identifier."))
    return list(held.people_like(asked, viewer=by).found)


@consulted(Operation.CONSULTATION, is_restricted=True)
def open_person(*, subject_id: UUID, by: Actor, at: datetime) -> queries.Choices:
    """Open a person of the register to see what of it can be hidden.

    Raises:
        Blocked: the actor is not of the specialist unit.
        Unknown: there is no such person.
    """
    return queries.choices_of(subject_id, viewer=by)


@consulted(Operation.CONSULTATION, is_restricted=True)
def open_flag(*, flag_id: UUID, by: Actor, at: datetime) -> Flag:
    """Open one silent flag with its reason and authority.

    Raises:
        Blocked: the actor is not of the specialist unit.
        Unknown: there is none such.
    """
    return queries.flag(flag_id, viewer=by)


@recorded(Operation.ALTERATION, is_restricted=True)
def set_flag(*, flag: NewFlag, by: Actor, at: datetime) -> Flag:
    """Set a silent flag: seal what it hides apart, and take it out of the registers.

    Raises:
        Blocked: the actor is not of the specialist unit.
        Unknown: there is no such person.
        Invalid: something is missing, or names what the person does not have.
        Conflict: an item to be hidden is part of a case.
    """
    access.must_be_specialist(by)
    faults = rules.faults_of(flag, today=day_of(at))
    if faults:
        raise Invalid(*faults)
    subject = queries.subject_to_protect(flag.subject, viewer=by)
    known, name = queries.known_of(subject), subject.name
    kept = TAKING[Hides(flag.hides)](flag, subject, by, at)
    row = KeptApart(
        owner_id=by.owner,
        content={
            "subject": str(flag.subject),
            "name": name,
            "code": flag.code,
            "hides": flag.hides,
            "reason": flag.reason.strip(),
            "authority": flag.authority.strip(),
            "from_on": flag.from_on.isoformat() if flag.from_on else "",
            "review_on": flag.review_on.isoformat() if flag.review_on else "",
            "known": _known(flag, known),
            "kept": kept,
            "story": [_told("set", flag.reason, by, at)],
            "lifted": False,
        },
        data_key=new_data_key(owner=by.owner, purpose="specialist", at=at),
    )
    row.save(force_insert=True)
    about(owner=by.owner, subject=flag.subject, reason=flag.reason.strip())
    detail(flag=str(row.id), code=flag.code, hides=flag.hides)
    return Flag(row.id, row.content)


def _known(flag: NewFlag, known: dict[str, Any]) -> dict[str, Any]:
    """Return what is compared with searches: all of the person, or the hidden names and numbers alone."""
    if flag.hides != Hides.DETAILS:
        return known
    return {**known, "names": list(flag.aliases), "identifiers": list(flag.identifiers)}


def _take_record(flag: NewFlag, subject: Any, by: Actor, at: datetime) -> dict[str, Any]:
    about_them = held.held_about(flag.subject, owner=by.owner)
    staying = assessed.items_in_cases(each.id for each in about_them)
    matches = assessment.take_out_matches(subject=flag.subject, by=by, at=at)
    kept = documents.take_out_person(subject_id=flag.subject, staying=staying, by=by, at=at)
    filing.file_apart(flag.subject, owner=by.owner)
    return {**kept, "matches": matches}


def _take_details(flag: NewFlag, subject: Any, by: Actor, at: datetime) -> dict[str, Any]:
    aliases = rules.without(subject.aliases, flag.aliases)
    numbers = rules.without([each["value"] for each in subject.identifiers], flag.identifiers)
    identifiers = [each for each in subject.identifiers if each["value"] in numbers]
    hidden = len(subject.aliases) - len(aliases) + len(subject.identifiers) - len(identifiers)
    if hidden < len(flag.aliases) + len(flag.identifiers):
        raise Invalid.field("aliases", _("Name other names and numbers that the record has."))
    kept = {"aliases": subject.aliases, "identifiers": subject.identifiers}
    changed = register.keep_only(
        subject_id=flag.subject, aliases=aliases, identifiers=identifiers, by=by, at=at
    )
    documents.index_subject(changed, by=by, at=at)
    return kept


def _take_items(flag: NewFlag, _subject: Any, by: Actor, at: datetime) -> dict[str, Any]:
    theirs = {each.id for each in held.held_about(flag.subject, owner=by.owner)}
    if set(flag.items) - theirs:
        raise Invalid.field("items", _("Name items that are about this person."))
    if assessed.items_in_cases(flag.items):
        raise Conflict(_("An item is part of a case. Have it taken off the case before it is hidden."))
    return {"items": documents.take_out_items(item_ids=flag.items, by=by, at=at)}


TAKING = {Hides.RECORD: _take_record, Hides.DETAILS: _take_details, Hides.ITEMS: _take_items}


@recorded(Operation.ALTERATION, is_restricted=True)
def review(*, flag_id: UUID, words: str, review_on: date | None, by: Actor, at: datetime) -> Flag:
    """Say that a flag still holds, and when to look again.

    Raises:
        Invalid: nothing is said, or the day is not ahead.
        Conflict: it was lifted.
    """
    row, said = _to_change(flag_id, by)
    faults = rules.faults_of_words(words) + rules.faults_of_review(review_on, today=day_of(at))
    if faults or review_on is None:
        raise Invalid(*faults)
    said["review_on"] = review_on.isoformat()
    return _write(row, said, "reviewed", words, by, at)


@recorded(Operation.ALTERATION, is_restricted=True)
def lift(*, flag_id: UUID, words: str, by: Actor, at: datetime) -> Flag:
    """Lift a flag: what it hid is put back in the registers as it was.

    Raises:
        Invalid: it is not said why.
        Conflict: it was lifted already.
    """
    row, said = _to_change(flag_id, by)
    faults = rules.faults_of_words(words)
    if faults:
        raise Invalid(*faults)
    kept, subject = said["kept"], UUID(said["subject"])
    if said["hides"] == Hides.RECORD:
        documents.put_back_person(kept=kept, by=by, at=at)
        assessment.put_back_matches(kept=kept["matches"], by=by, at=at)
        filing.file_back(subject, owner=by.owner)
    elif said["hides"] == Hides.ITEMS:
        documents.put_back_items(kept=kept["items"], by=by, at=at)
    else:
        _give_back(subject, kept, by, at)
    said["kept"], said["lifted"] = {}, True
    about(subject=subject)
    return _write(row, said, "lifted", words, by, at)


def _give_back(subject_id: UUID, kept: Mapping[str, Any], by: Actor, at: datetime) -> None:
    """Add the hidden names and numbers to those the record has now."""
    subject = queries.subject_to_protect(subject_id, viewer=by)
    changed = register.keep_only(
        subject_id=subject_id,
        aliases=list(dict.fromkeys([*subject.aliases, *kept["aliases"]])),
        identifiers=[
            *subject.identifiers,
            *(each for each in kept["identifiers"] if each not in subject.identifiers),
        ],
        by=by,
        at=at,
    )
    documents.index_subject(changed, by=by, at=at)


def _to_change(flag_id: UUID, by: Actor) -> tuple[KeptApart, dict[str, Any]]:
    row = queries.flag_to_change(flag_id, viewer=by)
    said: dict[str, Any] = row.content
    if said["lifted"]:
        raise Conflict(_("This flag was lifted."))
    return row, said


def _write(row: KeptApart, said: dict[str, Any], what: str, words: str, by: Actor, at: datetime) -> Flag:
    said["story"] = [*said["story"], _told(what, words, by, at)]
    row.content = said
    row.save(update_fields=["content", "recorded_as"])
    about(owner=by.owner, reason=words.strip())
    detail(flag=str(row.id))
    return Flag(row.id, said)


def _told(what: str, words: str, by: Actor, at: datetime) -> dict[str, str]:
    return {"what": what, "words": words.strip(), "by": by.name, "at": at.isoformat()}
