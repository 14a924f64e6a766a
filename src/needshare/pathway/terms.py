"""The words of a sharing case: its stages, directions and urgencies (domain reference 0.5, 1.1)."""

from needshare.kernel import Term, gettext_noop as _


class Stage(Term):
    """Where a sharing case is on its way from asking to receipt."""

    DRAFT = "draft", _("Draft")
    RECEIVED = "received", _("Received")
    VERIFYING_REQUESTER = "verifying_requester", _("Verifying the requester")
    UNDER_ASSESSMENT = "under_assessment", _("Under assessment")
    AWAITING_DECISION = "awaiting_decision", _("Awaiting decision")
    APPROVED = "approved", _("Approved")
    APPROVED_IN_PART = "approved_in_part", _("Approved in part")
    REFUSED = "refused", _("Refused")
    REFERRED = "referred", _("Referred")
    ANSWER_WAITING = "answer_waiting", _("Answer waits its fixed time")
    NOT_HELD = "not_held", _("Not held")
    NEITHER_CONFIRMED_NOR_DENIED = "neither_confirmed_nor_denied", _("Neither confirmed nor denied")
    REDIRECTED = "redirected", _("Redirected")
    DEFERRED = "deferred", _("Deferred")
    PREPARED = "prepared", _("Prepared")
    SECOND_CHECKED = "second_checked", _("Second-checked")
    RELEASED = "released", _("Released")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    CLOSED = "closed", _("Closed")
    RETURNED_FOR_MORE = "returned_for_more", _("Returned for more")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    ON_HOLD = "on_hold", _("On hold")


class Direction(Term):
    """Who started the sharing, and which way the information goes."""

    INBOUND_REQUEST = "inbound_request", _("A partner asks the force")
    OUTBOUND_REQUEST = "outbound_request", _("The force asks a partner")
    PROACTIVE = "proactive", _("The force volunteers")
    INTAKE = "intake", _("A partner volunteers")
    SCHEDULED_ISA_FEED = "scheduled_isa_feed", _("A regular feed under an agreement")
    MEETING = "meeting", _("A conference")


class Urgency(Term):
    """How soon an answer is needed."""

    ROUTINE = "routine", _("Routine")
    URGENT = "urgent", _("Urgent")
    EMERGENCY = "emergency", _("Emergency")


class RequesterStatus(Term):
    """What the requester sees of the stage; it never tells whether information is held."""

    DRAFT = "draft", _("Draft, not sent yet")
    RECEIVED = "received", _("Received")
    BEING_CONSIDERED = "being_considered", _("Being considered")
    MORE_NEEDED = "more_needed", _("We need more from you")
    ANSWERED = "answered", _("Answered")
    READY_TO_COLLECT = "ready_to_collect", _("Ready for you to open")
    ACKNOWLEDGED = "acknowledged", _("Receipt acknowledged")
    REDIRECTED = "redirected", _("Another route is needed")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    CLOSED = "closed", _("Closed")


class AudienceGround(Term):
    """Why a case is shown to somebody (clauses A3 and B13)."""

    ASSIGNMENT = "assignment", _("They handle the case or took a step in it")
    REQUESTING_ORGANISATION = "requesting_organisation", _("Their organisation asks")
    DECLARED_REASON = "declared_reason", _("They gave a reason at opening")
    BREAK_GLASS = "break_glass", _("They opened it in an emergency")
    GRANTED = "granted", _("It was opened to them")


class ReviewCause(Term):
    """Why somebody else looks at an opening afterwards."""

    PICKED = "picked", _("Picked at random")
    EMERGENCY = "emergency", _("Opened in an emergency")


class AskingVerdict(Term):
    """What somebody answered who was asked for access to a case."""

    GRANTED = "granted", _("Give access for a time")
    DECLINED = "declined", _("Do not give access")


class AskingOutcome(Term):
    """What somebody hears who asked for access by a reference; the second says nothing of what there is."""

    GRANTED = "granted", _("Access was given")
    NOT_GRANTED = "not_granted", _("Access was not given")


class InterestOutcome(Term):
    """What came of comparing what a person declared with the people of a case; nobody is accused by it."""

    CLEAR = "clear", _("Nothing in common")
    MATCHED = "matched", _("Something in common: to be declared or explained")
    EXPLAINED = "explained", _("Explained: no conflict of interest")
    CONFIRMED = "confirmed", _("A conflict of interest")
