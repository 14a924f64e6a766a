"""A SELECT that is worked out once and then only run, for the long statements of busy pages.

Django writes the SQL of a query set anew each time, which takes far longer than the database takes to
answer it when ten tables are joined. Here the SQL, the way its columns are read and the way its rows
become objects are kept; only the values that differ from call to call are put in. ADR 0014.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from secrets import randbits
from typing import Any, Final, TypeAlias, cast
from uuid import UUID, uuid4

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Q, QuerySet
from django.db.models.base import ModelState

Value: TypeAlias = UUID | str | datetime
Values: TypeAlias = Mapping[str, Value]
Shape: TypeAlias = tuple[Any, ...]

# A condition, or several in tuples that a list is merged from.
Narrowed: TypeAlias = Q | tuple[Any, ...]

EVERYTHING: Final = Q()
MOST_FORMS: Final = 64
ROOM: Final = (1, 10, 25, 50, 200)  # how many ids a kept statement has room for
ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
ID_LENGTH: Final = 36


class Prepared:
    """A query set whose statement is kept. `build` makes it from a condition and from named values.

    `build` must not look into the values: they are stand-ins. The ids in the condition (such as the viewer's)
    and the instants may differ from call to call; whatever else it says is part of the statement.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]]) -> None:
        self._build = build
        self._forms: dict[Shape, Statement | None] = {}

    def rows(self, narrowed: Narrowed = EVERYTHING, /, **given: Value) -> list[Any]:
        """Return what the query set holds: objects with what they are joined with, or tuples."""
        ids: list[Value] = []
        kinds = tuple((name, type(value)) for name, value in given.items())
        shape = None if narrowed is EVERYTHING else shape_of(narrowed, ids)
        form = (connection.vendor, shape, kinds)
        if form not in self._forms:
            self._keep(form, self._prepared(narrowed, given))
        statement = self._forms[form]
        within = {f"id {place}": value for place, value in enumerate(ids)}
        return [] if statement is None else statement.run({**within, **given})

    def _keep(self, form: Shape, statement: "Statement | None") -> None:
        if len(self._forms) >= MOST_FORMS:
            self._forms.clear()
        self._forms[form] = statement

    def _prepared(self, narrowed: Narrowed, given: Values) -> "Statement | None":
        """Compile the query set with stand-ins; None where its condition can never be met."""
        within: dict[str, Value] = {}
        stand_ins = {name: stand_in(value) for name, value in given.items()}
        found = self._build(with_stand_ins(narrowed, within), **stand_ins)
        try:
            return Statement.of(found, {**within, **stand_ins})
        except EmptyResultSet:
            return None


