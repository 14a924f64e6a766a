"""PostgreSQL as Django knows it; every transaction begins by telling row-level security who looks.

The sight of the running work (`kernel.sight`) goes with BEGIN in one message. What is read outside an
act is read in a read-only transaction that lasts until the act begins or the doorway is done; what
little is written outside one (sessions, counted calls, jobs) gets a transaction of its own.
"""

from typing import Any, Final
from uuid import UUID

from django.db import InterfaceError, OperationalError
from django.db.backends.postgresql import base
from psycopg import sql

from needshare.agencies.row_policies import DEALINGS
from needshare.kernel.sight import NOTHING, KeyKind, Scope, Sight, running

READS: Final = ("SELECT", "WITH", "(SELECT")
MARKS: Final = ("SAVEPOINT", "RELEASE", "ROLLBACK")  # a transaction that failed takes nothing but these

# Who a key belongs to, worked out by the database in the message that begins the transaction.
OWNER_OF: Final = {
    KeyKind.ACCOUNT: "SELECT owner_id FROM accounts_account WHERE id = {}::uuid",
    KeyKind.USERNAME: "SELECT owner_id FROM accounts_account WHERE username = {}",
    KeyKind.TOKEN: "SELECT owner_id FROM accounts_apitoken WHERE hash = {}",
    KeyKind.DIRECTORY: "SELECT owner_id FROM provisioning_directorytoken WHERE hash = {}",
    KeyKind.INVITATION: "SELECT owner_id FROM accounts_invitation WHERE hash = {}",
    KeyKind.LINK: "SELECT owner_id FROM disclosure_delivery WHERE link_digest = {}",
    KeyKind.QUESTION: "SELECT owner_id FROM consultations_consultation WHERE link_digest = {}",
    KeyKind.RECIPIENT: "SELECT DISTINCT owner_id FROM disclosure_delivery WHERE account_id = {}::uuid",
}


def context(sight: Sight, *, is_first: bool) -> str:
    """Write the statements that set a transaction's context, which ends with it.

    In a transaction that was told nothing before, what is empty is so already.
    """
    said = {"context": f"'{sight.scope}'", "owners": "''", "key": "''"}
    owners = ""
    if sight.kind is not None:
        said["key"] = _quoted(f"{sight.kind}:{sight.key}")
        owners = f"ARRAY({OWNER_OF[sight.kind].format(_quoted(sight.key))})"
    elif sight.scope is Scope.PARTNER:
        owners = f"{DEALINGS}({_id(sight.owner)}, {_id(sight.person)}) || {_ids(*sight.also)}::uuid[]"
    elif sight.owner is not None:
        said["owners"] = _ids(sight.owner, *sight.also)
    statements = [
        f"SET LOCAL needshare.{name} = {value}"
        for name, value in said.items()
        if not (is_first and value == "''")
    ]
    if owners:
        statements.append(f"SELECT set_config('needshare.owners', ({owners})::text, true)")
    return ";".join(statements)


def _id(value: UUID | None) -> str:
    return "NULL" if value is None else f"'{value}'"


def _ids(*values: UUID) -> str:
    return f"'{{{','.join(str(each) for each in values)}}}'"


def _quoted(text: str) -> str:
    """Quote a text as a literal of SQL; what PostgreSQL cannot hold matches nothing."""
    return str(sql.quote(text.replace("\x00", "\ufffd")))


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection. The driver never opens a transaction by itself: `_begin` does, with the context."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._is_open = False  # a transaction runs on the server
        self._is_viewing = False  # and it is one for reading, outside every act
        self._told: Sight | None = NOTHING  # what the transaction was told; None: not certain
        self.execute_wrappers.append(self._in_context)

    def _in_context(self, execute: Any, statement: Any, parameters: Any, many: bool, rest: Any) -> Any:
        """Run one statement where the running work's sight holds."""
        look = running()
        sight = look.sight
        if not self.autocommit:
            if not (self._is_open and str(statement).startswith(MARKS)):
                self._tell(sight)
            return execute(statement, parameters, many, rest)
        if sight == NOTHING:
            self.end_viewing()
            return execute(statement, parameters, many, rest)
        if look.has_end and isinstance(statement, str) and statement.lstrip()[:7].upper().startswith(READS):
            return self._viewed(sight, execute, statement, parameters, many, rest)
        return self._alone(sight, execute, statement, parameters, many, rest)

    def _viewed(self, sight: Sight, execute: Any, *call: Any) -> Any:
        if not self._is_viewing:
            self._begin(sight, "BEGIN READ ONLY")
            self._is_viewing = True
            running().endings.append(self.end_viewing)
        self._tell(sight)
        try:
            return execute(*call)
        except Exception:
            self.end_viewing()  # it is broken: the next statement begins anew
            raise

    def _alone(self, sight: Sight, execute: Any, *call: Any) -> Any:
        self.end_viewing()
        self._begin(sight, "BEGIN")
        try:
            done = execute(*call)
        except BaseException:
            self._end("rollback")
            raise
        self._end("commit")
        return done

    def _tell(self, sight: Sight) -> None:
        if not self._is_open:
            self._begin(sight, "BEGIN")
        elif self._told != sight:
            self._run(context(sight, is_first=False))
            self._told = sight

    def _begin(self, sight: Sight, begin: str) -> None:
        self._run(begin if sight == NOTHING else f"{begin};{context(sight, is_first=True)}")
        self._is_open, self._told = True, sight

    def _run(self, statements: str) -> None:
        self.ensure_connection()
        with self.wrap_database_errors:
            try:
                self.connection.execute(statements)
            except Exception:
                if not self._is_open:
                    self.connection.rollback()
                raise

    def _end(self, how: str) -> None:
        self._is_open = self._is_viewing = False
        with self.wrap_database_errors:
            getattr(self.connection, how)()

    def end_viewing(self) -> None:
        """End the transaction for reading, if there is one; a connection that was cut has lost nothing."""
        if not self._is_viewing:
            return
        try:
            self._end("commit")
        except (OperationalError, InterfaceError):
            self.close()

    def _set_autocommit(self, autocommit: bool) -> None:
        """Leave the driver as it is: it stays in autocommit, and `_begin` opens transactions."""
        self.end_viewing()
        if autocommit and self._is_open:
            self._end("commit")
        if not self.connection.autocommit:
            with self.wrap_database_errors:
                self.connection.autocommit = True

    def _commit(self) -> Any:
        self._is_open = False
        return super()._commit()  # type: ignore[misc]  # Django has it, its stubs do not

    def _rollback(self) -> Any:
        self._is_open = False
        return super()._rollback()  # type: ignore[misc]  # Django has it, its stubs do not

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)  # type: ignore[misc]  # Django has it, its stubs do not
        self._told = None  # what was set after the savepoint is undone

    def close(self) -> None:
        """Close the connection; a transaction for reading ends with it."""
        self._is_open = self._is_viewing = False
        super().close()

    def connect(self) -> None:
        """Connect; nothing is open yet."""
        self._is_open = self._is_viewing = False
        super().connect()
