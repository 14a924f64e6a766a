"""Checking the marking scheme of a pack: what is refused says what to do instead, old markings lead somewhere."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from .kinds import Kind
from .pack import WordList
from .reading import Log, Section

NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "marking": ("inside", "instead"),
    "former_marking": ("now", "told"),
    "descriptor": (),
    "caveat": ("means",),
    "handling_instruction": ("means", "up_to"),
    "handling_rule": ("marking",),
}
Found = tuple[str, tuple[str, ...], str]


def check(
    tops: Sequence[Section],
    lists: Mapping[str, WordList],
    parameters: Mapping[str, tuple[Kind, Any]],
    log: Log,
) -> None:
    """Note every mistake in the scheme with the file and the field it stands in."""
    files = {name: top.file for top in tops for name in top.table}
    found = [*_lists(lists)]
    if not found and "highest_marking" in parameters and "usual_marking" in parameters:
        highest, usual = (str(parameters[name][1]) for name in ("highest_marking", "usual_marking"))
        found = [*_markings(lists, highest), *_rules(lists, highest)]
        if _place(lists, usual) > _place(lists, highest):
            message = f"'{usual}' is above '{highest}', the highest marking this system may carry"
            log.add("parameters.toml", ("usual_marking", "value"), message)
    for name, path, message in found:
        log.add(files.get(name, "lists"), (name, *path), message)


def _lists(lists: Mapping[str, WordList]) -> Iterator[Found]:
    for name, columns in NEEDED.items():
        if name not in lists:
            yield name, (), "this list is missing; the marking scheme needs it"
            continue
        for column in columns:
            if column not in lists[name].columns:
                yield name, ("columns",), f"the column '{column}' is missing; the marking scheme needs it"
    if "marking" in lists and not lists["marking"].is_ordered:
        yield "marking", ("ordered",), "markings must be ordered, from the lowest to the highest"


def _place(lists: Mapping[str, WordList], marking: str) -> int:
    return list(lists["marking"].members).index(marking)


def _markings(lists: Mapping[str, WordList], highest: str) -> Iterator[Found]:
    """Find a marking inside something that is no lower tier, and a refusal that helps nobody."""
    members = lists["marking"].members
    for place, member in enumerate(members.values()):
        tier = member.columns.get("inside")
        if tier is not None and (_place(lists, tier) >= place or members[tier].columns.get("inside")):
            yield "marking", (member.id, "inside"), f"'{tier}' must be a tier of its own, and a lower one"
        if place > _place(lists, highest) and not str(member.columns.get("instead", "")).strip():
            yield (
                "marking",
                (member.id, "instead"),
                f"this is above '{highest}', so it is refused; say what to do instead",
            )
    for member in lists["former_marking"].members.values():
        if member.id in members:
            yield "former_marking", (member.id, "id"), f"'{member.id}' is a marking that is still given"


def _rules(lists: Mapping[str, WordList], highest: str) -> Iterator[Found]:
    """Find a marking that may be held and of which nobody is told how to handle it."""
    ruled = {member.columns.get("marking") for member in lists["handling_rule"].members.values()}
    for marking in list(lists["marking"].members)[: _place(lists, highest) + 1]:
        if marking not in ruled:
            yield "handling_rule", ("marking",), f"no rule says how '{marking}' is handled"
