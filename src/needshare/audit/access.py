"""Who may look at the audit log.

This folder lies below the policy packs, and what it guards must not be loosened by one: the roles are fixed here.
"""

from needshare.kernel import Actor, Blocked, gettext_noop as _, not_met

READERS = ("auditor", "dpo", "professional_standards", "information_management")
"""May read what entries say: s.62(4) DPA 2018 allows it for checks of lawfulness and for discipline."""

VERIFIERS = (*READERS, "system_administrator")
"""May see how long the log is and whether it is whole; nothing of what it says is in that."""

RESTRICTED_READERS = ("protected_persons", "professional_standards")
"""May read the restricted part: what is done for people whose protection must not be known of."""


OWN_READERS = ("partner_user", "partner_contact_point", "partner_administrator")
"""May read of a partner's own acts, and nothing else; who answers for the agency reads those of its people."""
OF_AGENCY = ("partner_contact_point", "partner_administrator")


def must_be_own_reader(by: Actor) -> None:
    """Block everybody but people of a partner, who read of their own acts.

    Raises:
        Blocked: the actor is no partner's, or has no role there.
    """
    if by.is_force or not by.has_role(*OWN_READERS):
        must_be_log_reader(by)


def reads_of_agency(by: Actor) -> bool:
    """Tell whether somebody of a partner reads what all of its people did."""
    return by.has_role(*OF_AGENCY)


def may_read_log(by: Actor) -> bool:
    """Tell whether the actor may look into the audit log."""
    return by.is_force and by.has_role(*READERS)


def must_be_log_reader(by: Actor) -> None:
    """Block everybody who may not look into the audit log.

    Raises:
        Blocked: the actor has none of the roles that read it.
    """
    if not may_read_log(by):
        reason = _("Only who audits, advises on or manages information may look into the audit log.")
        raise Blocked(reason, [not_met(reason, test="audit_log", code="role_missing")])


def must_be_verifier(by: Actor) -> None:
    """Block everybody who may not look whether the log is whole.

    Raises:
        Blocked: the actor neither reads the log nor runs the system.
    """
    if not (by.is_force and by.has_role(*VERIFIERS)):
        reason = _("Only who reads the audit log, or runs the system, may check it.")
        raise Blocked(reason, [not_met(reason, test="audit_log", code="role_missing")])


def must_be_restricted_reader(by: Actor) -> None:
    """Block everybody who may not look into the restricted part of the log.

    Raises:
        Blocked: the actor is neither of the specialist unit nor of professional standards.
    """
    if not (by.is_force and by.has_role(*RESTRICTED_READERS)):
        reason = _("Only the specialist unit and professional standards may look into this part of the log.")
        raise Blocked(reason, [not_met(reason, test="audit_log", code="role_missing")])
