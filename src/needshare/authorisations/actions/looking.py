"""Look at what a case rests on, and at the scan of a document: both are recorded looks (A3, B13)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from needshare.audit.recording import about, consulted, detail
from needshare.audit.terms import Operation
from needshare.authorisations import queries, rules
from needshare.kernel import Actor, Unknown, require
from needshare.pathway import queries as pathway

if TYPE_CHECKING:
    from needshare.authorisations.models import Authorisation
    from needshare.pathway.models import SharingCase


@dataclass(frozen=True, slots=True)
class Scan:
    """The scan of an authorisation's document, as it was recorded."""

    authorisation: Authorisation
    content: bytes


def _admitted(*, reference: str, by: Actor, **_asked: object) -> SharingCase:
    """Judge whether somebody of the force may open the case; nothing in it is read."""
    if not by.is_force:
        raise Unknown
    case = pathway.sharing_case(reference, viewer=by)
    about(case=case.reference, owner=case.owner_id, reason="case.view")
    return case


@consulted(Operation.CONSULTATION, admitted_by=_admitted)
def look(case: SharingCase, *, reference: str, by: Actor, at: datetime) -> queries.CaseAuthorisations:
    """Look at the authorisations a case rests on.

    Raises:
        Unknown: absent, or hidden from the actor.
        Blocked: the actor knows of the case and has no ground to open it (code `reason_needed`).
    """
    return queries.in_case(case, viewer=by, at=at)


def _admitted_scan(*, reference: str, authorisation: str, by: Actor, **_asked: object) -> Authorisation:
    """Judge whether the actor may open the case the document was obtained for: it may name people of that case."""
    case = _admitted(reference=reference, by=by)
    found = queries.one_in(case, authorisation)
    if found.case_id != case.pk:
        pathway.sharing_case(found.case.reference, viewer=by)
    detail(authorisation=found.reference)
    return found


@consulted(Operation.CONSULTATION, admitted_by=_admitted_scan)
def read_scan(found: Authorisation, *, reference: str, authorisation: str, by: Actor, at: datetime) -> Scan:
    """Open the scan; it is given out only as the very bytes that were recorded.

    Raises:
        Unknown: the case relies on none of this reference, or its own case is hidden from the actor.
        Blocked: the bytes held are not those recorded.
    """
    content = queries.scan_of(found)
    held = hashlib.sha256(content).hexdigest()
    require(rules.scan_is_as_recorded(recorded=found.sha256, held=held, seen=held))
    return Scan(found, content)
