"""Sections: one table of a pack file, read field by field, every mistake noted with file, line and field."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from .documents import Place, line_of
from .kinds import Kind, kind_of
from .language import Condition, LanguageError, Vocabulary, condition


class Log:
    """The mistakes found so far, each with the place it stands in.

    `origins` names the file of a table that was laid over a pack from another folder, by the table's own id.
    """

    def __init__(self, texts: Mapping[str, str], origins: Mapping[int, str] | None = None) -> None:
        self.texts = texts
        self.origins = origins or {}
        self.mistakes: list[str] = []

    def add(self, file: str, path: tuple[str, ...], message: str) -> None:
        """Note one mistake."""
        line = f" line {line_of(self.texts[file], *path)}" if file in self.texts else ""
        field = f"{', '.join(path)}: " if path else ""
        self.mistakes.append(f"{file}{line}: {field}{message}")


class Section:
    """One table of a file; asking for a field marks it as known, `close` reports the others."""

    def __init__(self, table: Mapping[str, Any], file: str, path: tuple[str, ...], log: Log) -> None:
        self.table = table
        self.file = file
        self.path = path
        self.log = log
        self.known: set[str] = set()

    def wrong(self, key: str, message: str) -> None:
        """Note a mistake in one field of this section."""
        step = (Place(key, 0 if key in self.table else -1),) if key else ()
        self.log.add(self.file, (*self.path, *step), message)

    def raw(self, key: str, kinds: tuple[type[Any], ...], default: Any, called: str) -> Any:
        """Read a field of one of these types; note it when missing (no default) or of another type."""
        self.known.add(key)
        if key not in self.table:
            if default is None:
                self.wrong(key, f"this field is missing; it must be {called}")
                return kinds[0]()
            return default
        value = self.table[key]
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            self.wrong(key, f"this must be {called}, not {value!r}")
            return kinds[0]() if default is None else default
        return value

    def text(self, key: str, default: str | None = None) -> str:
        """Read a text."""
        return str(self.raw(key, (str,), default, "a text"))

    def flag(self, key: str, default: bool = False) -> bool:
        """Read true or false."""
        return bool(self.raw(key, (bool,), default, "true or false"))

    def number(self, key: str, default: int | None = None) -> int:
        """Read a whole number."""
        return int(self.raw(key, (int,), default, "a whole number"))

    def number_if_any(self, key: str) -> int | None:
        """Read a whole number that may be left out."""
        self.known.add(key)
        return self.number(key) if key in self.table else None

    def day(self, key: str) -> date:
        """Read a date."""
        self.known.add(key)
        value = self.table.get(key)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        self.wrong(key, "this must be a date such as 2026-04-01")
        return date.min

    def day_if_any(self, key: str) -> date | None:
        """Read a date that may be left out."""
        self.known.add(key)
        return self.day(key) if key in self.table else None

    def texts(self, key: str) -> tuple[str, ...]:
        """Read a list of texts; none when left out."""
        value = self.raw(key, (list,), [], "a list of texts")
        if not all(isinstance(each, str) for each in value):
            self.wrong(key, "this must be a list of texts")
            return ()
        return tuple(value)

    def numbers(self, key: str) -> tuple[int, ...]:
        """Read a list of whole numbers."""
        found = self.raw(key, (list,), None, "a list of numbers")
        if not all(type(each) is int for each in found):
            self.wrong(key, "this must be a list of whole numbers")
            return ()
        return tuple(found)

    def choice(
        self, key: str, choices: Mapping[str, Any] | tuple[str, ...], default: str | None = None
    ) -> str:
        """Read one of these words."""
        value = self.text(key, default)
        if key in self.table and value not in choices:
            self.wrong(key, f"'{value}' is not one of: {', '.join(choices)}")
        if key in self.table or default is None:
            return value if value in choices else next(iter(choices), "")
        return value

    def choices(self, key: str, known: Mapping[str, Any], called: str) -> tuple[str, ...]:
        """Read a list of words, each of which must be known."""
        found = self.texts(key)
        for each in found:
            if each not in known:
                self.wrong(key, f"'{each}' is not a {called} of this pack")
        return tuple(each for each in found if each in known)

    def kind(self, value: str, key: str) -> Kind:
        """Read a kind of value."""
        try:
            return kind_of(value)
        except ValueError as wrong:
            self.wrong(key, str(wrong))
            return Kind("text")

    def condition(self, key: str, vocabulary: Vocabulary) -> Condition:
        """Read a condition of the policy language."""
        written = self.text(key)
        try:
            return condition(written, vocabulary)
        except LanguageError as wrong:
            if written:
                self.wrong(key, str(wrong))
            return Condition(written, ("literal", False), ())

    def sections(self, key: str) -> list["Section"]:
        """Read a list of tables, each named by its `id`, `code` or `name`."""
        found: list[Section] = []
        for table in self.raw(key, (list,), [], "a list of tables"):
            if not isinstance(table, Mapping):
                self.wrong(key, "this must be a list of tables")
                continue
            name = str(table.get("id") or table.get("name") or table.get("code") or table.get("when") or key)
            file = self.log.origins.get(id(table), self.file)
            same = sum(each.path[-1] == name and each.file == file for each in found)
            found.append(Section(table, file, (*self.path, Place(name, same)), self.log))
        return found

    def named(self) -> dict[str, "Section"]:
        """Read every table in this one by its name."""
        self.known.update(self.table)
        tables = {name: table for name, table in self.table.items() if isinstance(table, dict)}
        for name in set(self.table) - set(tables):
            self.wrong(name, "this must be a table")
        return {
            name: Section(table, self.file, (*self.path, name), self.log) for name, table in tables.items()
        }

    def close(self) -> None:
        """Note every field nobody asked for: it is misspelt or in the wrong place."""
        for key in self.table:
            if key not in self.known:
                self.wrong(key, "there is no such field here")
