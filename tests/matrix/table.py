"""The oracle: who should be let through to what, decided by hand before the code it tests.

Written from the domain reference 1.1, 1.2, 1.12, 2.10, 5.4, 7, 10 and 11.1 to 11.3 and the clauses; the
access pack was not read. Where two of them differ, the note of the group says which one was followed.

    Y   let through
    R   let through with a declared reason; without one, asked for it and shown nothing (A3, B13)
    F   told no: the actor may know of the thing and may not do this (403)
    N   told no: the act is not for this role and names no record (403 or 404, as the doorway answers)
    H   hidden: the same bytes as what is absent (404)
    S   sent to sign in (302 to the sign-in pages, or 401)
    .   no such actor
    -   by the rule below; so is every role that a group does not name

The rule: nobody is let through unless a row says so. Anonymous visitors, people with the first factor
only and ex-members: S, unless the group is open to anyone. A token on a page: S. Otherwise a group about
a record gives F to who may see the record (`seen`: Y or R) and H to who may not; a group about no
record gives N.

Columns of the first lines of a group, for the force's own people, and of the others, for partners:
"""

from dataclasses import dataclass, field

FORCE_COLUMNS = ("own", "same_team", "same_force", "other_force", "conflict")
PARTNER_COLUMNS = ("own", "addressed", "on_isa", "off_isa", "expired_isa", "conflict")
PARTNERS = ("partner_user", "partner_contact_point", "partner_administrator", "token_partner")
EVERYBODY = (
    "officer",
    "disclosure_officer",
    "decision_maker",
    "second_checker",
    "supervisor",
    "information_management",
    "dpo",
    "siro",
    "professional_standards",
    "protected_persons",
    "auditor",
    "system_administrator",
    "token_force",
    *PARTNERS,
)
BREAK_GLASS = (
    "officer",
    "disclosure_officer",
    "decision_maker",
    "second_checker",
    "supervisor",
    "information_management",
    "dpo",
    "siro",
    "professional_standards",
    "protected_persons",
    "auditor",
)


@dataclass(frozen=True)
class Group:
    """What is done, the clauses that say who may, and the rows."""

    does: str
    clauses: str
    rows: dict[str, dict[str, str]] = field(default_factory=dict)
    seen: str = ""  # the group that says who may see the record; empty: about no record
    everybody: str = ""  # one answer for all who are signed in
    half: str = "S"  # for the first factor only
    anyone: str = ""  # one answer for all, signed in or not


def rows(text: str) -> dict[str, dict[str, str]]:
    """Read rows: a role, then one letter for each column of its side."""
    found = {}
    for line in text.strip().splitlines():
        role, *letters = line.split()
        columns = PARTNER_COLUMNS if role in PARTNERS else FORCE_COLUMNS
        assert len(letters) == len(columns), line
        found[role] = dict(zip(columns, letters, strict=True))
    return found


def roles(*names: str, letter: str = "Y") -> dict[str, dict[str, str]]:
    """Give some roles one answer in whatever relation: acts about no record."""
    return {
        name: dict.fromkeys(PARTNER_COLUMNS if name in PARTNERS else FORCE_COLUMNS, letter) for name in names
    }