def among(name: str, ids: Sequence[UUID]) -> Q:
    """Return the condition that a column is one of some ids, in one of few shapes: the last is said again.

    >>> [len(among("pk", [UUID(int=7)] * many).children[0][1]) for many in (1, 2, 26, 201)]
    [1, 10, 50, 400]
    """
    most = ROOM[-1]
    room = next((room for room in ROOM if room >= len(ids)), -(-len(ids) // most) * most)
    return Q((f"{name}__in", [*ids, *[ids[-1]] * (room - len(ids))]))


def as_id(value: Any) -> UUID | None:
    """Return an id, which policy writes as text; None for anything else.

    >>> as_id("draft"), as_id("01a200a8-092c-721b-b941-2b2587fcd56c")
    (None, UUID('01a200a8-092c-721b-b941-2b2587fcd56c'))
    """
    if isinstance(value, str) and ID.fullmatch(value):
        return UUID(value)
    return value if isinstance(value, UUID) else None


def stand_in(value: Value) -> Value:
    """Return something unlike any real value, of the same kind."""
    if isinstance(value, datetime):
        return datetime(1, 1, 2, tzinfo=UTC) + timedelta(microseconds=randbits(50) | 1)
    return uuid4() if isinstance(value, UUID) else uuid4().hex


def shape_of(condition: Any, ids: list[Value]) -> Any:
    """Describe a condition without its ids and instants, which are put on the list in their order."""
    if type(condition) is str and len(condition) != ID_LENGTH:  # most of what a condition says
        return condition
    if type(condition) is tuple:
        return tuple([shape_of(each, ids) for each in condition])
    found = condition if isinstance(condition, datetime) else as_id(condition)
    if found is not None:
        ids.append(found)
        return type(found)
    if isinstance(condition, Q):
        parts = tuple(shape_of(each, ids) for each in condition.children)
        return (condition.connector, condition.negated, parts)
    if isinstance(condition, list | tuple | set | frozenset):
        return tuple(shape_of(each, ids) for each in condition)
    return condition


def with_stand_ins(condition: Any, used: dict[str, Value]) -> Any:
    """Return a condition with a stand-in for each id and instant, named in their order."""
    found = condition if isinstance(condition, datetime) else as_id(condition)
    if found is not None:
        return used.setdefault(f"id {len(used)}", stand_in(found))
    if isinstance(condition, Q):
        parts = [with_stand_ins(each, used) for each in condition.children]
        return Q.create(parts, connector=condition.connector, negated=condition.negated)
    if isinstance(condition, list | tuple | set | frozenset):
        parts = [with_stand_ins(each, used) for each in condition]
        return type(condition)(*parts) if hasattr(condition, "_fields") else tuple(parts)
    return condition


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a statement's parameters: which value goes there, and whether as hexadecimal digits."""

    name: str
    is_hex: bool

    def filled(self, values: Values) -> Value:
        """Return the value as the database takes it."""
        value = values[self.name]
        if isinstance(value, datetime):
            return cast("Value", connection.ops.adapt_datetimefield_value(value))
        return value.hex if self.is_hex and isinstance(value, UUID) else value


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL with slots, how to read each column, and how to make objects of a row (None: tuples)."""

    sql: str
    parameters: tuple[Any, ...]
    simple: tuple[tuple[int, Callable[[Any], Any]], ...]
    converters: tuple[tuple[int, Callable[..., Any], Any], ...]
    maker: "Maker | None"

    @classmethod
    def of(cls, found: Any, stand_ins: Values) -> "Statement":
        """Compile a query set and find the slots.

        Raises:
            ValueError: a stand-in is not a parameter by itself, so the value could not be put in.
        """
        compiler = found.query.get_compiler(using=DEFAULT_DB_ALIAS)
        sql, parameters = compiler.as_sql()
        columns = [column for column, _sql, _alias in compiler.select or ()]
        is_of_objects = found._fields is None
        converters = compiler.get_converters(columns)
        quick = quick_ways()
        simple = {
            place: quick[functions[0]]
            for place, (functions, _expression) in converters.items()
            if len(functions) == 1 and functions[0] in quick
        }
        return cls(
            sql=sql,
            parameters=tuple(with_slots(parameters, stand_ins)),
            simple=tuple((place, read) for place, read in simple.items() if read),
            converters=tuple(
                (place, convert, expression)
                for place, (functions, expression) in converters.items()
                if place not in simple
                for convert in functions
            ),
            maker=Maker.of(compiler) if is_of_objects else None,
        )

    def run(self, values: Values) -> list[Any]:
        """Run it with these values."""
        with connection.cursor() as cursor:
            parameters = [each.filled(values) if isinstance(each, Slot) else each for each in self.parameters]
            cursor.execute(self.sql, parameters)
            rows = [list(row) for row in cursor.fetchall()]
        for row in rows:
            for place, read in self.simple:
                if row[place] is not None:
                    row[place] = read(row[place])
            for place, convert, expression in self.converters:
                row[place] = convert(row[place], expression, connection)
        return [self.maker.made(row) for row in rows] if self.maker else [tuple(row) for row in rows]


@dataclass(frozen=True, slots=True)
class Maker:
    """How an object, and those it is joined with, are made of one row.

    What is read is put where Django's `from_db` puts it, without asking each field in turn. A column that
    is not read is fetched when it is asked for, as Django does it.
    """

    model: Any
    start: int
    end: int
    names: tuple[str, ...]
    key: int
    joined: "tuple[tuple[Maker, Any, Any], ...]"

    @classmethod
    def of(cls, compiler: Any) -> "Maker":
        """Keep what a compiler worked out about its columns.

        Raises:
            ValueError: the query set reads something beside the columns of its tables.
        """
        if compiler.annotation_col_map:
            raise ValueError("what a prepared SELECT reads are columns of its tables, not annotations")
        return cls._of(compiler.klass_info, compiler.select)

    @classmethod
    def _of(cls, info: Mapping[str, Any], select: Sequence[Any]) -> "Maker":
        start, end = info["select_fields"][0], info["select_fields"][-1] + 1
        names = tuple(column[0].target.attname for column in select[start:end])
        model = info["model"]
        joined = tuple(
            (cls._of(each, select), each["local_setter"], each["remote_setter"])
            for each in info.get("related_klass_infos", ())
        )
        return cls(model, start, end, names, start + names.index(model._meta.pk.attname), joined)

    def made(self, row: Sequence[Any]) -> Any:
        """Make the object."""
        found = self.model.__new__(self.model)
        found._state = ModelState()
        found._state.adding, found._state.db = False, DEFAULT_DB_ALIAS
        found.__dict__.update(zip(self.names, row[self.start : self.end], strict=True))
        for maker, put_here, put_there in self.joined:
            other = None if row[maker.key] is None else maker.made(row)
            put_here(found, other)
            if other is not None:
                put_there(other, found)
        return found


class Insertion:
    """The INSERT of one row of a model, whose statement is kept as that of a SELECT is."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self._fields: list[Any] = []
        self._sql = ""

    def add(self, row: Any) -> None:
        """Store a new row; its fields make their values as `save` has them made."""
        if not self._sql:
            self._fields = list(self._model._meta.concrete_fields)
            columns = ", ".join(f'"{field.column}"' for field in self._fields)
            places = ", ".join("%s" for _field in self._fields)
            self._sql = f'INSERT INTO "{self._model._meta.db_table}" ({columns}) VALUES ({places})'  # noqa: S608 - names of the model alone
        values = [
            field.get_db_prep_save(field.pre_save(row, add=True), connection=connection)
            for field in self._fields
        ]
        with connection.cursor() as cursor:
            cursor.execute(self._sql, values)
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


@lru_cache(maxsize=2048)
def id_of(digits: str) -> UUID:
    """Read an id from SQLite; one read before, such as that of an organisation, is the same object again."""
    return UUID(digits)


def moment_of(read: datetime) -> datetime:
    """Say what zone a moment read from SQLite is of: it is kept in UTC."""
    return read.replace(tzinfo=UTC)


def quick_ways() -> Mapping[Any, Callable[[Any], Any] | None]:
    """Say what some of SQLite's conversions of columns come down to; Django asks more and answers the same.

    A driver that knows the type of a column gives dates and truth values as such. PostgreSQL's needs none of this.
    """
    if connection.vendor != "sqlite" or connection.timezone is not UTC:
        return {}
    ways: dict[str, Callable[[Any], Any] | None]
    ways = {"uuid": id_of, "datetime": moment_of, "date": None, "boolean": None}
    return {getattr(connection.ops, f"convert_{kind}field_value"): way for kind, way in ways.items()}


def with_slots(parameters: Sequence[Any], stand_ins: Values) -> Iterator[Any]:
    """Replace each stand-in by a slot.

    Raises:
        ValueError: a stand-in is missing, or only a part of a parameter.
    """
    slots: dict[Any, Slot] = {}
    missing = set(stand_ins)
    for name, value in stand_ins.items():
        slots[value] = Slot(name, is_hex=False)
        if isinstance(value, UUID):
            slots[value.hex] = Slot(name, is_hex=True)
        if isinstance(value, datetime):
            slots[connection.ops.adapt_datetimefield_value(value)] = slots[value]
    for each in parameters:
        slot = slots.get(each) if isinstance(each, UUID | str | datetime) else None
        missing.discard(slot.name if slot else "")
        yield slot or each
    if missing:
        raise ValueError("a value of a prepared SELECT must be a parameter of it, whole and unchanged")
