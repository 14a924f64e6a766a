"""Keep the register of organisations: add, correct, deactivate and reactivate."""

import re
from datetime import datetime

from django.db import IntegrityError, transaction

from needshare.agencies import access, queries
from needshare.agencies.models import Organisation
from needshare.agencies.rules import columns_of, faults_of
from needshare.agencies.terms import Kind, Particulars
from needshare.audit.recording import about, detail, recorded
from needshare.audit.terms import Operation
from needshare.kernel import Actor, Conflict, Invalid, gettext_noop as _, new_id

CODE = re.compile(r"[A-Z][A-Z0-9-]{1,11}")


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
    organisation = Organisation(id=own_id, owner_id=own_id, code=code, kind=kind, **columns_of(particulars))
    try:
        with transaction.atomic():
            organisation.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("Another organisation has this code.")) from None
    about(owner=own_id)
    detail(code=code, kind=str(kind), **columns_of(particulars))
    return organisation


@recorded(Operation.ADMINISTRATION)
def change_particulars(*, code: str, particulars: Particulars, by: Actor, at: datetime) -> Organisation:
    """Correct what the register says about an organisation; code and kind never change."""
    organisation = queries.organisation_to_change(code, by=by)
    access.must_keep(organisation, by)
    _must_be_plausible(particulars)
    changed = {
        field: value
        for field, value in columns_of(particulars).items()
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
    """End an organisation's access: from its people's next request on, nobody of it may do anything.

    Raises:
        Blocked: not a register keeper, one's own organisation, or not just confirmed.
        Conflict: it is inactive already.
    """
    return _switch(code, to=False, reason=reason, by=by, at=at)


@recorded(Operation.ADMINISTRATION)
def reactivate_organisation(*, code: str, reason: str, by: Actor, at: datetime) -> Organisation:
    """Give a deactivated organisation its access back."""
    return _switch(code, to=True, reason=reason, by=by, at=at)


def _must_be_plausible(particulars: Particulars) -> None:
    wrong = faults_of(particulars)
    if wrong:
        raise Invalid(*wrong)


def _switch(code: str, *, to: bool, reason: str, by: Actor, at: datetime) -> Organisation:
    """Set whether an organisation is active, with the reason."""
    organisation = queries.organisation_to_change(code, by=by)
    access.must_switch(organisation, by, at)
    if not reason.strip():
        raise Invalid.field("reason", _("Say why."))
    if organisation.is_active is to:
        raise Conflict(_("This was already done."))
    organisation.is_active = to
    organisation.save(update_fields=["is_active", "recorded_as"])
    about(owner=organisation.id, reason=reason)
    detail(code=organisation.code)
    return organisation
