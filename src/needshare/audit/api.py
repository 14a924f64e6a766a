"""The audit log for auditors: where it stands, and what it says, each look itself an entry."""

from needshare.api.routes import Call, Doorways

from . import actions
from .schemas import EventsAsked, EventShown, EventsShown, HeadShown
from .standing import standing

doorways = Doorways(tags=["Audit"])


@doorways.read("/audit/head", needs="audit.verify", answer=HeadShown)
def head(request: Call) -> HeadShown:
    """Show the size and root of the log and its newest signed checkpoint."""
    return HeadShown.of(standing(viewer=request.actor))


@doorways.look("/audit/events", needs="audit.view", answer=EventsShown)
def events(request: Call, asked: EventsAsked) -> EventsShown:
    """Look into the log, newest first, with the reason for it."""
    page = actions.consult(
        kind=asked.kind(),
        text=asked.text,
        before=asked.before,
        reason=asked.reason,
        by=request.actor,
        at=request.at,
    )
    return EventsShown(events=[EventShown.of(each) for each in page.events], before=page.before)
