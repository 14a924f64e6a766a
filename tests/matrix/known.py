"""The disagreements that are known and not settled yet: to be emptied.

`known.txt` lists them one by one; nothing is added to it but by hand. REASONS says of each which of the
table and the product is believed to be wrong, and why. The test holds the list to be exact.
"""

import re
from collections.abc import Iterable
from pathlib import Path

LIST = Path(__file__).with_name("known.txt")

# A pattern of lines, and the reason; the first that fits counts.
REASONS: tuple[tuple[str, str], ...] = (
    (
        r"\S+ \S+ \S+/conflict/\S+ [HF]>",
        "not built yet: a conflict of interest looks like not found (1.12; security 4.4 #34)",
    ),
    (
        r"silent link ",
        "unsettled: a one-time link that never was is refused without an entry: nobody's record is asked"
        " about, and strangers could fill the log (C3); issue 3, Musts, wants an event of every denied call",
    ),
    (
        r"verdict organisation_keep (information_management|system_administrator)/\S+ Y>H",
        "table: the domain that the example withdraws is not the agency's, so it is absent to its keepers"
        " too; to be asked with one that is",
    ),
    (
        r"leak protection_person ",
        "not judged yet: the unit's page of a person names what is held by its title, to choose what to keep"
        " apart (2.10; 11.1: B02 alone)",
    ),
    (
        r"\S+ \S+ second_checker/same_force/\S+ H>",
        "not built yet: a checker sees the cases of the own unit only (5.4; threat model TB10)",
    ),
    (
        r"verdict case_read (officer|professional_standards)/|verdict item_in_case officer/",
        "not built yet: opening by a declared reason with a case or task reference (A3; 11.2 PSD 'only case')",
    ),
    (
        r"verdict (case_declare|emergency|emergency_case) (information_management|dpo|auditor)/",
        "unsettled: the product takes their role as ground enough and refuses them a reason, and with it an"
        " emergency opening; A3 asks assignment or reason of everybody, issue 3 adds 'a role over it'",
    ),
    (
        r"verdict (case_declare|conflict) (officer|professional_standards)/",
        "product: officers of the team and professional standards cannot declare a reason (A3; 11.2 PSD"
        " 'only case'); to them the case is absent",
    ),
    (
        r"verdict (case_declare|conflict) (partner|api_token)",
        "product: the pages on which a member of the force declares a reason or an interest answer the"
        " requester too",
    ),
    (
        r"verdict emergency_case ",
        "product: where the role has no emergency openings it is told so for a case it may not know of,"
        " and so for any reference; settle in the table if the bytes are the same for an absent one",
    ),
    (
        r"verdict review information_management/",
        "unsettled: 7.4 sends alerts to IMU and PSD; the product's queue is PSD's alone",
    ),
    (
        r"verdict item_in_case ",
        "unsettled: a reason for the case does not open its items to these roles (own checker before the"
        " check, handlers of the team); B13 asks one reason on opening, of the item too",
    ),
    (
        r"unexplained case_read ",
        "not built yet: who takes a step here by role but has no assignment declares a reason (A3, B13)",
    ),
    (
        r"unexplained item_in_case ",
        "product: the page of an item in a case opens for whoever may see the case, without a reason"
        " where the page of the case itself asks for one (A3, B13; a check missing on the sibling route)",
    ),
    (
        r"(verdict|leak) item_read second_checker/|verdict item_change second_checker/",
        "product: a checker reads any item held, outside any package (5.4: item relevance; 11.1: checks"
        " the final file)",
    ),
    (
        r"verdict item_\S+ (dpo|siro|supervisor|professional_standards)/",
        "unsettled: 11.2 lets them open the case, the product shows them the case without its items",
    ),
    (
        r"verdict item_dispute ",
        "unsettled: the product lets whoever knows an item's id in the force dispute it (A6: 'anyone can"
        " raise'); the table wants those who can see it. Believed: the product is right if the answer"
        " tells nothing of the item",
    ),
    (
        r"\S+ assess api_token/|\S+ \S+ api_token/same_team/force ",
        "product: a system holding a handler's role works cases by itself: claims, verifies, checks, sends"
        " back, closes (0.2 #4, 1.1: accountable humans; only deciding and releasing ask for a person)",
    ),
    (
        r"\S+ assess decision_maker/|move assessment\.put_forward@assessed decision_maker/",
        "table follows 11.2 'assess: decision-maker X'; the product lets handlers only, which separates"
        " duties better (1.1). Believed: settle for the product, by a note in the table",
    ),
    (
        r"\S+ (decide|neither) disclosure_officer/own/|move decision\.\S+ disclosure_officer/own/",
        "product: the handler decides the case that the handler also releases (security 8 #5 SHALL:"
        " requester, decider and releaser are different persons; 11.2 decide '-')",
    ),
    (
        r"\S+ (neither|decision\.neither@\S+) ",
        "product: by 11.3 an inspector or information management neither confirms nor denies: the duty"
        " inspector's role is refused it and the decision-maker's is not; pages offer it to handlers and SIRO",
    ),
    (
        r"\S+ (decide|reopen|decision\.\S+) (siro|disclosure_officer/same_)",
        "product: the SIRO decides only what is escalated to them (11.2); a handler who has no part in the"
        " case sets its decision aside",
    ),
    (
        r"verdict case_read (decision_maker|second_checker)/own/",
        "unsettled: 'own' of a decider before the decision, of a checker before the check: the product knows"
        " no assignment of either beforehand and asks for a reason",
    ),
    (
        r"verdict (people_admin|person_admin) (information_management|professional_standards)/",
        "unsettled: they see the force's people and their roles; 11.1 names the administrator alone",
    ),
    (
        r"verdict person_admin (system|partner)_administrator/",
        "unsettled: the pages of vetting and clearance refuse the administrator; 11.2 gives them to a vetting"
        " unit that no role stands for",
    ),
    (
        r"move decision\.reopen@closed ",
        "not built yet: a closed case is reopened (1.1: correction, breach, challenge, retention review)",
    ),
    (
        r"move pathway\.hold@(approved|prepared|second_checked) ",
        "product: a case approved and not yet released cannot be held (1.1: any open state)",
    ),
    (
        r"\S+ (hold|triage|pathway\.\S+|intake\.(redirect|return_for_more)@\S+) (decision_maker|supervisor)/",
        "unsettled: the product lets decision-makers and supervisors hold, close, send back for more and"
        " redirect; 1.2 steps 1-3 name the disclosure officer",
    ),
    (
        r"verdict hand_over ",
        "not built yet: a supervisor hands over the cases of the own unit only",
    ),
    (
        r"\S+ (check|disclosure\.(check|send_back)@prepared) supervisor/",
        "unsettled: MOVES names the supervisor among the checkers, the access rule refuses; 1.2 step 10 says"
        " 'a different person'",
    ),
    (
        r"(verdict|leak) (check|inspect) ",
        "product: the page of the second check opens for the preparer, the decider and handlers of other"
        " units, with the bytes of the package (1.2 step 10; need to know, A3)",
    ),
    (
        r"\S+ (prepare|release|reopen|disclosure\.(prepare|release)@\S+) disclosure_officer/same_",
        "product: a handler with no part in the case prepares and releases it (11.2 release: O, own)",
    ),
    (
        r"\S+ (request_change|intake\.(resubmit|withdraw)@\S+) ",
        "product: a colleague who is no contact point withdraws or sends again another's request, and any"
        " handler of the force sends a partner's request again (11.2 O)",
    ),
    (
        r"verdict request_read ",
        "product: the page 'sent' opens for everybody of the force who may list the case",
    ),
    (
        r"verdict agreement_edit (dpo|siro)/",
        "unsettled: the DPO and the SIRO suspend and withdraw agreements; 11.2 'ISA edit' is IMU's alone,"
        " 11.1: the DPO takes no business decision. Suspending is the safe direction; withdrawing is not",
    ),
    (
        r"verdict audit_(read|check) ",
        "product: 11.2 logs: information management its own scope, partners their own, the system"
        " administrator the system's; today auditor, DPO and professional standards alone",
    ),
    (
        r"verdict (case_index|request_list|package_list) ",
        "unsettled: a list that can only be empty for the role answers with an empty list, where the table"
        " refuses (11.2 view index '-')",
    ),
    (
        r"verdict request_new ",
        "product: 11.2 'request' is X for the decision-maker and '-' for DPO, PSD, auditor, administrators:"
        " the first is refused; the page of drafts opens for the others, empty",
    ),
    (
        r"verdict (people_add|people_change) officer/",
        "unsettled: the product lets officers enter people (they record requests); 1.2 step 5 names the"
        " disclosure officer",
    ),
    (
        r"verdict people_change (disclosure_officer|information_management)/other_force",
        "product: /people/{id}/recorded answers 200 for a person of another force, and so for any id",
    ),
    (
        r"verdict people_search protected_persons/",
        "unsettled: 11.1 gives the protected-persons specialist B02 alone; whether the unit searches the"
        " people held is for domain.md to say",
    ),
    (
        r"verdict package_open partner_user/expired_isa",
        "product: the conditions of a package are accepted and its opening page shown although the agreement"
        " relied on has ended (security 8 #6: at each download); the opening itself is refused",
    ),
    (
        r"verdict search ",
        "unsettled: the search box opens for partners and administrators, narrowed; 11.1: a partner never"
        " searches the police index. No text of another was shown in any answer",
    ),
    (
        r"verdict signed_up ",
        "unsettled: partners ask whether an organisation is signed up; B10 is for whoever receives a request",
    ),
)


def listed() -> set[str]:
    """Return the disagreements that are known."""
    return {line for line in LIST.read_text("utf-8").splitlines() if line.strip()}


def of_roles(keys: Iterable[str], roles: Iterable[str]) -> set[str]:
    """Return those of some roles."""
    wanted = set(roles)
    return {key for key in keys if key.split()[2].split("/")[0] in wanted}


def reason_of(key: str) -> str:
    """Say why a disagreement is known; empty where nobody has said so."""
    return next((reason for pattern, reason in REASONS if re.match(pattern, key)), "")


def forget(settled: Iterable[str]) -> None:
    """Take lines out that are settled; none can be added this way."""
    left = sorted(listed() - set(settled))
    LIST.write_text("".join(f"{line}\n" for line in left), "utf-8")
