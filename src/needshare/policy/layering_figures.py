"""What a layer sets: figures, time limits, whom an overdue task is shown to, words the pack leaves open, units.

Stricter is always allowed; the other way only what `may_loosen` of the pack names, and only as far as it says.
"""

from typing import TYPE_CHECKING, Any

from .leeway import place_of
from .loading_lists import cell
from .pack import Bounds
from .reading import Section

if TYPE_CHECKING:
    from .layering import Laying


def lay(laying: "Laying") -> None:
    """Lay everything of the layer that is a figure or a setting."""
    for section in laying.each("units", "unit"):
        _unit(laying, section)
    for section in laying.each("parameters", "parameter"):
        _parameter(laying, section)
    for section in laying.each("clocks", "clock"):
        _clock(laying, section)
    for section in laying.each("escalation", "escalation"):
        _escalation(laying, section)
    for top in laying.of("watch"):
        _watch(laying, top)
    for top in laying.of("lists"):
        for name, section in top.named().items():
            _list(laying, name, section)


def _unit(laying: "Laying", section: Section) -> None:
    """Name a unit of the force, so that rules of access can name it: `parameter.unit_...`."""
    name = section.text("name")
    made = {
        "name": f"unit_{name}",
        "label": section.text("label"),
        "kind": "id",
        "value": section.text("unit_id"),
        "sources": [laying.force],
    }
    laying.merged["parameters.toml"].setdefault("parameter", []).append(made)
    laying.origins[id(made)] = section.file
    section.close()


def _parameter(laying: "Laying", section: Section) -> None:
    name = section.text("name")
    known = laying.table("parameters", "parameter", name)
    if known is None or name not in laying.pack.parameters:
        section.wrong("name", f"the pack has no figure named '{name}'")
        return
    kind, before = laying.pack.parameters[name]
    bounds = laying.pack.bounds[name]
    words = {each: tuple(found.members) for each, found in laying.pack.lists.items()}
    value = cell(section, "value", kind, words) if "value" in section.table else before
    section.known.add("value")
    if "value" not in section.table:
        section.wrong("value", "this field is missing")
    for message in _refusals(laying, name, bounds, before, value):
        section.wrong("value", message)
    known["value"] = value
    if "sources" in section.table:
        known["sources"] = section.texts("sources")
    laying.origins[id(known)] = section.file
    section.close()


def _refusals(laying: "Laying", name: str, bounds: Bounds, before: Any, value: Any) -> list[str]:
    """Say why a figure may not be set to a value; nothing if it may."""
    if not bounds.stricter:
        return [f"the pack does not leave '{name}' to a force"]
    found = []
    old, new = place_of(laying.pack, name, before), place_of(laying.pack, name, value)
    is_number = laying.pack.parameters[name][0].name == "int"
    if is_number and bounds.least is not None and value < bounds.least:
        found.append(f"{value} is less than {bounds.least}, the least the pack allows for '{name}'")
    if is_number and bounds.most is not None and value > bounds.most:
        found.append(f"{value} is more than {bounds.most}, the most the pack allows for '{name}'")
    is_looser = (
        old is not None and new is not None and (new > old if bounds.stricter == "lower" else new < old)
    )
    if bounds.stricter != "either" and is_looser and not laying.may_loosen(f"parameter.{name}"):
        found.append(
            f"{value} is looser than the pack's {before}, and 'parameter.{name}' is not in its may_loosen"
        )
    return found


def _clock(laying: "Laying", section: Section) -> None:
    own = section.text("id")
    clock, known = laying.pack.clocks.get(own), laying.table("clocks", "clock", own)
    if clock is None or known is None:
        section.wrong("id", f"the pack has no time limit named '{own}'")
        return
    amount = section.number("amount")
    called = f"{clock.amount} {clock.unit.replace('_', ' ')}"
    if section.text("unit", clock.unit) != clock.unit:
        section.wrong("unit", f"write it in {clock.unit.replace('_', ' ')}, as the pack does")
    if amount < 1:
        section.wrong("amount", "this must be one at least")
    elif amount > clock.amount and not laying.may_loosen(f"clock.{own}"):
        section.wrong(
            "amount",
            f"{amount} is longer than the pack's {called}, and 'clock.{own}' is not in its may_loosen",
        )
    elif clock.longest is not None and amount > clock.longest:
        section.wrong(
            "amount", f"{amount} is longer than {clock.longest}, the longest the pack allows for '{own}'"
        )
    known["amount"] = amount
    if "sources" in section.table:
        known["sources"] = list(section.texts("sources"))
    laying.origins[id(known)] = section.file
    section.close()


def _escalation(laying: "Laying", section: Section) -> None:
    own = section.text("id")
    base = laying.pack.escalation(own)
    known = laying.table("escalation", "escalation", own)
    wait = section.number("longest_wait_hours", base.longest_wait_hours)
    if wait > base.longest_wait_hours and not laying.may_loosen(f"escalation.{own}"):
        section.wrong(
            "longest_wait_hours",
            f"{wait} hours is longer than the pack's {base.longest_wait_hours}, "
            f"and 'escalation.{own}' is not in its may_loosen",
        )
    steps = list(section.texts("steps")) if "steps" in section.table else list(base.steps)
    made = {"id": own, "steps": steps, "longest_wait_hours": wait, "sources": list(section.texts("sources"))}
    if known is None:
        known = {}
        laying.merged.setdefault("escalation.toml", {}).setdefault("escalation", []).append(known)
    known.update(made)
    laying.origins[id(known)] = section.file
    section.close()


def _watch(laying: "Laying", top: Section) -> None:
    """Let people hear earlier, let more people hear, or watch more requests; never later, fewer or less."""
    merged = laying.merged.setdefault("watch.toml", {})
    merged["urgencies"] = list(dict.fromkeys([*merged.get("urgencies", []), *top.texts("urgencies")]))
    before = {step.id: step for step in laying.pack.watch.steps}
    for section in top.sections("step"):
        own, percent = section.text("id"), section.number("percent")
        known = before.get(own)
        if known is None:
            laying.append(merged, "step", section)
            continue
        if percent > known.percent:
            section.wrong("percent", f"{percent} is later than the pack's {known.percent} in 'watch.{own}'")
        if section.text("to", known.to) != known.to:
            section.wrong("to", f"who hears at '{own}' is the pack's; add a step of another name beside it")
        made = next(each for each in merged["step"] if each["id"] == own)
        made["percent"] = percent
        laying.origins[id(made)] = section.file
        section.close()
    if "sources" in top.table:
        merged["sources"] = list(top.texts("sources"))
    top.close()


def _list(laying: "Laying", name: str, section: Section) -> None:
    """Set words of a list that the pack leaves to a force: whom to ask, by their name here."""
    for member in section.sections("member"):
        word = member.text("id")
        known = _member(laying, name, word)
        if known is None:
            member.wrong("id", f"'{word}' is not in the list '{name}' of the pack; a layer adds no words")
            continue
        for column in [key for key in member.table if key != "id"]:
            if f"{name}.{column}" not in laying.pack.may_set:
                member.wrong(column, f"'{name}.{column}' is not in may_set of the pack")
            known[column] = member.text(column)
    section.close()


def _member(laying: "Laying", name: str, word: str) -> dict[str, Any] | None:
    for file, document in laying.merged.items():
        if file.startswith("lists") and name in document:
            found: list[dict[str, Any]] = document[name].get("member", [])
            return next((each for each in found if each.get("id") == word), None)
    return None


__all__ = ["lay"]
