"""Enter an agreement, a new version of it, or the signature of a party."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from needshare.accounts import queries as accounts
from needshare.agencies import queries as agencies
from needshare.agreements import access, queries
from needshare.agreements.models import Agreement, AgreementParty, AgreementVersion, NamedUser
from needshare.agreements.rules import (
    Agreed,
    dates_follow,
    faults_from,
    faults_of,
    is_reference,
    is_replaced,
    is_signed_by_enough,
    parties_are_enough,
    people_belong,
    purposes_are_disjoint,
    signatures_are_given,
)
from needshare.agreements.terms import STANDING, Status
from needshare.audit.recording import about, detail, recorded
from needshare.audit.terms import Operation
from needshare.crypto.keys import new_data_key
from needshare.kernel import Actor, Conflict, FieldError, Invalid, Unknown, gettext_noop as _, new_id, require
from needshare.search import actions as index
from needshare.search.terms import Register
from needshare.tasks.actions import complete_for

from .standing import KEEPING


@recorded(Operation.ADMINISTRATION)
def add(*, reference: str, agreed: Agreed, by: Actor, at: datetime) -> AgreementVersion:
    """Enter an agreement with its parties and named users; signed by enough parties it is in force.

    Raises:
        Blocked: the actor does not keep agreements.
        Invalid: a part of it is missing, unknown, or contradicts another.
        Conflict: there is an agreement with this reference.
    """
    access.must_be_able_to_add(by)
    _must_be_sound(agreed, reference, by=by, at=at)
    try:
        with transaction.atomic():
            agreement = Agreement.objects.create(
                owner_id=by.owner,
                reference=reference,
                title=agreed.title.strip(),
                owner_person_id=agreed.owner_person,
                added_at=at,
                added_by_id=by.id,
            )
    except IntegrityError:
        raise Conflict(_("There is already an agreement with this reference.")) from None
    about(owner=by.owner)
    _index(agreement, agreed, by=by, at=at)
    return _write(agreement, agreed, by=by, at=at)


@recorded(Operation.ADMINISTRATION)
def add_version(*, reference: str, agreed: Agreed, by: Actor, at: datetime) -> AgreementVersion:
    """Enter a new version of an agreement; it replaces the version that stands.

    Raises:
        Blocked: the version that stands would still stand when this one starts.
        Conflict: the number is not higher than those there are, or a draft waits to be signed.
    """
    agreement = queries.agreement_to_change(reference, viewer=by)
    access.must_be_able_to_change(by, agreement.owner_id)
    _must_be_sound(agreed, reference, by=by, at=at)
    versions = list(queries.versions_of(agreement))
    if versions and agreed.number <= max(version.number for version in versions):
        raise Conflict(_("Give the new version a higher number than the last."))
    if any(version.status == Status.DRAFT for version in versions):
        raise Conflict(_("A draft of this agreement waits to be signed."))
    if is_signed_by_enough(agreed.parties, owner=agreement.owner_id):
        _replace(versions, agreed, by=by, at=at)
        _asks_no_more(agreement, by=by, at=at)
    agreement.title, agreement.owner_person_id = agreed.title.strip(), agreed.owner_person
    agreement.save(update_fields=["title", "owner_person", "recorded_as"])
    about(owner=agreement.owner_id)
    _index(agreement, agreed, by=by, at=at)
    return _write(agreement, agreed, by=by, at=at)


def _index(agreement: Agreement, agreed: Agreed, *, by: Actor, at: datetime) -> None:
    parties = agencies.organisations(by).filter(id__in=[party.organisation for party in agreed.parties])
    held = queries.found_by(agreement, [each.name for each in parties])
    index.index_record(
        register=Register.AGREEMENTS,
        record_id=agreement.pk,
        owner=agreement.owner_id,
        held=[held],
        by=by,
        at=at,
    )


@recorded(Operation.ADMINISTRATION)
def record_signature(
    *, reference: str, organisation: UUID, signed_on: date, by: Actor, at: datetime
) -> AgreementVersion:
    """Record that a party has signed the newest version; with enough signatures it comes into force.

    Raises:
        Unknown: the organisation is not a party.
        Conflict: it has signed already.
    """
    agreement = queries.agreement_to_change(reference, viewer=by)
    access.must_be_able_to_change(by, agreement.owner_id)
    if signed_on > localdate(at):
        raise Invalid.field("signed_on", _("Enter the day it was signed, not a day to come."))
    version = queries.newest_version(agreement)
    party = AgreementParty.objects.filter(version=version, organisation_id=organisation).first()
    if party is None:
        raise Unknown
    if party.signed_on is not None:
        raise Conflict(_("This party has signed already."))
    party.signed_on = signed_on
    party.save(update_fields=["signed_on", "recorded_as"])
    about(owner=agreement.owner_id)
    detail(party=str(organisation), signed_on=signed_on.isoformat(), version=version.number)
    if version.status == Status.DRAFT:
        _come_into_force(agreement, version, by=by, at=at)
    return version


def _come_into_force(agreement: Agreement, version: AgreementVersion, *, by: Actor, at: datetime) -> None:
    agreed = queries.agreed_in(version)
    if not is_signed_by_enough(agreed.parties, owner=agreement.owner_id):
        return
    _replace(list(queries.versions_of(agreement)), agreed, by=by, at=at)
    version.status = Status.IN_FORCE
    version.save(update_fields=["status", "recorded_as"])
    _asks_no_more(agreement, by=by, at=at)
    detail(status=version.status)


def _asks_no_more(agreement: Agreement, *, by: Actor, at: datetime) -> None:
    """Close what asked the owner to renew or review: a new version is in force."""
    complete_for(record_id=agreement.pk, owner=agreement.owner_id, kinds=KEEPING, by=by, at=at)


def _must_be_sound(agreed: Agreed, reference: str, *, by: Actor, at: datetime) -> None:
    faults = faults_of(agreed, words=queries.words())
    faults += faults_from(
        dates_follow(agreed),
        purposes_are_disjoint(agreed),
        parties_are_enough(agreed, owner=by.owner),
        signatures_are_given(agreed, today=localdate(at)),
        people_belong(agreed),
    )
    if not is_reference(reference):
        faults.append(FieldError("reference", _("Use capital letters, digits and hyphens: NMC-ISA-014.")))
    faults += _unknown_parties(agreed, by=by) + _unknown_people(agreed, by=by)
    if faults:
        raise Invalid(*faults)


def _unknown_parties(agreed: Agreed, *, by: Actor) -> list[FieldError]:
    ids = {party.organisation for party in agreed.parties}
    known = agencies.organisations(by).filter(id__in=ids).values_list("id", flat=True)
    if ids - set(known):
        return [FieldError("parties", _("Name organisations that are in the register."))]
    return []


def _unknown_people(agreed: Agreed, *, by: Actor) -> list[FieldError]:
    of_party = {
        (party.contact_point, party.organisation): "parties"
        for party in agreed.parties
        if party.contact_point
    }
    named = {
        (person.account, person.organisation): "named_users"
        for person in agreed.named_users
        if person.account
    }
    asked = {(agreed.owner_person, by.owner): "owner_person", **of_party, **named}
    found = accounts.people(by).filter(id__in={account for account, _organisation in asked})
    known = set(found.values_list("id", "owner_id"))
    faults = {field for pair, field in asked.items() if pair not in known}
    return [FieldError(field, _("Choose people of that organisation.")) for field in sorted(faults)]


def _replace(versions: list[AgreementVersion], agreed: Agreed, *, by: Actor, at: datetime) -> None:
    """End the standing of the versions this one takes the place of."""
    today = localdate(at)
    for version in versions:
        if version.status not in STANDING:
            continue
        require(is_replaced(agreed, starts_on=version.starts_on, ends_on=version.ends_on, today=today))
        if agreed.starts_on <= version.ends_on and agreed.ends_on >= version.starts_on:
            version.status = Status.SUPERSEDED
            version.standing_changed_at, version.standing_changed_by_id = at, by.id
            version.save(
                update_fields=["status", "standing_changed_at", "standing_changed_by", "recorded_as"]
            )


def _write(agreement: Agreement, agreed: Agreed, *, by: Actor, at: datetime) -> AgreementVersion:
    is_signed = is_signed_by_enough(agreed.parties, owner=agreement.owner_id)
    version = AgreementVersion.objects.create(
        owner_id=agreement.owner_id,
        agreement=agreement,
        number=agreed.number,
        status=Status.IN_FORCE if is_signed else Status.DRAFT,
        starts_on=agreed.starts_on,
        ends_on=agreed.ends_on,
        review_on=agreed.review_on,
        purposes=list(agreed.purposes),
        prohibited_purposes=list(agreed.prohibited_purposes),
        categories_out=list(agreed.categories_out),
        categories_in=list(agreed.categories_in),
        prohibited=list(agreed.prohibited),
        subject_groups=list(agreed.subject_groups),
        ceiling=agreed.ceiling,
        methods=list(agreed.methods),
        jurisdictions=list(agreed.jurisdictions),
        gateways=list(agreed.gateways),
        clauses=dict(agreed.clauses),
        added_at=at,
        added_by_id=by.id,
        data_key=new_data_key(owner=agreement.owner_id, purpose="agreement", at=at),
    )
    _write_people(version, agreed)
    detail(version=version.number, status=version.status)
    return version


def _write_people(version: AgreementVersion, agreed: Agreed) -> None:
    AgreementParty.objects.bulk_create(
        AgreementParty(
            id=row_id,
            owner_id=version.owner_id,
            version=version,
            organisation_id=party.organisation,
            contact_point_id=party.contact_point,
            signed_on=party.signed_on,
        )
        for row_id, party in zip(_ids_in_order(agreed.parties), agreed.parties, strict=True)
    )
    NamedUser.objects.bulk_create(
        NamedUser(
            id=row_id,
            owner_id=version.owner_id,
            version=version,
            organisation_id=person.organisation,
            account_id=person.account,
            name=person.name.strip(),
            job_title=person.job_title.strip(),
            starts_on=person.starts_on or version.starts_on,
            ends_on=person.ends_on or version.ends_on,
            data_key=version.data_key,
        )
        for row_id, person in zip(_ids_in_order(agreed.named_users), agreed.named_users, strict=True)
    )


def _ids_in_order(rows: Sequence[object]) -> list[UUID]:
    """Make ids that keep the order in which parties and people were given."""
    return sorted(new_id() for _ in rows)
