"""Keep the register: organisations, the e-mail domains verified as theirs, their units."""

import re
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from needshare.audit.recording import about, current_entry, detail, recorded
from needshare.audit.terms import Operation
from needshare.kernel import (
    Actor,
    Conflict,
    FieldError,
    Invalid,
    Unknown,
    gettext_noop as _,
    new_id,
)

from . import access
from .models import Organisation, Unit, VerifiedDomain
from .rules import PERSONAL_PROVIDERS
from .terms import Jurisdiction, Kind, LegalType, Particulars

CODE = re.compile(r"[A-Z][A-Z0-9-]{1,11}")
DOMAIN = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])")


def _day_of(at: datetime) -> date:
    """Return the local day of an instant."""
    return timezone.localtime(at).date()


def _locked(code: str) -> Organisation:
    """Fetch an organisation to change, keeping others from changing it meanwhile."""
    found = Organisation.objects.select_for_update().filter(code=code.strip().upper()).first()
    if found is None:
        raise Unknown
    return found


def _must_be_plausible(particulars: Particulars) -> None:
    """Refuse particulars that name nothing, or use words the register does not know."""
    wrong = []
    if not particulars.name.strip():
        wrong.append(FieldError("name", _("Enter the name of the organisation.")))
    if particulars.legal_type not in LegalType.labels():
        wrong.append(FieldError("legal_type", _("Choose what the organisation is in law.")))
    if particulars.jurisdiction not in Jurisdiction.labels():
        wrong.append(FieldError("jurisdiction", _("Choose where the organisation is.")))
    if wrong:
        raise Invalid(*wrong)


def _written(particulars: Particulars) -> dict[str, str | bool]:
    """Turn particulars into the columns they are stored in."""
    return {
        "name": particulars.name.strip(),
        "legal_type": str(particulars.legal_type),
        "is_relevant_authority": particulars.is_relevant_authority,
        "jurisdiction": str(particulars.jurisdiction),
        "switchboard": particulars.switchboard.strip(),
        "out_of_hours": particulars.out_of_hours.strip(),
        "is_foi_subject": particulars.is_foi_subject,
    }


@recorded(Operation.ADMINISTRATION)
def register_organisation(
    *, code: str, kind: Kind, particulars: Particulars, by: Actor, at: datetime
) -> Organisation:
    """Add a force or a partner agency to the register.

    Raises:
        Blocked: not a register keeper, or a force added elsewhere than at the command line.
        Conflict: the code is taken.
    """
    access.must_add(kind, by)
    code = code.strip().upper()
    if not CODE.fullmatch(code):
        raise Invalid.field("code", _("Use 2 to 12 capital letters, digits and hyphens."))
    _must_be_plausible(particulars)
    own_id = new_id()
    organisation = Organisation(id=own_id, owner_id=own_id, code=code, kind=kind, **_written(particulars))
    _insert(organisation, _("Another organisation has this code."))
    about(owner=own_id)
    detail(code=code, kind=str(kind), **_written(particulars))
    return organisation


@recorded(Operation.ADMINISTRATION)
def change_particulars(*, code: str, particulars: Particulars, by: Actor, at: datetime) -> Organisation:
    """Correct what the register says about an organisation; code and kind never change."""
    organisation = _locked(code)
    access.must_keep(organisation, by)
    _must_be_plausible(particulars)
    changed = {
        field: value
        for field, value in _written(particulars).items()
        if getattr(organisation, field) != value
    }
    if not changed:
        raise Conflict(_("The register already says this."))
    for field, value in changed.items():
        setattr(organisation, field, value)
    organisation.save(update_fields=[*changed, "recorded_as"])
    about(owner=organisation.id)
    detail(code=organisation.code, **changed)
    return organisation


@recorded(Operation.ADMINISTRATION)
def deactivate_organisation(*, code: str, reason: str, by: Actor, at: datetime) -> Organisation:
    """End an organisation's access: from its people's next request on, nobody of it may do anything."""
    return _switch(code, to=False, reason=reason, by=by)


@recorded(Operation.ADMINISTRATION)
def reactivate_organisation(*, code: str, reason: str, by: Actor, at: datetime) -> Organisation:
    """Give a deactivated organisation its access back."""
    return _switch(code, to=True, reason=reason, by=by)


