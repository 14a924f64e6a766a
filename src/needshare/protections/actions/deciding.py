"""The specialist unit's desk: the alerts, and what is decided of an answer before it is given."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from needshare.audit.recording import about, consulted, detail, recorded
from needshare.audit.terms import Operation
from needshare.crypto.keys import new_data_key
from needshare.kernel import Actor, Conflict, Invalid, gettext_noop as _
from needshare.protections import access, queries, rules
from needshare.protections.models import SpecialistAssessment
from needshare.protections.queries import Flag, Raised
from needshare.protections.terms import Outward


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything the specialist unit looks after."""

    alerts: list[Raised]
    flags: list[Flag]

    def __len__(self) -> int:
        return len(self.alerts) + len(self.flags)


@consulted(Operation.CONSULTATION, is_restricted=True)
def open_desk(*, by: Actor, at: datetime) -> Desk:
    """Open the list of alerts and of flags.

    Raises:
        Blocked: the actor is not of the specialist unit.
    """
    return Desk(queries.alerts(by), queries.flags(by))


@consulted(Operation.CONSULTATION, is_restricted=True)
def open_alert(*, alert_id: UUID, by: Actor, at: datetime) -> Raised:
    """Open one alert: who looked, when, for which case and reason, and when the answer is given.

    Raises:
        Blocked: the actor is not of the specialist unit.
        Unknown: there is none such.
    """
    return queries.alert(alert_id, viewer=by)


@recorded(Operation.ALTERATION, is_restricted=True)
def decide(*, alert_id: UUID, outward: str, words: str, by: Actor, at: datetime) -> Raised:
    """Decide what becomes of the answer, in an assessment kept apart under its own key.

    Replacing it changes nothing that anybody else sees: both answers are the same words at the same time.

    Raises:
        Invalid: nothing is said, or no outcome is chosen.
        Conflict: an answer is to be replaced that does not wait any more.
    """
    access.must_be_specialist(by)
    row = queries.alert_to_change(alert_id, viewer=by)
    faults = rules.faults_of_decision(outward, words)
    if faults:
        raise Invalid(*faults)
    found = queries.alert(alert_id, viewer=by)
    if outward == Outward.NCND and (found.given_from is None or at >= found.given_from):
        raise Conflict(_("No answer waits in this case, so none can be replaced."))
    SpecialistAssessment(
        owner_id=by.owner,
        alert=row,
        content={"outward": outward, "words": words.strip(), "by": by.name, "at": at.isoformat()},
        data_key=new_data_key(owner=by.owner, purpose="specialist", at=at),
    ).save(force_insert=True)
    about(owner=by.owner, case=found.said["reference"], reason=words.strip())
    detail(alert=str(row.id), outward=outward, flags=found.said["flags"])
    return queries.alert(alert_id, viewer=by)
