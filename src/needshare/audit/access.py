"""Who may look at the audit log.

This folder lies below the policy packs, and what it guards must not be loosened by one: the roles are fixed here.
"""

from needshare.kernel import Actor, Blocked, gettext_noop as _, not_met

READERS = ("auditor", "dpo", "professional_standards")
"""May read what entries say: s.62(4) DPA 2018 allows it for checks of lawfulness and for discipline."""

RESTRICTED_READERS = ("protected_persons", "professional_standards")
"""May read the restricted part: what is done for people whose protection must not be known of."""


def may_read_log(by: Actor) -> bool:
    """Tell whether the actor may look into the audit log."""
    return by.is_force and by.has_role(*READERS)


def must_be_log_reader(by: Actor) -> None:
    """Block everybody who may not look into the audit log.

    Raises:
        Blocked: the actor is no auditor, data protection officer or professional standards officer.
    """
    if not may_read_log(by):
        reason = _("Only an auditor may look into the audit log.")
        raise Blocked(reason, [not_met(reason, test="audit_log", code="role_missing")])


def must_be_restricted_reader(by: Actor) -> None:
    """Block everybody who may not look into the restricted part of the log.

    Raises:
        Blocked: the actor is neither of the specialist unit nor of professional standards.
    """
    if not (by.is_force and by.has_role(*RESTRICTED_READERS)):
        reason = _("Only the specialist unit and professional standards may look into this part of the log.")
        raise Blocked(reason, [not_met(reason, test="audit_log", code="role_missing")])
