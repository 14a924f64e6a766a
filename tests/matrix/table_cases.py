"""The table for cases: knowing of one, working on it, deciding, the package, what is held, asking, receiving.

The letters are those of table.py.
"""

from .letters import BREAK_GLASS, EVERYBODY, FORCE_COLUMNS, PARTNERS, Group, roles, rows

GROUPS: dict[str, Group] = {
    # --- cases as the force works them (11.2 "view index", "open case") -------------------------------
    "case_index": Group(
        "list cases, narrowed to what one may know of",
        "11.2 view index; professional standards and specialists list what they have opened or have a part in, and"
        " nothing else; the system administrator nothing, a partner nothing",
        roles(
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
            "token_force",
        ),
    ),
    "search": Group(
        "search cases, people, organisations and agreements, narrowed to what one may know of",
        "11.1: a partner never searches the police index, but finds its own requests and agreements; ruled: a"
        " search that finds nothing for a role answers empty. The canaries see that nothing else is found",
        everybody="Y",
    ),
    "case_read": Group(
        "open a case, with a declared reason",
        "A3, B13; 11.2 open case; 5.4: index across the force, opening by assignment or reason; officers 'O':"
        " what they have a part in; PSD 'only case', by a declared reason; ruled: a role over cases is a ground for"
        " information management, the DPO and the auditor; before their step deciders and checkers have no"
        " assignment, so they too give a reason, which a system cannot; 1.12 and 4.4 #34: a conflict looks like not"
        " found;"
        " the protected-persons unit comes in by its own alerts only",
        rows("""
            officer                 Y H H H H
            disclosure_officer      Y R R H H
            decision_maker          R R R H H
            second_checker          R R R H H
            supervisor              . R R H H
            information_management  . Y Y H H
            dpo                     . Y Y H H
            siro                    . R R H H
            professional_standards  . R R H H
            protected_persons       . H H H H
            auditor                 . Y Y H H
            system_administrator    . H H H H
            token_force             . F . H .
        """),
        seen="case_read",
    ),
    "case_decided": Group(
        "read why a case was decided so, with a declared reason",
        "as opening a case; B8, C10: whoever decided it took a step in it, which is an assignment",
        rows("""
            officer                 Y H H H H
            disclosure_officer      Y R R H H
            decision_maker          Y R R H H
            second_checker          R R R H H
            supervisor              . R R H H
            information_management  . Y Y H H
            dpo                     . Y Y H H
            siro                    . R R H H
            professional_standards  . R R H H
            protected_persons       . H H H H
            auditor                 . Y Y H H
            system_administrator    . H H H H
            token_force             . F . H .
        """),
        seen="case_read",
    ),
    "case_declare": Group(
        "declare the reason for which a case is opened",
        "A3, B13: purpose, case or task, words; a person, not a system; who has a ground already is told so",
        rows("""
            officer                 Y H H H H
            disclosure_officer      Y Y Y H H
            decision_maker          Y Y Y H H
            second_checker          Y Y Y H H
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
        "5.4; issue 3 break-glass: people of the force who work with cases; not who administers users (8 #4);"
        " ruled: who has a role over cases needs none",
        roles(*BREAK_GLASS),
    ),
    "emergency_case": Group(
        "open a case in an emergency",
        "as above, in one's own force; a conflict of interest stays hidden (4.4 #34); who may never open so is told"
        " so whatever the reference",
        {
            **{role: dict(zip(FORCE_COLUMNS, "YYYHH", strict=True)) for role in BREAK_GLASS},
            **roles("information_management", "dpo", "auditor", "system_administrator", letter="N"),
            **rows("""
                token_force             . F . H .
            """),
        },
        seen="case_read",
    ),
    "review": Group(
        "see the queue of openings to review",
        "7.4; ruled: the review of openings is for professional standards alone",
        roles("professional_standards"),
    ),
    "refusal_list": Group(
        "read the register of reviewed refusals",
        "C10; who handles, decides or oversees; it names nobody",
        roles(
            "disclosure_officer",
            "decision_maker",
            "supervisor",
            "information_management",
            "dpo",
            "siro",
            "auditor",
            "token_force",
        ),
    ),
    "protection": Group(
        "see, set, review and lift what is kept apart",
        "2.10, 11.1: the protected-persons specialist; existence of a flag is told to nobody else",
        roles("protected_persons"),
    ),
    "protection_person": Group(
        "see what may be kept apart of one person of the first force, and set it apart",
        "2.10, 11.1 as above; to another force the person is absent (4.4 #9)",
        rows("""
            protected_persons       . Y Y H Y
        """),
    ),
    "protection_log": Group(
        "read the restricted log",
        "2.10: real code only in a restricted log partition; 11.2: professional standards read logs",
        roles("protected_persons", "professional_standards"),
    ),
    "conflict": Group(
        "step out of a case because one knows somebody it is about",
        "1.12: declare; whoever may open the case may step out of it, and who asked too; a person, not a system",
        rows("""
            officer                 Y H H H H
            disclosure_officer      Y Y Y H H
            decision_maker          Y Y Y H H
            second_checker          Y Y Y H H
            supervisor              . Y Y H H
            information_management  . Y Y H H
            dpo                     . Y Y H H
            siro                    . Y Y H H
            professional_standards  . Y Y H H
            protected_persons       . H H H H
            auditor                 . Y Y H H
            system_administrator    . H H H H
            token_force             . F . H .
            partner_user            Y Y H H Y H
            partner_contact_point   . Y H H Y H
            token_partner           . F H H F .
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
        "verify the requester",
        "1.2 step 3; 1.8",
        rows("""
            disclosure_officer      Y Y Y H H
            information_management  . Y Y H H
        """),
        seen="case_read",
    ),
    "return": Group(
        "send a request back for more, redirect it",
        "1.2 step 2; ruled: deciders too",
        rows("""
            disclosure_officer      Y Y Y H H
            decision_maker          Y Y Y H H
            information_management  . Y Y H H
        """),
        seen="case_read",
    ),
    "hold": Group(
        "put on hold, take off hold",
        "1.1; ruled: deciders and supervisors too",
        rows("""
            disclosure_officer      Y Y Y H H
            decision_maker          Y Y Y H H
            supervisor              . Y Y H H
            information_management  . Y Y H H
        """),
        seen="case_read",
    ),
    "close": Group(
        "close",
        "1.1; ruled: deciders too",
        rows("""
            disclosure_officer      Y Y Y H H
            decision_maker          Y Y Y H H
            information_management  . Y Y H H
        """),
        seen="case_read",
    ),
    "assess": Group(
        "search, match, gather, assess, put forward",
        "11.2 assess: preparer, IMU; the DPO advises; ruled: who decides does not assess what they decide (1.1)",
        rows("""
            disclosure_officer      Y Y Y H H
            information_management  . Y Y H H
        """),
        seen="case_read",
    ),
    "authorise": Group(
        "record what a case rests on, check its original, rely on it or no longer",
        "A2, A5; 11.2 assess: preparer, IMU; ruled: who decides does not record what they decide on",
        rows("""
            disclosure_officer      Y Y Y H H
            information_management  . Y Y H H
        """),
        seen="case_read",
    ),
    "revoke": Group(
        "say that an authorisation no longer stands",
        "A5; ruled: whoever handles, decides or supervises, so that it stops at once",
        rows("""
            disclosure_officer      Y Y Y H H
            decision_maker          Y Y Y H H
            supervisor              . Y Y H H
            information_management  . Y Y H H
        """),
        seen="case_read",
    ),
    # --- decisions (11.2 "decide", 11.3, 8 #5) --------------------------------------------------------
    "decide": Group(
        "approve, approve in part, answer not held, send back",
        "11.2 decide std; 11.3: routine within an agreement, a trained discloser, ruled: also the handler,"
        " who then does not release; the SIRO only what is escalated; the DPO never (11.1)",
        rows("""
            disclosure_officer      Y Y Y H H
            decision_maker          Y Y Y H H
            supervisor              . Y Y H H
            information_management  . Y Y H H
        """),
        seen="case_read",
    ),
    "answer": Group(
        "refuse, refer, defer",
        "11.2 decide std; 11.3: no routine answers: not by the handler;"
        " the SIRO only what is escalated; the DPO never (11.1)",
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
    "consult": Group(
        "ask somebody about a case",
        "1.2 step 6: the handler asks, and so does who decides; a person, not a system",
        rows("""
            disclosure_officer      Y F F H H
            decision_maker          Y Y Y H H
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
            siro                    . Y Y H H
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
        "1.2 step 10; who prepared, who decided, who may check, in the unit; ruled: a supervisor is no checker",
        rows("""
            disclosure_officer      Y Y F H H
            decision_maker          Y F F H H
            second_checker          Y Y F H H
            information_management  . Y Y H H
        """),
        seen="case_read",
    ),
    "check": Group(
        "pass the second check, or send the package back",
        "1.2 step 10: a different person; 11.1 QA reviewer must not be preparer; in the unit; ruled: a supervisor"
        " is no checker",
        rows("""
            disclosure_officer      F Y F H H
            second_checker          Y Y F H H
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
    # A conflict is with a case: it hides the case and what is gathered in it. In the registers a relative is not
    # hidden: a search that silently misses somebody ends in a false "not held". There 7.4 detects, by alerts.
    # --- what is held (5.4, A3) -------------------------------------------------------------------------
    "item_in_case": Group(
        "read an item gathered in a case that awaits its decision",
        "A3, B13: on the ground one has to open the case; who decides sees it while they may; ruled: the DPO too;"
        " checkers see the final file (11.1), auditors redacted content, PSD no investigation detail, the SIRO"
        " what is escalated, who asked for a partner nothing of what is held",
        rows("""
            officer                 f H H H H
            disclosure_officer      Y R R H H
            decision_maker          Y Y Y H H
            second_checker          f f f H H
            supervisor              . Y Y H H
            information_management  . Y Y H H
            dpo                     . Y Y H H
        """),
        seen="case_read",
    ),
    "item_read": Group(
        "read an item by itself, with a declared reason",
        "5.4: named task, purpose, relevance; those who search and decide, and who advises them; ruled: the DPO, and"
        " supervisors only in a case they may decide",
        rows("""
            disclosure_officer      Y R R H R
            decision_maker          R R R H R
            information_management  . R R H R
            dpo                     . R R H R
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
            disclosure_officer      Y Y Y H Y
            information_management  . Y Y H Y
            token_force             . Y . H .
        """),
        seen="item_read",
    ),
    "item_dispute": Group(
        "say that an item is wrong",
        "A6, R05: anybody of the force can raise it; ruled: also of an item one may not see, which tells nothing",
        {
            **{
                role: dict(zip(FORCE_COLUMNS, "YYYHY", strict=True))
                for role in EVERYBODY
                if role not in (*PARTNERS, "system_administrator")
            },
        },
        seen="item_read",
    ),
    "people_search": Group(
        "search the people held",
        "1.2 step 5, 11.2 assess; 11.1: a partner never searches the police index; 7.4; ruled: the protected-persons"
        " unit too",
        roles(
            "disclosure_officer",
            "decision_maker",
            "information_management",
            "protected_persons",
            "token_force",
        ),
    ),
    "people_add": Group(
        "enter a person",
        "1.2 step 5; 8.2",
        roles("disclosure_officer", "information_management", "token_force"),
    ),
    "people_change": Group(
        "see a person as entered, add a number of a person",
        "1.2 step 5; 8.2",
        rows("""
            disclosure_officer      Y Y Y H Y
            information_management  . Y Y H Y
            token_force             . Y . H .
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
    "request_sent": Group(
        "see that a request arrived",
        "11.1: requests of one's own agency; 11.2 open case: a partner administrator none; 1.12; who"
        " recorded it for a partner",
        rows("""
            officer                 Y H H H H
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
        "C1: agencies and other forces; C3; ruled: who may receive one sees a list that may be empty, others none",
        roles(
            "officer",
            "disclosure_officer",
            "decision_maker",
            "supervisor",
            "information_management",
            "partner_user",
            "partner_contact_point",
            "token_force",
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
