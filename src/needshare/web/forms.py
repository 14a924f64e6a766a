"""Fields that pages share: a date in three parts; and the way a refusal becomes form errors."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy as _

from needshare.kernel import Invalid

PARTS = ("day", "month", "year")


class DateParts(forms.Widget):
    """Three short boxes: day, month, year. Rendered by the form components, never by itself."""

    labels = {"day": _("Day"), "month": _("Month"), "year": _("Year")}

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[str]:
        """Read the three boxes of a posted form."""
        return [str(data.get(f"{name}-{part}", "")).strip() for part in PARTS]

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """Tell whether none of the three boxes was posted."""
        return all(f"{name}-{part}" not in data for part in PARTS)

    def parts(self, value: Any, *, name: str, id: str) -> list[dict[str, Any]]:  # noqa: A002 - HTML's word
        """Describe the three boxes for the date component."""
        typed = [value.day, value.month, value.year] if isinstance(value, date) else value or ["", "", ""]
        return [
            {"name": f"{name}-{part}", "id": f"{id}-{part}", "label": self.labels[part], "value": str(text)}
            for part, text in zip(PARTS, typed, strict=True)
        ]


class DatePartsField(forms.Field):
    """A date typed as day, month and year."""

    widget = DateParts
    default_error_messages = {
        "required": _("Enter the date."),
        "incomplete": _("The date must include a day, a month and a year."),
        "invalid": _("Enter a real date, such as 27 3 2026."),
    }

    def to_python(self, value: Sequence[str] | date | None) -> date | None:
        """Turn the three boxes into a date; all empty is no date."""
        if value is None or isinstance(value, date):
            return value
        if not any(value):
            return None
        if not all(value):
            raise forms.ValidationError(self.error_messages["incomplete"], code="incomplete")
        try:
            day, month, year = (int(part) for part in value)
            return date(year, month, day) if year > 999 else self._refuse()
        except ValueError:
            return self._refuse()

    def _refuse(self) -> date:
        raise forms.ValidationError(self.error_messages["invalid"], code="invalid")


def add_refusal(
    form: forms.BaseForm, refusal: Invalid, places: Mapping[str, str] = MappingProxyType({})
) -> None:
    """Show an action's refusal of input beside the fields it names.

    An error of one part of an answer, such as recipients.0.username, stands beside the field of that
    part (recipients_0_username) where the page has one, else beside the whole answer (recipients).
    `places` says by which field a page asks for what an action calls otherwise.
    """
    for error in refusal.errors:
        called = places.get(error.field, error.field)
        named = (called, called.replace(".", "_"), called.partition(".")[0])
        known = next((name for name in named if name in form.fields), None)
        form.add_error(known, gettext(error.remedy))
