"""The words of a task: what somebody is asked to do."""

from needshare.kernel import Term, gettext_noop as _


class TaskKind(Term):
    """One kind of work that waits for a person, in the order of a case and then of an agreement."""

    CLAIM_CASE = "claim_case", _("Claim the case")
    VERIFY_REQUESTER = "verify_requester", _("Verify who is asking")
    CALL_BACK = "call_back", _("Call the published switchboard back")
    ASK_CONTACT_POINT = "ask_contact_point", _("Ask the partner's contact point about the requester")
    LOOKALIKE_DOMAIN = "lookalike_domain", _("Look into a domain that resembles a verified one")
    ANSWER_MORE = "answer_more", _("Send what is missing")
    ASSESS_CASE = "assess_case", _("Assess the request")
    SCHEME_STEP = "scheme_step", _("Do what the scheme asks for by now")
    CONSULT = "consult", _("Answer a consultation")
    DECIDE_CASE = "decide_case", _("Decide whether to share")
    LOOK_AGAIN = "look_again", _("Look again at a case on hold")
    PREPARE_PACKAGE = "prepare_package", _("Prepare the package")
    SECOND_CHECK = "second_check", _("Make the second check")
    RELEASE_PACKAGE = "release_package", _("Release the package")
    CHASE_RECEIPT = "chase_receipt", _("Ask for the receipt")
    PACKAGE_LAPSED = "package_lapsed", _("A package was not collected in time: reach the recipient")
    DELIVERY_FAILED = "delivery_failed", _("A message did not arrive: reach the person another way")
    AUTHORISATION_ENDED = (
        "authorisation_ended",
        _("Something the case rests on has lapsed or was revoked: judge what follows"),
    )
    AUTHORISATION_ENDED_UNOPENED = (
        "authorisation_ended_unopened",
        _("A package that is not opened yet rests on what has ended: judge what follows"),
    )
    AUTHORISATION_ENDED_OPENED = (
        "authorisation_ended_opened",
        _("What was sent and opened rested on what has ended: judge what follows"),
    )
    AGREEMENT_EXPIRED = "agreement_expired", _("The agreement has ended: renew it or tell the partner")
    AGREEMENT_REVIEW = "agreement_review", _("Review the agreement")
    LAW_CHANGED = "law_changed", _("A gateway this rests on has an end date: review it")
    TELL_PARTNER_ENDED = "tell_partner_ended", _("Tell the partner that the agreement no longer stands")
    REVIEW_OPENING = "review_opening", _("Review an opening of a case")
    JUSTIFY_LOOK_UP = "justify_look_up", _("Say more about a look-up that was picked at random")
    REVIEW_LOOK_UP = "review_look_up", _("Review a look-up that was picked at random")
    ANSWER_ACCESS_REQUEST = "answer_access_request", _("Answer somebody who asks for access")
    DECLARE_OR_EXPLAIN = "declare_or_explain", _("Declare or explain: do you know anybody in this case?")
    SETTLE_INTEREST = "settle_interest", _("Settle whether somebody's interest touches a case")
    UNDECLARED_INTEREST = "undeclared_interest", _("Look into an interest that was not declared")
    DECIDE_ENCLOSURE = "decide_enclosure", _("Approve or refuse a change of compartment")
    INQUIRY_UNREAD = "inquiry_unread", _("Look into searches that could not be compared")
    RISK_UNANSWERED = (
        "risk_unanswered",
        _("A request with a severe risk has no answer yet: see that somebody answers it"),
    )
    REVIEW_REFUSAL = "review_refusal", _("Review a refusal")
    ANSWER_CONSULTATION = "answer_consultation", _("Answer what you are asked about a case")
    REVIEW_DECLARATIONS = "review_declarations", _("Look through your declarations")
