"""Let a case rest on an authorisation that was obtained for another, or rest on one no longer."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from needshare.audit.recording import detail, recorded
from needshare.audit.terms import Operation
from needshare.authorisations import queries, rules
from needshare.authorisations.models import Reliance
from needshare.kernel import Actor, Conflict, Invalid, Unknown, gettext_noop as _, require
from needshare.pathway import actions as moves, queries as pathway

if TYPE_CHECKING:
    from needshare.authorisations.models import Authorisation

NOT_FOUND = _("In the cases you may open there is no authorisation of this reference.")


@recorded(Operation.COMBINATION)
def rely_on(*, reference: str, authorisation: str, by: Actor, at: datetime) -> Authorisation:
    """Let a case rest on an authorisation of another case of the force, where its own scope says that it may.

    Raises:
        Invalid: there is none of this reference in a case the actor may open.
        Blocked: its scope covers its own case only, or it has ended.
        Conflict: the case relies on it already, or is not under assessment.
    """
    case = queries.case_under_assessment(reference, viewer=by)
    try:
        found = queries.one_to_rely_on(authorisation, viewer=by)
    except Unknown:
        raise Invalid.field("authorisation", NOT_FOUND) from None
    home = found.case
    is_enclosed = home.compartment_id is not None and home.compartment_id != case.compartment_id
    require(
        rules.may_serve_others(
            is_for_other_cases=found.is_for_other_cases or home.pk == case.pk,
            is_enclosed_elsewhere=is_enclosed,
        ),
        rules.has_not_ended(queries.standing_of(found, on=pathway.day_of(at))),
    )
    reliance = Reliance(
        owner_id=case.owner_id, case=case, authorisation=found, relied_at=at, relied_by_id=by.id
    )
    try:
        with transaction.atomic():
            reliance.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("The case relies on it already.")) from None
    moves.note_step(case=case, act="authorisations.rely_on", by=by, at=at, note=found.reference)
    detail(authorisation=found.reference)
    return found


@recorded(Operation.ALTERATION)
def stop_relying(*, reference: str, authorisation: str, by: Actor, at: datetime) -> Authorisation:
    """Let a case under assessment rest on an authorisation no longer; the record stays.

    Raises:
        Unknown: the case relies on none of this reference.
        Conflict: the case is not under assessment.
    """
    case = queries.case_under_assessment(reference, viewer=by)
    found = queries.one_of_case(case, authorisation)
    reliance = queries.reliance_on(case, found)
    reliance.ended_at, reliance.ended_by_id = at, by.id
    reliance.save(update_fields=["ended_at", "ended_by", "recorded_as"])
    moves.note_step(case=case, act="authorisations.stop_relying", by=by, at=at, note=found.reference)
    detail(authorisation=found.reference)
    return found
