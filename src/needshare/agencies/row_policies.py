"""Row-level security on PostgreSQL: which rows of which table the running work may meet (ADR 0029).

A row passes if its owner is in the context of the transaction (`kernel.sight`); the access pack judges
everything finer. FORCE makes the same hold for the role that owns the tables. `migrate` writes the
policies; a check at every start looks whether each table has its own and nothing beside it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.apps import apps
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import OperationalError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

POLICY: Final = "needshare_rows"
DEALINGS: Final = "needshare_dealings"

# Each is worked out once in a statement, not for each row.
CONTEXT: Final = "(SELECT coalesce(current_setting('needshare.context', true), ''))"
OWNERS: Final = "(SELECT nullif(current_setting('needshare.owners', true), '')::uuid[])"
KEY: Final = "(SELECT coalesce(current_setting('needshare.key', true), ''))"

WHOLE: Final = f"{CONTEXT} = 'installation'"
ANYBODY: Final = f"{CONTEXT} <> ''"


def owned(column: str) -> str:
    """Say that a row is of an organisation in the context."""
    return f'"{column}" = ANY ({OWNERS}::uuid[])'


def of_agency(column: str) -> str:
    """Say that a force looks and the row is a partner agency's: forces keep the partners' people."""
    agencies = "SELECT id FROM agencies_organisation WHERE kind <> 'force'"
    return f"{CONTEXT} = 'force' AND \"{column}\" IN ({agencies})"


def of_force(column: str) -> str:
    """Say that a partner looks and the row is a force's: every partner knows how to reach every force."""
    forces = "SELECT id FROM agencies_organisation WHERE kind = 'force'"
    return f"{CONTEXT} = 'partner' AND \"{column}\" IN ({forces})"


def keyed(kind: str, column: str) -> str:
    """Say that the row is the one that the context's key names."""
    return f"'{kind}:' || \"{column}\" = {KEY}"


# What an agency owns and the forces keep or use: its people, what they declare, their keys, domains and units.
KEPT_BY_FORCES: Final = (
    "accounts_account",
    "accounts_apitoken",
    "accounts_changetotell",
    "accounts_invitation",
    "accounts_roleproposal",
    "agencies_particularsproposal",
    "agencies_unit",
    "agencies_verifieddomain",
    "crypto_datakey",
    "notices_notice",
    "pathway_interestdeclaration",
    "provisioning_directorygroup",
    "provisioning_directoryperson",
    "provisioning_directorytoken",
    "provisioning_groupmember",
    "provisioning_grouprole",
)
ALSO: Final[Mapping[str, tuple[str, ...]]] = {
    "accounts_account": (keyed("account", "id"), keyed("username", "username")),
    "accounts_apitoken": (keyed("token", "hash"),),
    "accounts_invitation": (keyed("invitation", "hash"),),
    "agencies_unit": (of_force("owner_id"),),
    "agencies_verifieddomain": (of_force("owner_id"),),
    "consultations_consultation": (keyed("question", "link_digest"),),
    "disclosure_delivery": (keyed("link", "link_digest"), keyed("recipient", "account_id")),
    "provisioning_directorytoken": (keyed("directory", "hash"),),
    "pathway_sharingcase": (owned("requesting_organisation_id"),),
}
# The register: organisations are known to whoever is anybody. The log names no owner in the open: its
# entries say nothing without keys, and its auditors are narrowed by keyed look-ups.
KNOWN_TO_ANYBODY: Final = (
    "agencies_organisation",
    "audit_entry",
    "audit_key",
    "audit_lookup",
    "audit_payload",
)
# The forces somebody of a partner agency deals with, and the agency itself: those it asked, those it has an
# agreement with, those that sent this person something or were asked by them for access. It is asked once in a
# transaction, past the policies; each question that a row may answer alone stops at the first (LIMIT 1).
DEALINGS_ARE: Final = """
CREATE OR REPLACE FUNCTION needshare_dealings(agency uuid, person uuid) RETURNS uuid[] LANGUAGE plpgsql AS $dealings$
DECLARE
    before text := current_setting('needshare.context', true);
    found uuid[];
BEGIN
    PERFORM set_config('needshare.context', 'installation', true);
    SELECT array_agg(force.id) INTO found FROM agencies_organisation AS force
    WHERE force.id = agency OR force.kind = 'force' AND (
        (SELECT true FROM pathway_sharingcase AS asked
         WHERE asked.requesting_organisation_id = agency AND asked.owner_id = force.id LIMIT 1)
        OR force.id IN (SELECT owner_id FROM agreements_agreementparty WHERE organisation_id = agency)
        OR force.id IN (SELECT owner_id FROM disclosure_delivery WHERE account_id = person)
        OR force.id IN (SELECT owner_id FROM pathway_accessrequest WHERE asked_by_id = person)
    );
    PERFORM set_config('needshare.context', before, true);
    RETURN found;
END $dealings$
"""
# Read and written through a view and a trigger of the tables' owner alone; no policy shows a row (ADR 0038).
CLOSED: Final = ("search_tokenrow",)
# Without an owner of their own, they are their person's.
OF_A_PERSON: Final = {"account_emailaddress": "user_id", "mfa_authenticator": "user_id"}


