"""Forms in which a group of questions can be answered more than once: people, items, parties.

Each field of a row is named as the kernel names it in a refusal ("persons.1.name"), so that a remedy
finds its field. Rows are added and taken away by the server; no script is needed.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from django import forms
from django.forms.boundfield import BoundField

from needshare.kernel import FieldError, Invalid

ADD, REMOVE = "add", "remove"


@dataclass(frozen=True, slots=True)
class Group:
    """One group of fields that can be repeated, and how often at least and at most."""

    name: str
    fields: type[forms.Form]
    least: int = 1
    most: int = 20

    @property
    def count_name(self) -> str:
        """Name the hidden field that says how many rows the page showed."""
        return f"{self.name}.count"

    @property
    def names(self) -> tuple[str, ...]:
        """Name the fields of one row."""
        return tuple(self.fields.base_fields)

    def count(self, data: Mapping[str, Any] | None, given: Sequence[Any]) -> int:
        """Tell how many rows to show: as many as were posted, else as many as there are answers."""
        posted = str(data.get(self.count_name, "")) if data is not None else ""
        wanted = int(posted) if posted.isdecimal() and len(posted) < 4 else len(given)
        return min(max(wanted, self.least), self.most)


class RepeatingForm(forms.Form):
    """A form with repeated groups; in `initial` a group is a list of mappings."""

    groups: ClassVar[tuple[Group, ...]] = ()

    def __init__(self, data: Any = None, files: Any = None, **options: Any) -> None:
        super().__init__(data, files, **options)
        self.initial = dict(self.initial)
        self.counts: dict[str, int] = {}
        for group in self.groups:
            given: Sequence[Mapping[str, Any]] = self.initial.pop(group.name, ())
            self.counts[group.name] = group.count(data, given)
            self._add_rows(group, given)

    def _add_rows(self, group: Group, given: Sequence[Mapping[str, Any]]) -> None:
        count = self.counts[group.name]
        hidden = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=count)
        self.fields[group.count_name] = hidden
        for number in range(count):
            for name, field in group.fields.base_fields.items():
                self.fields[f"{group.name}.{number}.{name}"] = self.prepared(group, name, deepcopy(field))
                if number < len(given):
                    self.initial[f"{group.name}.{number}.{name}"] = given[number].get(name)

    def prepared(self, group: Group, name: str, field: forms.Field) -> forms.Field:
        """Fill in what only this form knows of a row's field, such as its choices."""
        return field

    def rows(self, name: str) -> list[dict[str, BoundField]]:
        """List the rows of a group, each with its fields by their own names, for templates."""
        group = self._group(name)
        return [
            {each: self[f"{name}.{number}.{each}"] for each in group.names}
            for number in range(self.counts[name])
        ]

    def may_add(self, name: str) -> bool:
        """Tell whether another row may be added."""
        return self.counts[name] < self._group(name).most

    def may_remove(self, name: str) -> bool:
        """Tell whether a row may be taken away."""
        return self.counts[name] > self._group(name).least

    def given(self, name: str) -> list[dict[str, Any]]:
        """Return the answers of the rows in which anything was answered."""
        return [self._answers(name, number) for number in self._answered(name)]

    def _answers(self, name: str, number: int) -> dict[str, Any]:
        names = self._group(name).names
        return {each: self.cleaned_data.get(f"{name}.{number}.{each}") for each in names}

    def _answered(self, name: str) -> list[int]:
        return [number for number in range(self.counts[name]) if any(self._answers(name, number).values())]

    def placed(self, refusal: Invalid) -> Invalid:
        """Point a refusal's fields at the rows as the page shows them: empty rows were left out."""
        errors = (FieldError(self._place(error.field), error.remedy) for error in refusal.errors)
        return Invalid(*errors)

    def _place(self, field: str) -> str:
        head, _dot, rest = field.partition(".")
        if head not in self.counts:
            return field
        number, _dot, name = rest.partition(".")
        answered = self._answered(head)
        if number.isdecimal() and int(number) < len(answered):
            return f"{head}.{answered[int(number)]}.{name or self._group(head).names[0]}"
        return f"{head}.0.{self._group(head).names[0]}"

    def _group(self, name: str) -> Group:
        return next(group for group in self.groups if group.name == name)

    @classmethod
    def with_rows_changed(cls, data: Any, **options: Any) -> Self:
        """Show a posted form again with a row more or a row less; nothing in it is judged yet."""
        posted = cls(data, **options)
        typed = {
            name: field.widget.value_from_datadict(data, {}, name) for name, field in posted.fields.items()
        }
        for group in cls.groups:
            typed[group.name] = posted._typed_rows(group, typed, data)
        return cls(initial=typed, **options)

    def _typed_rows(self, group: Group, typed: dict[str, Any], data: Mapping[str, Any]) -> list[Any]:
        typed.pop(group.count_name)
        rows = [
            {name: typed.pop(f"{group.name}.{number}.{name}") for name in group.names}
            for number in range(self.counts[group.name])
        ]
        taken_away = str(data.get(REMOVE, ""))
        if data.get(ADD) == group.name:
            rows.append({})
        return [row for number, row in enumerate(rows) if f"{group.name}.{number}" != taken_away]


def changes_rows(data: Mapping[str, Any]) -> bool:
    """Tell whether a form was sent by a button that adds a row or takes one away."""
    return bool(data.get(ADD) or data.get(REMOVE))
