"""Write many rows like one: its INSERT is worked out once, and only what differs is put in.

The rows go through the model's own table, so that every guard of the database holds for them; what is
sealed is sealed for each row anew.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.models.sql.subqueries import InsertQuery

from needshare.crypto import keys
from needshare.crypto.fields import SealedField
from needshare.crypto.sealing import seal

AT_ONCE = 200


class Copies:
    """Rows like a pattern, made inside the act that is running."""

    def __init__(self, pattern: models.Model) -> None:
        fields = list(pattern._meta.concrete_fields)
        query = InsertQuery(type(pattern))
        query.insert_values(fields, [pattern])
        [(self._sql, parameters)] = query.get_compiler(connection=connection).as_sql()
        self._values = list(parameters)
        self._places = {field.attname: place for place, field in enumerate(fields)}
        self._key = keys.key_of(key_id) if (key_id := getattr(pattern, "data_key_id", None)) else b""
        self._table = pattern._meta.db_table
        self._sealed = {
            field.attname: (field, field.to_bytes(getattr(pattern, field.attname)))
            for field in fields
            if isinstance(field, SealedField)
        }
        self._has_ids = connection.features.has_native_uuid_field

    def row(self, new: UUID, /, **differs: Any) -> list[Any]:
        """Return the values of a row of this id, like the pattern but for what differs."""
        row = self._values.copy()
        row[self._places["id"]] = self._plain(new)
        for name, value in differs.items():
            if name not in self._sealed:
                row[self._places[name]] = self._plain(value)
        for name, (field, kept) in self._sealed.items():
            content = field.to_bytes(differs[name]) if name in differs else kept
            row[self._places[name]] = seal(self._key, content, f"{self._table}|{new}|{field.column}".encode())
        return row

    def _plain(self, value: Any) -> Any:
        if isinstance(value, UUID):
            return value if self._has_ids else value.hex
        if isinstance(value, datetime):
            return connection.ops.adapt_datetimefield_value(value)
        return value

    def write(self, rows: Iterable[Sequence[Any]]) -> None:
        """Insert rows; PostgreSQL reads a statement anew for each, unless it is given many at once."""
        rows = list(rows)
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.executemany(self._sql, rows)
                return
            head, values = self._sql.split(" VALUES ")
            for start in range(0, len(rows), AT_ONCE):
                some = rows[start : start + AT_ONCE]
                together = ", ".join([values] * len(some))
                cursor.execute(f"{head} VALUES {together}", [value for row in some for value in row])
