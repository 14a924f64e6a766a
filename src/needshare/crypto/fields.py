"""Sealed model fields: encrypted in the database, opened when read, bound to their row and field.

The model has `data_key = ForeignKey("crypto.DataKey", PROTECT)` and a primary key that is known
before the row is written. The stored bytes open only for the same table, primary key and column.
Nothing can be found, ordered or changed by its content in SQL: use `indexing` for looking up, and
save the instance for changing. After changing `data_key` or the primary key, assign and save
every sealed field again.
"""

import json
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, Final, Generic, NoReturn, TypeVar

from django.core import checks
from django.core.exceptions import FieldError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.query_utils import DeferredAttribute

from . import keys
from .models import DataKey
from .sealing import open_sealed, seal

Assigned = TypeVar("Assigned", contravariant=True)
Read = TypeVar("Read", covariant=True)
KEY: Final = "data_key"
KEY_ID: Final = f"{KEY}_id"


class Ciphertext:
    """The stored bytes of a sealed field; all that leaves or enters the database."""

    __slots__ = ("content",)

    def __init__(self, content: bytes | None) -> None:
        self.content = content

    def __repr__(self) -> str:
        return "<sealed>"


# What a query may put into a sealed column that may be NULL: nothing. What was there is gone.
EMPTIED = Ciphertext(None)


class OpenedWhenRead(DeferredAttribute):
    """Opens the field the first time it is read, and keeps what was read."""

    field: "SealedField[Any, Any]"

    def __get__(self, instance: models.Model | None, cls: Any = None) -> Any:
        if instance is None:
            return self
        kept, name = instance.__dict__, self.field.attname
        value = kept[name] if name in kept else super().__get__(instance, cls)
        if type(value) is Ciphertext:
            value = kept[name] = self.field.opened(instance, value)
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


if TYPE_CHECKING:
    Base = models.Field
else:

    class Base(models.Field, Generic[Assigned, Read]):
        """Django's Field, with the types that are assigned and read."""


class SealedField(Base[Assigned, Read], ABC):
    """What the three sealed fields share; a subclass says how its values become bytes."""

    descriptor_class = OpenedWhenRead
    empty_strings_allowed = False

    @abstractmethod
    def to_bytes(self, value: Any) -> bytes:
        """Turn a plain value into the bytes to seal."""

    @abstractmethod
    def from_bytes(self, content: bytes) -> Any:
        """Turn opened bytes back into the plain value."""

    # --- sealing and opening -------------------------------------------------------------

    def place_of(self, instance: models.Model) -> bytes:
        """Name the place a value belongs to: table, row and column."""
        of_model = self.model._meta
        row = instance.__dict__.get(of_model.pk.attname)  # what `instance.pk` asks for in five calls
        if row is None:
            raise ValueError(f"{self} needs a primary key that is known before the row is written")
        return f"{of_model.db_table}|{row}|{self.column}".encode()

    def key_of(self, instance: models.Model) -> bytes:
        """Return the key this row's fields are sealed under."""
        row = instance._state.fields_cache.get(KEY)
        key_id = instance.__dict__[KEY_ID] if KEY_ID in instance.__dict__ else getattr(instance, KEY_ID)
        if isinstance(row, DataKey) and row.id == key_id:
            return keys.unwrap(row)
        if key_id is None:
            raise ValueError(f"{self} cannot be sealed: the row has no data_key")
        return keys.key_of(key_id)

    def opened(self, instance: models.Model, value: Ciphertext) -> Any:
        """Open stored bytes as the field of this row."""
        if value.content is None:
            return None
        plain = open_sealed(self.key_of(instance), value.content, self.place_of(instance))
        return self.from_bytes(plain)

    def sealed(self, instance: models.Model, value: Any) -> Ciphertext:
        """Seal a plain value as the field of this row; None stays NULL."""
        if value is None:
            return Ciphertext(None)
        content = self.to_bytes(value)
        return Ciphertext(seal(self.key_of(instance), content, self.place_of(instance)))

    # --- Django's hooks ------------------------------------------------------------------

    def get_internal_type(self) -> str:
        return "BinaryField"

    def pre_save(self, model_instance: models.Model, add: bool) -> Ciphertext:
        value = model_instance.__dict__.get(self.attname)
        if isinstance(value, Ciphertext):
            # Never opened: store the same bytes, but not under another key or primary key.
            self.opened(model_instance, value)
            return value
        return self.sealed(model_instance, getattr(model_instance, self.attname))

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        if not isinstance(value, Ciphertext):
            self.refuse("changed by a query; assign it and save the row")
        return value.content

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        return self.get_db_prep_save(value, connection)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Ciphertext:
        return Ciphertext(None if value is None else bytes(value))

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            self.refuse("searched; look it up by a blind index")
        return super().get_lookup(lookup_name)

    def get_transform(self, lookup_name: str) -> NoReturn:
        self.refuse("searched; look it up by a blind index")

    def value_to_string(self, obj: models.Model) -> NoReturn:
        self.refuse("written out by a serializer")

    def refuse(self, what: str) -> NoReturn:
        """Say that something cannot be done with a sealed field."""
        raise FieldError(f"{self} is sealed and cannot be {what}")

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        return [*super().check(**kwargs), *self._check_key(), *self._check_plainness()]

    def _check_key(self) -> list[checks.CheckMessage]:
        fields = {field.name: field for field in self.model._meta.fields}
        key = fields.get(KEY)
        if key is not None and key.related_model is DataKey:
            return []
        hint = 'Add data_key = ForeignKey("crypto.DataKey", PROTECT).'
        return [checks.Error("A sealed field needs a data key.", hint=hint, obj=self, id="crypto.E001")]

    def _check_plainness(self) -> list[checks.CheckMessage]:
        problems: list[checks.CheckMessage] = []
        if self.unique or getattr(self, "db_index", False):
            problems.append(checks.Error("A sealed field cannot be indexed.", obj=self, id="crypto.E002"))
        if isinstance(self.model._meta.pk, models.AutoField):
            message = "A sealed field needs a primary key that is known before the row is written."
            problems.append(checks.Error(message, obj=self, id="crypto.E003"))
        return problems


class SealedText(SealedField[Assigned, Read]):
    """Text, sealed. An empty text is sealed like any other; None is NULL."""

    description = "Sealed text"
    _pyi_private_set_type: str  # for the type checker: what may be assigned, what is read
    _pyi_private_get_type: str

    def to_bytes(self, value: Any) -> bytes:
        if not isinstance(value, str):
            raise TypeError(f"{self} holds text, not {type(value).__name__}")
        return value.encode()

    def from_bytes(self, content: bytes) -> str:
        return content.decode()


class SealedBytes(SealedField[Assigned, Read]):
    """Bytes, sealed. For what fits in memory with ease; files go to the vault."""

    description = "Sealed bytes"
    _pyi_private_set_type: bytes
    _pyi_private_get_type: bytes

    def to_bytes(self, value: Any) -> bytes:
        if not isinstance(value, bytes | bytearray | memoryview):
            raise TypeError(f"{self} holds bytes, not {type(value).__name__}")
        return bytes(value)

    def from_bytes(self, content: bytes) -> bytes:
        return content


class SealedJSON(SealedField[Assigned, Read]):
    """Lists, mappings, texts, numbers and truth values, sealed as JSON. None is NULL."""

    description = "Sealed JSON"
    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def to_bytes(self, value: Any) -> bytes:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return text.encode()

    def from_bytes(self, content: bytes) -> Any:
        return json.loads(content)
