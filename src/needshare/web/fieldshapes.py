"""Describe a Django form field the way GOV.UK's components ask for it, so that templates only place it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.widgets import Input
from django.utils.translation import gettext as _, ngettext
from markupsafe import escape

from .forms import DateParts
from .words import t

# The first widget class that fits decides; narrower classes stand before wider ones.
KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.HiddenInput, "hidden"),
    (DateParts, "date"),
    (forms.Textarea, "textarea"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Select, "select"),
    (forms.FileInput, "file"),
    (forms.PasswordInput, "password"),
    (Input, "input"),
)
WITH_LEGEND = {"date", "checkboxes", "radios"}
PASSED_ON = ("autocomplete", "inputmode", "spellcheck", "autocapitalize")
COUNTED_FROM = 50  # shorter texts need no character count
LONG, COUNTED_WHEN_USED = 1000, 75  # of long ones it is shown when three quarters are used, in per cent

Component = dict[str, Any]


def kind(widget: forms.Widget) -> str:
    """Name the component that shows a widget."""
    for widget_class, name in KINDS:
        if isinstance(widget, widget_class):
            return name
    raise TypeError(f"no component shows {type(widget).__name__}")


def component(bound: BoundField, look: Mapping[str, Any]) -> Component:
    """Give the component's kind and everything it is called with.

    `look` is how a page wants it: legend, label, page_heading, hints, conditional, width, rows,
    classes (see `field` in web/components/forms.jinja2).
    """
    name = kind(bound.field.widget)
    made = basis(bound, look, with_legend=name in WITH_LEGEND) | {"kind": name}
    return made | SPECIFIC.get(name, typed)(bound, look)


def basis(bound: BoundField, look: Mapping[str, Any], *, with_legend: bool) -> Component:
    """Give what every component has: name, label or legend, hint, error."""
    size = "l" if look["page_heading"] else look["legend" if with_legend else "label"]
    words = {"html": escape(bound.label), "isPageHeading": look["page_heading"]}
    if with_legend:
        named = {"fieldset": {"legend": words | {"classes": f"govuk-fieldset__legend--{size}"}}}
    else:
        named = {"label": words | {"classes": f"govuk-label--{size}"}}
    made: Component = {"name": bound.html_name, "id": identifier(bound), "classes": look["classes"], **named}
    if bound.help_text:
        made["hint"] = {"html": escape(bound.help_text)}
    if bound.errors:
        wrong = escape(" ".join(remedies(bound)))
        made["errorMessage"] = {"html": wrong, "visuallyHiddenText": _("Error")}
    return made


def remedies(bound: BoundField) -> list[str]:
    """Say what to do about each error; one that only says "required" is made to name the question."""
    answer = _("Tick “%(label)s”") if kind(bound.field.widget) == "checkbox" else _("Answer “%(label)s”")
    bare = str(forms.Field.default_error_messages["required"])
    return [answer % {"label": bound.label} if str(error) == bare else str(error) for error in bound.errors]


def identifier(bound: BoundField) -> str:
    """Name the element that the error summary links to."""
    return bound.auto_id or bound.html_name


def typed(bound: BoundField, look: Mapping[str, Any]) -> Component:
    """Describe a one-line text, number, address, file or password."""
    attributes = bound.field.widget.attrs
    made = {name: attributes[name] for name in PASSED_ON if name in attributes}
    made |= {"type": getattr(bound.field.widget, "input_type", "text"), "attributes": {}}
    if getattr(bound.field.widget, "allow_multiple_selected", False):
        made["multiple"] = True
    if look["width"]:
        made["classes"] = f"{look['classes']} govuk-input--width-{look['width']}".strip()
    if bound.value() is not None and kind(bound.field.widget) == "input":
        made["value"] = bound.value()
    return made


def written(bound: BoundField, look: Mapping[str, Any]) -> Component:
    """Describe a longer text, with a count of what may still be written where it is bounded."""
    longest = getattr(bound.field, "max_length", None)
    made: Component = {"value": bound.value() or "", "rows": look["rows"] or 5}
    if longest is None or longest < COUNTED_FROM:
        return made
    return made | {
        "kind": "counted",
        "maxlength": longest,
        "threshold": COUNTED_WHEN_USED if longest >= LONG else None,
        "textareaDescriptionText": _("You can enter up to %(count)s characters") % {"count": "%{count}"},
        "charactersUnderLimitText": _plural(
            "You have %(count)s character remaining", "You have %(count)s characters remaining"
        ),
        "charactersAtLimitText": _("You have 0 characters remaining"),
        "charactersOverLimitText": _plural(
            "You have %(count)s character too many", "You have %(count)s characters too many"
        ),
    }


def _plural(one: str, other: str) -> dict[str, str]:
    """Give the browser both forms; %{count} is filled in there."""
    return {
        key: ngettext(one, other, number) % {"count": "%{count}"}
        for key, number in (("one", 1), ("other", 2))
    }


def ticked(bound: BoundField, _look: Mapping[str, Any]) -> Component:
    """Describe a single box to tick; its label stands beside it and there is no legend."""
    item: Component = {"value": "on", "html": escape(bound.label), "checked": bool(bound.value())}
    if bound.help_text:
        item["hint"] = {"html": escape(bound.help_text)}
    return {"items": [item], "idPrefix": identifier(bound), "hint": None}


def chosen(bound: BoundField, look: Mapping[str, Any]) -> Component:
    """Describe a choice among several, with hints and further fields under single choices."""
    picked = _as_words(bound.value())
    items = [
        _item(value, label, picked) | _below(str(value), look)
        for value, label in _flat(bound.field.widget.choices)
        if value not in (None, "") or isinstance(bound.field.widget, forms.Select)
    ]
    return {"items": items, "idPrefix": identifier(bound)}


def _item(value: Any, label: Any, picked: set[str]) -> Component:
    word = "" if value is None else str(value)
    return {"value": word, "text": t(label), "checked": word in picked, "selected": word in picked}


def _below(word: str, look: Mapping[str, Any]) -> Component:
    below: Component = {}
    if word in look["hints"]:
        below["hint"] = {"html": escape(look["hints"][word])}
    if word in look["conditional"]:
        below["conditional"] = {"html": escape(look["conditional"][word])}
    return below


def _as_words(value: Any) -> set[str]:
    if value is None or isinstance(value, str):
        return {value or ""}
    return {str(each) for each in value} if isinstance(value, Iterable) else {str(value)}


def _flat(choices: Iterable[Any]) -> Iterable[tuple[Any, Any]]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield value, label


def dated(bound: BoundField, _look: Mapping[str, Any]) -> Component:
    """Describe a date in three parts."""
    boxes = bound.field.widget.parts(bound.value(), name=bound.html_name, id=identifier(bound))
    return {"items": [box | {"classes": _box_classes(box, bound)} for box in boxes]}


def _box_classes(box: Mapping[str, str], bound: BoundField) -> str:
    width = "govuk-input--width-4" if box["name"].endswith("-year") else "govuk-input--width-2"
    return f"{width} govuk-input--error" if bound.errors else width


SPECIFIC = {
    "textarea": written,
    "checkbox": ticked,
    "checkboxes": chosen,
    "radios": chosen,
    "select": chosen,
    "date": dated,
}


def error_links(form: forms.BaseForm) -> list[Mapping[str, str]]:
    """List what is wrong on a page, each with a link to the field, for the summary at its top."""
    links: list[Mapping[str, str]] = [{"text": str(error)} for error in form.non_field_errors()]
    for bound in form:
        target = identifier(bound)
        if isinstance(bound.field.widget, DateParts):
            target = f"{target}-day"
        links += [{"text": remedy, "href": f"#{target}"} for remedy in remedies(bound)]
    return links