def _switch(code: str, *, to: bool, reason: str, by: Actor) -> Organisation:
    """Set whether an organisation is active, with the reason."""
    organisation = _locked(code)
    access.must_keep(organisation, by)
    if not reason.strip():
        raise Invalid.field("reason", _("Say why."))
    if organisation.is_active is to:
        raise Conflict(_("This was already done."))
    organisation.is_active = to
    organisation.save(update_fields=["is_active", "recorded_as"])
    about(owner=organisation.id, reason=reason)
    detail(code=organisation.code)
    return organisation


@recorded(Operation.ADMINISTRATION)
def verify_domain(
    *, code: str, domain: str, evidence: str, expires_on: date, by: Actor, at: datetime
) -> VerifiedDomain:
    """Record that an e-mail domain is the organisation's, how that is known, and until when.

    Verifying a domain again replaces its evidence and dates.
    """
    organisation = _locked(code)
    access.must_keep(organisation, by)
    domain = domain.strip().lower().rstrip(".")
    _must_be_own(domain, evidence=evidence, expires_on=expires_on, on=_day_of(at))
    columns = {
        "evidence": evidence.strip(),
        "verified_on": _day_of(at),
        "verified_by": by.id,
        "expires_on": expires_on,
        "recorded_as": current_entry(),
    }
    known = VerifiedDomain.objects.filter(owner=organisation, domain=domain)
    if known.update(**columns) == 0:
        del columns["recorded_as"]
        VerifiedDomain.objects.create(owner=organisation, domain=domain, **columns)
    about(owner=organisation.id)
    detail(code=organisation.code, domain=domain, evidence=evidence.strip(), expires_on=str(expires_on))
    return known.get()


def _must_be_own(domain: str, *, evidence: str, expires_on: date, on: date) -> None:
    """Refuse a domain that cannot be an organisation's own, or a verification without ground or end."""
    wrong = []
    if not DOMAIN.fullmatch(domain):
        wrong.append(FieldError("domain", _("Enter a domain, such as council.gov.uk.")))
    elif domain in PERSONAL_PROVIDERS:
        wrong.append(FieldError("domain", _("Anyone can have an address at this provider.")))
    if not evidence.strip():
        wrong.append(FieldError("evidence", _("Say how you know that the domain is theirs.")))
    if expires_on <= on:
        wrong.append(FieldError("expires_on", _("Enter a date in the future.")))
    if wrong:
        raise Invalid(*wrong)


@recorded(Operation.ADMINISTRATION)
def withdraw_domain(*, code: str, domain: str, reason: str, by: Actor, at: datetime) -> None:
    """Stop trusting a domain from now on; what it was verified by stays in the audit log."""
    organisation = _locked(code)
    access.must_keep(organisation, by)
    if not reason.strip():
        raise Invalid.field("reason", _("Say why."))
    deleted, _rows = VerifiedDomain.objects.filter(owner=organisation, domain=domain.strip().lower()).delete()
    if not deleted:
        raise Unknown
    about(owner=organisation.id, reason=reason)
    detail(code=organisation.code, domain=domain.strip().lower())


@recorded(Operation.ADMINISTRATION)
def add_unit(*, code: str, name: str, by: Actor, at: datetime) -> Unit:
    """Add a unit to an organisation.

    Raises:
        Conflict: there is one of that name.
    """
    organisation = _locked(code)
    access.must_keep_units(organisation, by)
    if not name.strip():
        raise Invalid.field("name", _("Enter the name of the unit."))
    unit = Unit(owner=organisation, name=name.strip())
    _insert(unit, _("There is already a unit of this name."))
    about(owner=organisation.id)
    detail(code=organisation.code, unit=unit.name)
    return unit


@recorded(Operation.ADMINISTRATION)
def close_unit(*, code: str, name: str, by: Actor, at: datetime) -> Unit:
    """Close a unit: nobody can be moved into it any more; who is in it stays until moved."""
    organisation = _locked(code)
    access.must_keep_units(organisation, by)
    unit = Unit.objects.select_for_update().filter(owner=organisation, name=name.strip()).first()
    if unit is None:
        raise Unknown
    if not unit.is_active:
        raise Conflict(_("This was already done."))
    unit.is_active = False
    unit.save(update_fields=["is_active", "recorded_as"])
    about(owner=organisation.id)
    detail(code=organisation.code, unit=unit.name)
    return unit


def _insert(record: Organisation | Unit, taken: str) -> None:
    """Insert a row, saying in words when the database refuses a second one."""
    try:
        with transaction.atomic():
            record.save(force_insert=True)
    except IntegrityError:
        raise Conflict(taken) from None
