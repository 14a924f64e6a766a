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

The rows are in table_registers.py and table_cases.py, by subject; their columns are in letters.py.
"""

from . import table_cases, table_registers
from .letters import PARTNERS, Group

GROUPS: dict[str, Group] = {**table_registers.GROUPS, **table_cases.GROUPS}
# Pages of one side of a request: the other side may be told no, or that there is nothing.
OF_REQUESTERS = ("request_read", "request_sent", "request_change", "draft")


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
    return {"Y": "F", "R": "f", "F": "f"}.get(sees(group, row, relation), "H")
