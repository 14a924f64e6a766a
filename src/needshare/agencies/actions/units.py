"""Keep the units of an organisation: add, rename, close."""

from datetime import datetime

from django.db import IntegrityError, transaction

from needshare.agencies import access, queries
from needshare.agencies.models import Unit
from needshare.audit.recording import about, detail, recorded
from needshare.audit.terms import Operation
from needshare.kernel import Actor, Conflict, Invalid, gettext_noop as _


@recorded(Operation.ADMINISTRATION)
def add_unit(*, code: str, name: str, by: Actor, at: datetime) -> Unit:
    """Add a unit to an organisation.

    Raises:
        Conflict: there is one of that name.
    """
    organisation = queries.organisation_to_change(code, by=by)
    access.must_keep_units(organisation, by)
    if not name.strip():
        raise Invalid.field("name", _("Enter the name of the unit."))
    unit = Unit(owner=organisation, name=name.strip())
    try:
        with transaction.atomic():
            unit.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("There is already a unit of this name.")) from None
    about(owner=organisation.id)
    detail(code=organisation.code, unit=unit.name)
    return unit


@recorded(Operation.ADMINISTRATION)
def close_unit(*, code: str, name: str, by: Actor, at: datetime) -> Unit:
    """Close a unit: nobody can be moved into it any more; who is in it stays until moved."""
    organisation = queries.organisation_to_change(code, by=by)
    access.must_keep_units(organisation, by)
    unit = queries.unit_to_change(name, organisation_id=organisation.id)
    if not unit.is_active:
        raise Conflict(_("This was already done."))
    unit.is_active = False
    unit.save(update_fields=["is_active", "recorded_as"])
    about(owner=organisation.id)
    detail(code=organisation.code, unit=unit.name)
    return unit


@recorded(Operation.ADMINISTRATION)
def rename_unit(*, code: str, name: str, new_name: str, by: Actor, at: datetime) -> Unit:
    """Give a unit another name; who is in it stays in it.

    Raises:
        Conflict: it has this name, is closed, or there is another of that name.
    """
    organisation = queries.organisation_to_change(code, by=by)
    access.must_keep_units(organisation, by)
    unit = queries.unit_to_change(name, organisation_id=organisation.id)
    new_name = new_name.strip()
    if not new_name:
        raise Invalid.field("new_name", _("Enter the name of the unit."))
    if not unit.is_active or queries.has_unit(new_name, organisation_id=organisation.id):
        raise Conflict(_("The unit is closed, or there is already a unit of this name."))
    before, unit.name = unit.name, new_name
    unit.save(update_fields=["name", "recorded_as"])
    about(owner=organisation.id)
    detail(code=organisation.code, unit=unit.name, before=before)
    return unit
