"""The table for registers: open pages, one's own account, organisations, agreements, audit, people's accounts.

The letters are those of table.py.
"""

from .letters import EVERYBODY, PARTNERS, Group, roles, rows

KEEPERS = (
    "system_administrator",
    "partner_administrator",
    "information_management",
    "professional_standards",
)

GROUPS: dict[str, Group] = {
    # --- open pages and one's own account ---------------------------------------------------------
    "public": Group("read what is public", "A10", anyone="Y"),
    "link": Group(
        "use a one-time link, or a sign-in provider, that does not exist", "C3; 4.4 #9", anyone="H"
    ),
    "completing": Group("complete one's sign-in, confirm, sign out", "4.4 #39", everybody="Y", half="Y"),
    "oneself": Group("see and set what is one's own", "A1", everybody="Y"),
    "own_absent": Group(
        "change or use a passkey, a session or a provider of one's own that is not there", "A1", everybody="H"
    ),
    "own_key": Group(
        "set the key that packages for oneself are sealed to; a system's is set by whoever administers it",
        "A4; 4.4 #13",
        roles(*(each for each in EVERYBODY if not each.startswith("token_"))),
    ),
    "desk": Group(
        "see what waits for one, at the force; a partner begins with the agency's requests",
        "A3",
        roles(*(each for each in EVERYBODY if each not in PARTNERS)),
    ),
    "words": Group("read the words of the policy, the organisations, one's colleagues", "A10", everybody="Y"),
    "organisation": Group(
        "read what is registered of an agency",
        "B10; a partner reads its own agency and the forces (4.1 A4: nothing of who else deals with a force)",
        {
            **roles(*(each for each in EVERYBODY if each not in PARTNERS)),
            **rows("""
                partner_user            Y Y H H H Y
                partner_contact_point   . Y H H H Y
                partner_administrator   . Y H H H Y
                token_partner           . Y H H H .
            """),
        },
    ),
    "organisation_new": Group(
        "enter an organisation",
        "B10; 3.6: information management and system administrators keep the register",
        roles("information_management", "system_administrator"),
    ),
    "organisation_keep": Group(
        "change what is registered of a partner agency, its domains, whether it may come in",
        "as above; the register of agencies is one for all forces of the installation",
        roles("information_management", "system_administrator"),
        seen="organisation",
    ),
    "organisation_units": Group(
        "add a unit of a partner agency",
        "as above, and 11.1: the partner administrator of the agency itself",
        {
            **roles("information_management", "system_administrator"),
            **rows("""
                partner_administrator   . Y H H H Y
            """),
        },
        seen="organisation",
    ),
    "organisation_ask": Group(
        "propose a correction of one's own entry",
        "11.1: the partner administrator of the agency; a keeper of the register decides",
        rows("""
            partner_administrator   . Y H H H Y
        """),
        seen="organisation",
    ),
    "entry_proposals": Group(
        "list proposed corrections, as far as one may know of the organisation",
        "B10; ruled: a list answers empty",
        everybody="Y",
    ),
    # --- agreements (3.3-3.6, 11.2 "ISA edit") ------------------------------------------------------
    "register": Group("read the register of agreements", "B10, R14; 3.6", everybody="Y"),
    "signed_up": Group(
        "ask whether an organisation is signed up, as far as one's agreements tell",
        "B10: the recipient of a request verifies; ruled: partners see their own agreements, and no others",
        everybody="Y",
    ),
    "may_be_asked": Group(
        "ask what the law lets the force ask of a partner",
        "1.3, 11.2 request: whoever asks at the force; a partner has no part in it",
        roles("officer", "disclosure_officer", "decision_maker", "supervisor", "information_management"),
    ),
    "agreement_read": Group(
        "read one agreement",
        "B10, R14: published to the whole force; 3.4: each party reads its own",
        rows("""
            officer                 Y Y Y H Y
            disclosure_officer      Y Y Y H Y
            decision_maker          Y Y Y H Y
            second_checker          Y Y Y H Y
            supervisor              . Y Y H Y
            information_management  . Y Y H Y
            dpo                     . Y Y H Y
            siro                    . Y Y H Y
            professional_standards  . Y Y H Y
            protected_persons       . Y Y H Y
            auditor                 . Y Y H Y
            system_administrator    . Y Y H Y
            token_force             . Y . H .
            partner_user            Y Y Y H Y Y
            partner_contact_point   . Y Y H Y Y
            partner_administrator   . Y Y H Y Y
            token_partner           . Y Y H Y .
        """),
        seen="agreement_read",
    ),
    "agreement_new": Group("enter an agreement", "11.2 ISA edit: IMU", roles("information_management")),
    "agreement_edit": Group(
        "change, resume or withdraw an agreement",
        "11.2 ISA edit: IMU; a partner administrator edits its own contacts only",
        rows("""
            information_management  . Y Y H Y
        """),
        seen="agreement_read",
    ),
    "agreement_suspend": Group(
        "suspend an agreement",
        "3.3; ruled: IMU and the SIRO, who accepts the risk; the DPO advises (11.1)",
        rows("""
            information_management  . Y Y H Y
            siro                    . Y Y H Y
        """),
        seen="agreement_read",
    ),
    # --- audit (7.4, 7.6, 11.2 "logs") --------------------------------------------------------------
    "audit_read": Group(
        "search the audit entries",
        "11.2 logs: IMU, DPO, PSD, auditor; partners their own; a system administrator has the system's",
        roles(
            "information_management",
            "dpo",
            "professional_standards",
            "auditor",
            "partner_user",
            "partner_contact_point",
            "partner_administrator",
            "token_partner",
        ),
    ),
    "audit_check": Group(
        "check that the audit log is whole, without its content",
        "7.2; 11.2 logs: system",
        roles("information_management", "dpo", "professional_standards", "auditor", "system_administrator"),
    ),
    # --- what-if (issue of the whole policy: information management, DPO, auditor) --------------------
    "coverage": Group(
        "see how each clause of the policies is carried out",
        "11.1: who answers for the policy, and who audits it",
        roles("information_management", "dpo", "siro", "auditor"),
    ),
    "what_if": Group(
        "see which changes of the policy were tried",
        "11.1: IMU and DPO answer for the policy, the SIRO accepts its risk, the auditor looks",
        roles("information_management", "dpo", "siro", "auditor"),
    ),
    "what_if_try": Group(
        "try a change of the policy on past assessments",
        "as above; the auditor looks, and tries nothing",
        roles("information_management", "dpo", "siro"),
    ),
    "what_if_agreement": Group(
        "try a change of an agreement on past assessments",
        "as above; an agreement of one's own force",
        rows("""
            information_management  . Y Y H Y
            dpo                     . Y Y H Y
            siro                    . Y Y H Y
        """),
        seen="agreement_read",
    ),
    # --- people's accounts (11.1, security 4.4 #12, #13, 8 #4) ---------------------------------------
    "people_admin": Group(
        "invite people of one's organisation",
        "11.1: system administrator; partner administrator: joiners and leavers of the own organisation",
        roles("system_administrator", "partner_administrator"),
    ),
    "people_list": Group(
        "list the people of one's organisation, see proposals of roles",
        "11.1; ruled: who records training and vetting too",
        roles(*KEEPERS),
    ),
    "person_admin": Group(
        "change one person of one's own organisation",
        "11.1: the administrators; neither training nor vetting is theirs",
        rows("""
            system_administrator    . Y Y H Y
            partner_administrator   . Y H H H Y
        """),
    ),
    "person_see": Group(
        "see one person of one's own organisation",
        "11.1, 11.2 vet/training edit; ruled",
        rows("""
            system_administrator    . Y Y H Y
            information_management  . Y Y H Y
            professional_standards  . Y Y H Y
            partner_administrator   . Y H H H Y
        """),
    ),
    "person_training": Group(
        "record training",
        "10; ruled: information management; 11.2: a partner administrator attests for the own staff",
        rows("""
            information_management  . Y Y H Y
            partner_administrator   . Y H H H Y
        """),
    ),
    "person_vetting": Group(
        "record clearance and vetting",
        "5.2, 11.2: the vetting unit; ruled: professional standards",
        rows("""
            professional_standards  . Y Y H Y
        """),
    ),
    "directory": Group(
        "speak as the directory of an organisation",
        "C1, A1: its own token alone; a session, a person's and a system's token count for nothing",
        anyone="S",
    ),
}
