"""The words for people's accounts: roles, clearance and vetting."""

from dataclasses import dataclass

from needshare.kernel import Term, gettext_noop as _


class Role(Term):
    """What a person may be trusted to do; one person can hold several."""

    OFFICER = "officer", _("Officer")
    DISCLOSURE_OFFICER = "disclosure_officer", _("Disclosure officer")
    DECISION_MAKER = "decision_maker", _("Decision-maker")
    SECOND_CHECKER = "second_checker", _("Second checker")
    SUPERVISOR = "supervisor", _("Supervisor or duty inspector")
    INFORMATION_MANAGEMENT = "information_management", _("Information management")
    DPO = "dpo", _("Data protection officer")
    SIRO = "siro", _("Senior information risk owner")
    PROFESSIONAL_STANDARDS = "professional_standards", _("Professional standards")
    PROTECTED_PERSONS = "protected_persons", _("Protected-persons specialist")
    AUDITOR = "auditor", _("Auditor")
    SYSTEM_ADMINISTRATOR = "system_administrator", _("System administrator")
    PARTNER_USER = "partner_user", _("Partner user")
    PARTNER_CONTACT_POINT = "partner_contact_point", _("Partner contact point")
    PARTNER_ADMINISTRATOR = "partner_administrator", _("Partner administrator")


class Clearance(Term):
    """National security vetting, from none to the highest."""

    NONE = "none", _("None")
    BPSS = "bpss", _("Baseline (BPSS)")
    CTC = "ctc", _("Counter-terrorist check (CTC)")
    SC = "sc", _("Security check (SC)")
    DV = "dv", _("Developed vetting (DV)")


class Vetting(Term):
    """Police vetting, of the force's own people and of partners' people."""

    NONE = "none", _("None")
    RV = "rv", _("Recruitment vetting (RV)")
    MV = "mv", _("Management vetting (MV)")
    NPPV1 = "nppv1", _("Non-police vetting 1 (NPPV1)")
    NPPV2_ABBREVIATED = "nppv2_abbreviated", _("Non-police vetting 2, abbreviated (NPPV2A)")
    NPPV2_FULL = "nppv2_full", _("Non-police vetting 2, full (NPPV2F)")
    NPPV3 = "nppv3", _("Non-police vetting 3 (NPPV3)")


class TokenScope(Term):
    """What a token is good for: all that its person may do but steps that matter, or those too."""

    EVERYDAY = "everyday", _("Everything but steps that matter")
    STEPS = "steps_that_matter", _("Steps that matter too")


class SignInChange(Term):
    """What happened to somebody's sign-in of which they are told."""

    PASSKEY_ADDED = "passkey_added", _("A passkey was added to your account")
    PASSKEY_REMOVED = "passkey_removed", _("A passkey was removed from your account")
    APP_ADDED = "app_added", _("An authenticator app was added to your account")
    CODES_MADE = "codes_made", _("Recovery codes were made for your account")
    PASSWORD_CHANGED = "password_changed", _("Your password was changed")
    SIGN_IN_TAKEN = "sign_in_taken", _("Your ways of signing in were taken away")
    ADDRESS_CHANGED = "address_changed", _("The work address of your account was changed")
    NEW_BROWSER = "new_browser", _("Your account was signed in to with a new browser")


USER_ADMINISTRATION = frozenset({Role.SYSTEM_ADMINISTRATOR, Role.PARTNER_ADMINISTRATOR})
CASE_CONTENT = frozenset(Role) - USER_ADMINISTRATION
# What an administrator may give alone: the least there is. Any other role raises somebody.
EVERYDAY = frozenset({Role.OFFICER, Role.PARTNER_USER})
PARTNER_ROLES = frozenset({Role.PARTNER_USER, Role.PARTNER_CONTACT_POINT, Role.PARTNER_ADMINISTRATOR})
FORCE_ROLES = frozenset(Role) - PARTNER_ROLES


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What is written down of somebody who gets an account; of a system, its name."""

    name: str
    work_email: str = ""
    job_title: str = ""
    unit: str = ""
    is_system: bool = False