GROUPS: dict[str, Group] = {
    # --- open pages and one's own account ---------------------------------------------------------
    "public": Group("read what is public", "A10", anyone="Y"),
    "link": Group("use a one-time link that does not exist", "C3; 4.4 #9", anyone="H"),
    "completing": Group("complete one's sign-in, confirm, sign out", "4.4 #39", everybody="Y", half="Y"),
    "oneself": Group("see and set what is one's own", "A1", everybody="Y"),
    "own_absent": Group("change a passkey or a session of one's own that is not there", "A1", everybody="H"),
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
        "ask whether an organisation is signed up",
        "B10: the recipient of a request verifies; a partner asks nothing about others",
        roles(*(each for each in EVERYBODY if each not in PARTNERS)),
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
        "change, suspend, resume or withdraw an agreement",
        "11.2 ISA edit: IMU; a partner administrator edits its own contacts only",
        rows("""
            information_management  . Y Y H Y
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
    # --- cases as the force works them (11.2 "view index", "open case") -------------------------------
    "case_index": Group(
        "list cases, narrowed to what one may know of",
        "11.2 view index: PSD has the search log, the system administrator nothing, a partner nothing",
        roles(
            "officer",
            "disclosure_officer",
            "decision_maker",
            "second_checker",
            "supervisor",
            "information_management",
            "dpo",
            "siro",
            "auditor",
            "token_force",
        ),
    ),
    "search": Group(
        "search cases, people, organisations and agreements, narrowed to what one may know of",
        "11.2 view index, as the list of cases; 11.1: a partner never searches the police index",
        roles(
            "officer",
            "disclosure_officer",
            "decision_maker",
            "second_checker",
            "supervisor",
            "information_management",
            "dpo",
            "siro",
            "auditor",
            "token_force",
        ),
    ),
    "case_read": Group(
        "open a case, with a declared reason",
        "A3, B13; 11.2 open case; 5.4: index across the force, opening by assignment or reason, officers and"
        " checkers in their own team; PSD 'only case'; 1.12 and 4.4 #34: a conflict looks like not found;"
        " the protected-persons unit comes in by its own alerts only",
        rows("""
            officer                 Y R H H H
            disclosure_officer      Y R R H H
            decision_maker          Y R R H H
            second_checker          Y R H H H
            supervisor              . R R H H
            information_management  . R R H H
            dpo                     . R R H H
            siro                    . R R H H
            professional_standards  . R R H H
            protected_persons       . H H H H
            auditor                 . R R H H
            system_administrator    . H H H H
            token_force             . R . H .
        """),
        seen="case_read",
    ),
    "case_declare": Group(
        "declare the reason for which a case is opened",
        "A3, B13: purpose, case or task, words; a person, not a system",
        rows("""
            officer                 Y Y H H H
            disclosure_officer      Y Y Y H H
            decision_maker          Y Y Y H H
            second_checker          Y Y H H H
            supervisor              . Y Y H H
            information_management  . Y Y H H
            dpo                     . Y Y H H
            siro                    . Y Y H H
            professional_standards  . Y Y H H
            auditor                 . Y Y H H
            token_force             . F . H .
        """),
        seen="case_read",
    ),
    "emergency": Group(
        "come to the page that opens a case in an emergency",
        "5.4; issue 3 break-glass: people of the force who work with cases; not who administers users (8 #4)",
        roles(*BREAK_GLASS),
    ),
    "emergency_case": Group(
        "open a case in an emergency",
        "as above, in one's own force; a conflict of interest stays hidden (4.4 #34)",
        {
            **{role: dict(zip(FORCE_COLUMNS, "YYYHH", strict=True)) for role in BREAK_GLASS},
            **rows("""
                token_force             . F . H .
            """),
        },
        seen="case_read",
    ),
    "review": Group(
        "see the queue of openings to review",
        "7.4: alerts go to information management and professional standards",
        roles("information_management", "professional_standards"),
    ),
    "protection": Group(
        "see, set, review and lift what is kept apart",
        "2.10, 11.1: the protected-persons specialist; existence of a flag is told to nobody else",
        roles("protected_persons"),
    ),
    "protection_log": Group(
        "read the restricted log",
        "2.10: real code only in a restricted log partition; 11.2: professional standards read logs",
        roles("protected_persons", "professional_standards"),
    ),
    "conflict": Group(
        "step out of a case because one knows somebody it is about",
        "1.12: declare; whoever may open the case may step out of it",
        rows("""
            officer                 Y Y H H H
            disclosure_officer      Y Y Y H H
            decision_maker          Y Y Y H H
            second_checker          Y Y H H H
            supervisor              . Y Y H H
            information_management  . Y Y H H
            dpo                     . Y Y H H
            siro                    . Y Y H H
            professional_standards  . Y Y H H
            protected_persons       . H H H H
            auditor                 . Y Y H H
            system_administrator    . H H H H
            token_force             . Y . H .
        """),
        seen="case_read",
    ),
    "interests": Group(
        "see the interests that wait for somebody independent",
        "1.12: route to an independent person, the supervisor is told",
        roles("supervisor", "information_management"),
    ),
    "access_ask": Group(
        "ask for access by a reference, and see what one asked for",
        "issue 3: the same page and reply whether or not it exists; a system administrator has no part in cases",
        roles(*(each for each in EVERYBODY if each not in ("system_administrator", "partner_administrator"))),
    ),
    "compartments": Group(
        "see the compartments one opens, sponsors or is in: to most, none",
        "A3, C8; 11.1: a system administrator has no case content; a partner knows of none",
        roles(*(each for each in EVERYBODY if each not in (*PARTNERS, "system_administrator"))),
    ),
    "compartment_new": Group(
        "open a compartment",
        "A3, C8; 11.1: who answers for the information of the force",
        roles("information_management", "siro"),
    ),
    "compartment_sponsored": Group(
        "open a compartment with a sponsor of the first force, whom another force does not know",
        "A3, C8; 11.1; 4.4 #9",
        rows("""
            information_management  . Y Y N Y
            siro                    . Y Y N Y
        """),
    ),
    "enclosures": Group(
        "see what waits for a second person",
        "A3, C8; 11.1",
        roles("information_management", "siro"),
    ),
    "enclose": Group(
        "propose to put a case into a compartment or take it out; it needs no look inside",
        "A3, C8; 11.1",
        rows("""
            information_management  . Y Y H H
            siro                    . Y Y H H
        """),
        seen="case_read",
    ),
    "nothing": Group("act on what does not exist", "4.4 #9", everybody="N"),
    # --- work on a case (1.2 steps 1-7, 11.2 "assess") ------------------------------------------------
    "claim": Group(
        "become the handler of a case that nobody handles",
        "1.2 steps 1-2: disclosure officer; a person, not a system",
        rows("""
            disclosure_officer      Y Y Y H H
            information_management  . Y Y H H
        """),
        seen="case_read",
    ),
    "hand_over": Group(
        "hand a case to another handler",
        "11.2 O; the handler, the unit's supervisor, information management",
        rows("""
            disclosure_officer      Y F F H H
            supervisor              . Y F H H
            information_management  . Y Y H H
        """),
        seen="case_read",
    ),
    "triage": Group(
        "verify the requester, send back for more, redirect",
        "1.2 steps 2-3; 1.8",
        rows("""
            disclosure_officer      Y Y Y H H
            information_management  . Y Y H H
        """),
        seen="case_read",
    ),
    "hold": Group(
        "put on hold, take off hold, close",
        "1.1",
        rows("""
            disclosure_officer      Y Y Y H H
            information_management  . Y Y H H
        """),
        seen="case_read",
    ),
    "assess": Group(
        "search, match, gather, assess, put forward",
        "11.2 assess: preparer, decision-maker, IMU; the DPO advises",
        rows("""
            disclosure_officer      Y Y Y H H
            decision_maker          Y Y Y H H
            information_management  . Y Y H H
        """),
        seen="case_read",
    ),
    # --- decisions (11.2 "decide", 11.3, 8 #5) --------------------------------------------------------
    "decide": Group(
        "approve, approve in part, refuse, refer, answer not held, defer, send back",
        "11.2 decide std; 11.3: routine within an agreement, a trained discloser; the handler, who releases,"
        " never decides; the SIRO only what is escalated; the DPO never (11.1)",
        rows("""
            disclosure_officer      F Y Y H H
            decision_maker          Y Y Y H H
            supervisor              . Y Y H H
            information_management  . Y Y H H
        """),
        seen="case_read",
    ),
    "neither": Group(
        "neither confirm nor deny",
        "11.3 NCND: inspector or IMU",
        rows("""
            supervisor              . Y Y H H
            information_management  . Y Y H H
        """),
        seen="case_read",
    ),
    "reopen": Group(
        "set a decision aside",
        "1.1: a changed mind is a new decision; the handler who finds something wrong may stop it (A6)",
        rows("""
            disclosure_officer      Y F F H H
            decision_maker          Y Y Y H H
            supervisor              . Y Y H H
            information_management  . Y Y H H
        """),
        seen="case_read",
    ),
    # --- the package (1.2 steps 9-11, 11.2 "release") ---------------------------------------------------
    "prepare": Group(
        "prepare the package",
        "1.2 step 9; 11.2 release O",
        rows("""
            disclosure_officer      Y F F H H
            information_management  . Y Y H H
        """),
        seen="case_read",
    ),
    "inspect": Group(
        "see the exact bytes that would go out",
        "1.2 step 10; who prepared, who decided, who may check",
        rows("""
            disclosure_officer      Y Y F H H
            decision_maker          Y F F H H
            second_checker          Y Y H H H
            supervisor              . Y F H H
            information_management  . Y Y H H
        """),
        seen="case_read",
    ),
    "check": Group(
        "pass the second check, or send the package back",
        "1.2 step 10: a different person; 11.1 QA reviewer must not be preparer",
        rows("""
            disclosure_officer      F Y F H H
            second_checker          Y Y H H H
            supervisor              . Y F H H
            information_management  . Y Y H H
        """),
        seen="case_read",
    ),
    "release": Group(
        "release a package, and note what became of each delivery",
        "11.2 release: O, IMU X; 8 #5: never the decider",
        rows("""
            disclosure_officer      Y F F H H
            information_management  . Y Y H H
        """),
        seen="case_read",
    ),
    # --- what is held (5.4, A3) -------------------------------------------------------------------------
    "item_in_case": Group(
        "read an item gathered in a case",
        "A3, B13; 11.2: auditors see redacted content, who asked for a partner does not see what is held",
        rows("""
            officer                 F F H H H
            disclosure_officer      Y R R H H
            decision_maker          Y R R H H
            second_checker          Y R H H H
            supervisor              . R R H H
            information_management  . R R H H
            dpo                     . R R H H
            siro                    . R R H H
            professional_standards  . R R H H
        """),
        seen="case_read",
    ),
    "item_read": Group(
        "read an item by itself, with a declared reason",
        "5.4: named task, purpose, relevance; those who search and decide, and who advises them",
        rows("""
            disclosure_officer      Y R R H H
            decision_maker          R R R H H
            supervisor              . R R H H
            information_management  . R R H H
            dpo                     . R R H H
            token_force             . R . H .
        """),
        seen="item_read",
    ),
    "item_add": Group(
        "add an item", "1.2 step 5", roles("disclosure_officer", "information_management", "token_force")
    ),
    "item_change": Group(
        "add a version, link a person, settle a dispute",
        "1.2 step 5; R15",
        rows("""
            disclosure_officer      Y Y Y H H
            information_management  . Y Y H H
            token_force             . Y . H .
        """),
        seen="item_read",
    ),
    "item_dispute": Group(
        "say that an item is wrong",
        "A6, R05: whoever can see it",
        rows("""
            disclosure_officer      Y Y Y H H
            decision_maker          Y Y Y H H
            supervisor              . Y Y H H
            information_management  . Y Y H H
            dpo                     . Y Y H H
            token_force             . Y . H .
        """),
        seen="item_read",
    ),
    "people_search": Group(
        "search the people held",
        "1.2 step 5, 11.2 assess; 11.1: a partner never searches the police index; 7.4",
        roles("disclosure_officer", "decision_maker", "information_management", "token_force"),
    ),
    "people_add": Group(
        "enter a person",
        "1.2 step 5; 8.2",
        roles("disclosure_officer", "information_management", "token_force"),
    ),
    "people_change": Group(
        "see a person as entered, add a number of a person",
        "1.2 step 5; 8.2; 1.12: nobody handles what is held about a relative",
        rows("""
            disclosure_officer      Y Y Y H H
            information_management  . Y Y H H
            token_force             . Y . H .
        """),
    ),
    # --- people's accounts (11.1, security 4.4 #12, #13, 8 #4) ---------------------------------------
    "people_admin": Group(
        "list the people of one's organisation, invite, see proposals of roles",
        "11.1: system administrator; partner administrator: joiners and leavers of the own organisation",
        roles("system_administrator", "partner_administrator"),
    ),
    "person_admin": Group(
        "see and change one person of one's own organisation",
        "11.1; 11.2 vet/training edit names a vetting unit, which no role stands for: its work is the"
        " administrator's",
        rows("""
            system_administrator    . Y Y H Y
            partner_administrator   . Y H H H Y
        """),
    ),
    # --- asking (11.2 "request") --------------------------------------------------------------------------
    "request_new": Group(
        "write and send a request",
        "11.2 request",
        roles(
            "officer",
            "disclosure_officer",
            "decision_maker",
            "supervisor",
            "information_management",
            "partner_user",
            "partner_contact_point",
            "token_partner",
        ),
    ),
    "request_list": Group(
        "list the requests of one's own agency",
        "11.1: partner user and contact point",
        roles("partner_user", "partner_contact_point", "token_partner"),
    ),
    "draft": Group(
        "read and write a draft of a request",
        "A1: whoever writes it, nobody else",
        rows("""
            officer                 Y H H H H
            partner_user            Y H H H Y H
        """),
        seen="draft",
    ),
    "request_read": Group(
        "read a request as who asked it sees it",
        "11.1: requests of one's own agency; 11.2 open case: a partner administrator none; 1.12",
        rows("""
            partner_user            Y Y H H Y H
            partner_contact_point   . Y H H Y H
            partner_administrator   . H H H H H
            token_partner           . Y H H Y .
        """),
        seen="case_read",
    ),
    "request_change": Group(
        "send again or withdraw a request",
        "11.2 O: whoever asked, or the contact point of the agency",
        rows("""
            officer                 Y - - H H
            partner_user            Y F H H Y H
            partner_contact_point   . Y H H Y H
            partner_administrator   . H H H H H
            token_partner           . F H H F .
        """),
        seen="case_read",
    ),
    # --- receiving (C3, C8; security 4.4 #14, #15, section 8 #6) ------------------------------------------
    "package_list": Group(
        "list the packages one may open",
        "C1: agencies and other forces; C3",
        roles(
            "officer",
            "disclosure_officer",
            "decision_maker",
            "supervisor",
            "information_management",
            "partner_user",
            "partner_contact_point",
            "token_partner",
        ),
    ),
    "package_view": Group(
        "see that a package waits for one, and until when",
        "C3: the named person; that there is one is told to nobody else by these pages",
        rows("""
            partner_user            Y H H H Y H
        """),
        seen="package_view",
    ),
    "package_open": Group(
        "accept conditions, open a package, read its files",
        "C3: the named person and no colleague; 8 #6: the agreement relied on is judged at each download",
        rows("""
            partner_user            Y H H H F H
        """),
        seen="package_view",
    ),
    "package_acknowledge": Group(
        "acknowledge a package that one has opened",
        "C3; nothing is shared by it, so an agreement that ended since does not stand in the way",
        rows("""
            partner_user            Y H H H Y H
        """),
        seen="package_view",
    ),
}
# Pages of one side of a request: the other side may be told no, or that there is nothing.
OF_REQUESTERS = ("request_read", "request_change", "draft")


def row_of(role: str, is_of_force: bool) -> str:
    """Name the row of a role: tokens have one on each side."""
    return role if role != "api_token" else f"token_{'force' if is_of_force else 'partner'}"


def sees(group: Group, row: str, relation: str) -> str:
    """Return the letter of who may see the record of a group."""
    base = GROUPS[group.seen]
    if base is not GROUPS["case_read"] or row not in PARTNERS:
        return base.rows.get(row, {}).get(relation, "H")
    return GROUPS["request_read"].rows.get(row, {}).get(relation, "H")


def expected(name: str, role: str, relation: str, *, is_of_force: bool, is_page: bool) -> str:
    """Return the letter the oracle gives an actor; "f" is F or H, for who sees with a reason only."""
    group = GROUPS[name]
    if group.anyone:
        return group.anyone
    if role == "password_only":
        return group.half if is_page else "S"
    if role == "anonymous" or relation == "ex_member" or (role == "api_token" and is_page):
        return "S"
    if group.everybody:
        return group.everybody
    row = row_of(role, is_of_force)
    letter = group.rows.get(row, {}).get(relation, "-")
    if letter != "-":
        return letter
    if not group.seen:
        return "N"
    if (row in PARTNERS) != (name in OF_REQUESTERS) and group.seen == "case_read":
        return "H" if sees(group, row, relation) == "H" else "f"
    return {"Y": "F", "R": "f"}.get(sees(group, row, relation), "H")
