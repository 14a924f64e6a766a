"""The words of the outbox: which message, and what became of it."""

from needshare.kernel import Term, gettext_noop as _


class NoticeKind(Term):
    """One kind of message; its text is the template of the same name."""

    INVITATION = "invitation", _("You are invited")
    ROLE_GIVEN = "role_given", _("You were given a role")
    PASSKEY_ADDED = "passkey_added", _("A passkey was added to your account")
    PASSKEY_REMOVED = "passkey_removed", _("A passkey was removed from your account")
    APP_ADDED = "app_added", _("An authenticator app was added to your account")
    CODES_MADE = "codes_made", _("Recovery codes were made for your account")
    PASSWORD_CHANGED = "password_changed", _("Your password was changed")
    SIGN_IN_TAKEN = "sign_in_taken", _("Your ways of signing in were taken away")
    ADDRESS_CHANGED = "address_changed", _("The work address of your account was changed")
    NEW_BROWSER = "new_browser", _("Your account was signed in to with a new browser")
    REQUEST_RECEIVED = "request_received", _("Your request has arrived")
    REQUEST_RETURNED = "request_returned", _("More is needed")
    REQUEST_REDIRECTED = "request_redirected", _("Another route is needed")
    REQUEST_ANSWERED = "request_answered", _("There is an answer")
    PACKAGE_READY = "package_ready", _("There is something for you to collect")
    PACKAGE_REMINDER = "package_reminder", _("Something still waits for you to collect")
    ONE_TIME_LINK = "one_time_link", _("Your one-time link")
    AGREEMENT_ENDED = "agreement_ended", _("An agreement has ended")
    AGREEMENT_SUSPENDED = "agreement_suspended", _("An agreement is suspended")
    TASK_WAITING = "task_waiting", _("A task waits for you")
    TASK_OVERDUE = "task_overdue", _("A task of yours is overdue")
    TASK_ESCALATED = "task_escalated", _("An overdue task was escalated to you")
    RISK_UNANSWERED = "risk_unanswered", _("A request with a severe risk has no answer yet")
    REVIEW_ANSWERED = "review_answered", _("A refusal was reviewed")
    ASKED_OUTSIDE = "asked_outside", _("You are asked one question")
    CASE_HANDED_OVER = "case_handed_over", _("A case was handed over to you")
    CASE_MOVED_ON = "case_moved_on", _("A case you handle has moved on")
    CASE_WITHDRAWN = "case_withdrawn", _("A request you handle was withdrawn")
    OPENED_IN_EMERGENCY = "opened_in_emergency", _("A case was opened in an emergency")
    ACCESS_GRANTED = "access_granted", _("You were given access")
    ACCESS_NOT_GRANTED = "access_not_granted", _("You were not given access")
    HIDDEN_HIT = "hidden_hit", _("A search met a case that was hidden")
    CONFLICT_DECLARED = "conflict_declared", _("Somebody stepped out of a case")


class Delivery(Term):
    """What became of a message."""

    QUEUED = "queued", _("Waiting to be sent")
    SENT = "sent", _("Sent")
    BOUNCED = "bounced", _("Bounced")
    FAILED = "failed", _("Could not be sent")


class Failure(Term):
    """Why a message could not be sent, in a word that carries nothing of the message."""

    REFUSED = "refused", _("The mail server refused the recipient")
    UNREACHABLE = "unreachable", _("The mail server could not be reached")
    NO_ADDRESS = "no_address", _("The account has no address or is closed")
    UNKNOWN = "unknown", _("Another fault")