@dataclass(frozen=True, slots=True)
class Fault:
    """A table whose rows are not guarded, and why."""

    table: str
    words: str


def policies() -> dict[str, str]:
    """Map every table whose rows are guarded to the condition that a row must meet."""
    found = {table: _condition(table, column) for table, column in sorted(owner_columns().items())}
    found |= dict.fromkeys(KNOWN_TO_ANYBODY, ANYBODY)
    for table, column in OF_A_PERSON.items():
        person = f'SELECT 1 FROM accounts_account AS person WHERE person.id = "{table}"."{column}"'  # noqa: S608 - our own names
        found[table] = f"EXISTS ({person})"
    return found


def owner_columns() -> dict[str, str]:
    """Map every table with an owner to the owner's column."""
    return {
        model._meta.db_table: str(field.column)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if field.name == "owner"
    }


def _condition(table: str, column: str) -> str:
    ways = [WHOLE, owned(column), *ALSO.get(table, ())]
    if table in KEPT_BY_FORCES:
        ways.append(of_agency(column))
    return " OR ".join(f"({way})" for way in ways)


def lift_policies(connection: BaseDatabaseWrapper) -> None:
    """Let the owner of the tables change rows of every organisation while migrations run."""
    if connection.vendor != "postgresql":
        return
    _run(connection, lambda table, _condition: [f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY'])


def install_policies(connection: BaseDatabaseWrapper) -> None:
    """Guard the rows of every table there is; a second time changes nothing."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(DEALINGS_ARE)
    _run(connection, _installed)


def _installed(table: str, condition: str) -> Iterator[str]:
    yield f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY'
    yield f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY'
    yield f'DROP POLICY IF EXISTS "{POLICY}" ON "{table}"'
    yield f'CREATE POLICY "{POLICY}" ON "{table}" USING ({condition})'


def _run(connection: BaseDatabaseWrapper, written: Any) -> None:
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for table, condition in policies().items():
            if table in tables:
                for statement in written(table, condition):
                    cursor.execute(statement)


STANDING: Final = r"""
SELECT relname, relrowsecurity, relrowsecurity AND relforcerowsecurity,
       coalesce(array_agg(polname ORDER BY polname) FILTER (WHERE polname IS NOT NULL), '{}'),
       coalesce(bool_and(pg_get_expr(polqual, polrelid) ~ 'needshare\.|accounts_account'), false)
FROM pg_class LEFT JOIN pg_policy ON polrelid = pg_class.oid
WHERE relkind IN ('r', 'p') AND pg_table_is_visible(pg_class.oid) GROUP BY 1, 2, 3
"""
STANDS: Final = "SELECT to_regprocedure(%s) IS NOT NULL"
OWNED_TABLES: Final = """
SELECT table_name FROM information_schema.columns
WHERE column_name IN ('owner', 'owner_id') AND table_schema = current_schema()
"""


def faults(connection: BaseDatabaseWrapper) -> list[Fault]:
    """List the tables whose rows are not guarded, or by more than their one policy."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(STANDING)
        standing = {table: rest for table, *rest in cursor.fetchall()}
        cursor.execute(OWNED_TABLES)
        wanted = {*policies(), *(table for (table,) in cursor.fetchall())}
        cursor.execute(STANDS, [f"{DEALINGS}(uuid, uuid)"])
        does_stand = cursor.fetchone() == (True,)
    found = [] if does_stand else [Fault(DEALINGS, "the function is missing")]
    for table in sorted(wanted & standing.keys()):
        _is_on, is_forced, names, does_ask = standing[table]
        if not is_forced:
            found.append(Fault(table, "row-level security is not forced"))
        elif names != [POLICY] or not does_ask:
            found.append(Fault(table, "its policies are not the one there must be"))
    for table in CLOSED:
        is_on, _is_forced, names, _does_ask = standing.get(table, (True, True, [], True))
        if not is_on or names:
            found.append(Fault(table, "it is not closed"))
    return found


@register(Tags.database)
def rows_are_hidden(*, databases: Iterable[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Refuse a database that would show an organisation's rows to another's people."""
    return [each for alias in databases or () for each in _unhidden(alias)]


def _unhidden(alias: str) -> Iterator[CheckMessage]:
    connection = connections[alias]
    try:
        found = faults(connection)
    except OperationalError:
        return  # said by the check of the triggers
    if found:
        words = "; ".join(f"{each.table}: {each.words}" for each in found)
        yield Error(f"Run `needshare migrate`: {words}.", id="needshare.E011")
