"""What a table is written with: the roles, the columns of relations, and the rows of one letter each."""

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
    "siro",
    "professional_standards",
    "protected_persons",
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
