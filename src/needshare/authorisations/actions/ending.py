"""Revoke an authorisation; what its end means for cases and packages is asked by the worker (disclosure/jobs.py)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from needshare.audit.recording import detail, recorded
from needshare.audit.terms import Operation
from needshare.authorisations import access, queries, rules
from needshare.kernel import Actor, Invalid, gettext_noop as _, require
from needshare.kernel.texts import faults_in
from needshare.pathway import actions as moves, queries as pathway

if TYPE_CHECKING:
    from needshare.authorisations.models import Authorisation, Reliance


@recorded(Operation.ALTERATION)
def revoke(*, reference: str, authorisation: str, reason: str, by: Actor, at: datetime) -> Authorisation:
    """Say that an authorisation was withdrawn, discharged or found void: from now on nothing rests on it.

    Raises:
        Unknown: the case relies on none of this reference.
        Invalid: no reason.
        Blocked: the actor revokes none, or it has ended.
    """
    case = pathway.case_to_change(reference, viewer=by)
    access.must(access.REVOKE, case, by)
    found = queries.one_of_case(case, authorisation)
    if not reason.strip():
        raise Invalid.field("reason", _("Say who withdrew it, when and why."))
    if faults := faults_in("reason", reason, most=rules.LONGEST_NOTE):
        raise Invalid(*faults)
    require(rules.has_not_ended(queries.standing_of(found, on=pathway.day_of(at))))
    found.revoked_at, found.revoked_by_id, found.revocation_reason = at, by.id, reason.strip()
    found.save(update_fields=["revoked_at", "revoked_by", "revocation_reason", "recorded_as"])
    moves.note_step(
        case=case, act="authorisations.revoke", by=by, at=at, note=f"{found.reference}: {reason.strip()}"
    )
    detail(authorisation=found.reference)
    return found


@recorded(Operation.ADMINISTRATION)
def note_followed(*, reliance: Reliance, by: Actor, at: datetime) -> Reliance:
    """Say that the end of what a case rests on was followed up, in the act that does so."""
    reliance.followed_at = at
    reliance.save(update_fields=["followed_at", "recorded_as"])
    return reliance
