"""Reading the plain parts of a pack: lists of words, figures, facts, codes, clauses, clocks, texts."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from .access_facts import access_schema
from .facts import schema
from .kinds import Kind
from .pack import Bounds, Clause, Code, FactWords, Member, Text, WordList
from .reading import Section
from .timing import HOLDER, Clock, Escalation, Watch, WatchStep, WorkingTime

SEVERITIES: Final = ("stop", "stop_law", "refer", "warn", "info", "silent")
UNITS: Final = ("minutes", "hours", "days", "months", "working_hours", "working_days", "day_ends", "morning")
DIRECTIONS: Final = ("+", "-", "0")
STRICTER: Final = ("lower", "higher", "either")


def lists(tops: Sequence[Section]) -> dict[str, WordList]:
    """Read every list; columns are checked once all lists are known."""
    sections = {name: section for top in tops for name, section in top.named().items()}
    raw = {
        name: [member.text("id") for member in section.sections("member")]
        for name, section in sections.items()
    }
    return {name: _list(name, sections[name], raw) for name in sorted(sections)}


def _list(name: str, section: Section, words: Mapping[str, Sequence[str]]) -> WordList:
    columns = {
        column: section.kind(str(kind), "columns")
        for column, kind in section.raw("columns", (dict,), {}, "a table of columns").items()
    }
    for column, kind in columns.items():
        if kind.of not in ("", "id", *words):
            section.wrong(
                "columns", f"column '{column}' is a choice of '{kind.of}', which is not a list of this pack"
            )
    members: dict[str, Member] = {}
    for each in section.sections("member"):
        member = _member(each, columns, words)
        if member.id in members:
            each.wrong("id", f"'{member.id}' is there twice")
        if not member.id.replace("_", "").isalnum() or member.id != member.id.lower():
            each.wrong("id", f"'{member.id}' must be lower-case words joined by _")
        members[member.id] = member
        each.close()
    made = WordList(name, section.text("label"), members, section.flag("ordered"), columns)
    section.close()
    return made


def _member(section: Section, columns: Mapping[str, Kind], words: Mapping[str, Sequence[str]]) -> Member:
    values: dict[str, Any] = {}
    for column, kind in columns.items():
        section.known.add(column)
        if column in section.table:
            values[column] = cell(section, column, kind, words)
        elif kind.name == "bool":
            values[column] = False
        elif not kind.optional:
            section.wrong(column, f"this column is missing; it must be {kind}")
    return Member(
        section.text("id"), section.text("label"), values, section.text("note", ""), section.texts("sources")
    )


def cell(section: Section, column: str, kind: Kind, words: Mapping[str, Sequence[str]]) -> Any:
    """Read one value of a kind: a cell of a list, or a figure."""
    value = section.table[column]
    if kind.name == "set":
        found = section.texts(column)
        for word in found:
            if kind.of != "id" and word not in words.get(kind.of, ()):
                section.wrong(column, f"'{word}' is not in the list '{kind.of}'")
        return frozenset(found)
    if kind.name == "enum":
        return section.choice(column, tuple(words.get(kind.of, ())) or ("",))
    expected: Mapping[str, type[Any]] = {"bool": bool, "int": int, "date": date, "text": str}
    if not isinstance(value, expected.get(kind.name, str)) or type(value) is datetime:
        section.wrong(column, f"this must be {kind}, not {value!r}")
        return expected.get(kind.name, str)() if kind.name != "date" else date.min
    return value


def parameters(
    tops: Sequence[Section], known: Mapping[str, WordList]
) -> tuple[dict[str, tuple[Kind, Any]], dict[str, Bounds]]:
    """Read the figures: each with its kind and value, and what a force may do with it."""
    found: dict[str, tuple[Kind, Any]] = {}
    bounds: dict[str, Bounds] = {}
    words = {name: tuple(each.members) for name, each in known.items()}
    for top in tops:
        for section in top.sections("parameter"):
            name, kind = section.text("name"), section.kind(section.text("kind"), "kind")
            section.texts("sources")
            section.known.add("value")
            bounds[name] = _bounds(section, kind)
            if "value" not in section.table:
                section.wrong("value", "this field is missing")
                continue
            found[name] = (kind, cell(section, "value", kind, words))
            section.close()
        top.close()
    return found, bounds


def _bounds(section: Section, kind: Kind) -> Bounds:
    made = Bounds(
        label=section.text("label"),
        stricter=section.choice("stricter", STRICTER, ""),
        least=section.number_if_any("least"),
        most=section.number_if_any("most"),
    )
    if kind.name != "int" and (made.least, made.most) != (None, None):
        section.wrong("least", f"only a number has a least and a most, and this is {kind}")
    return made


def facts(tops: Sequence[Section], known: Mapping[str, WordList]) -> dict[str, FactWords]:
    """Read how each fact is called and which way it counts."""
    kinds = {**schema(), **access_schema()}
    found: dict[str, FactWords] = {}
    for top in tops:
        for section in top.sections("fact"):
            path = section.text("name")
            if path not in kinds:
                section.wrong("name", f"the engine has no fact named '{path}'")
                continue
            kind = kinds[path]
            if kind.of not in ("", "id", *known):
                section.wrong(
                    "name", f"this fact is a choice of '{kind.of}', which is not a list of this pack"
                )
            direction = section.choice("direction", DIRECTIONS, "0")
            best = (
                section.choices("best", known[kind.of].members, "word of its list")
                if "best" in section.table
                else ()
            )
            found[path] = FactWords(path, section.text("label"), kind, direction, frozenset(best))
            section.close()
        top.close()
    return found


def phrases(tops: Sequence[Section]) -> dict[str, str]:
    """Read the sentences the engine itself needs."""
    found: dict[str, str] = {}
    for top in tops:
        for key in top.table:
            found[key] = top.text(key)
    return found


def code(section: Section, known: Mapping[str, WordList]) -> Code:
    """Read one reason code of annex B, or one of the product's own."""
    return Code(
        section.text("id"),
        section.text("label"),
        section.choice("severity", SEVERITIES),
        section.text("cleared_by"),
        section.text("source", ""),
        goes_to=word_of(section, "goes_to", known),
        step=word_of(section, "step", known),
        officer=section.text("officer", ""),
        requester=section.text("requester", ""),
    )


def word_of(section: Section, name: str, known: Mapping[str, WordList]) -> str:
    """Read a word of the list of the same name as the field; none where it is left out."""
    word = section.text(name, "")
    if word and word not in (known[name].members if name in known else ()):
        section.wrong(name, f"'{word}' is not in the list '{name}'")
    return word


def clause(section: Section) -> Clause:
    """Read one clause of the policies carried out."""
    return Clause(section.text("id"), section.text("text"), section.text("not_automatable", ""), section.file)


def clock(section: Section, roles: Mapping[str, Any]) -> Clock:
    """Read one time limit."""
    return Clock(
        section.text("id"),
        section.text("label"),
        section.number("amount"),
        section.choice("unit", UNITS),
        section.texts("sources"),
        section.text("starts", ""),
        section.choices("told", roles, "role"),
        section.flag("is_set_by_force"),
        section.number_if_any("longest"),
    )


def escalation(section: Section, roles: Mapping[str, Any]) -> Escalation:
    """Read whom an overdue task is shown to; there is at least one step and at most one past the first role."""
    steps = section.choices("steps", {**roles, HOLDER: None}, "role")
    wait = section.number("longest_wait_hours")
    if not steps or HOLDER in steps[1:] or len(steps) - (HOLDER in steps) not in (1, 2):
        section.wrong("steps", "name one or two roles; 'holder' may stand before them")
    if wait < 1:
        section.wrong("longest_wait_hours", "this must be one hour at least")
    return Escalation(section.text("id"), steps, wait, section.texts("sources"))


def watch(tops: Sequence[Section], roles: Mapping[str, Any], urgencies: Mapping[str, Any]) -> Watch:
    """Read who hears of an open request with a severe risk, and when; nobody, in a pack that does not say."""
    made, steps = Watch(), dict[str, WatchStep]()
    for top in tops:
        for section in top.sections("step"):
            step = WatchStep(
                section.text("id"), section.number("percent"), section.choice("to", {HOLDER: None, **roles})
            )
            if not 1 <= step.percent <= 100:
                section.wrong(
                    "percent", "this must be from 1 to 100: nobody hears only once the time is over"
                )
            if step.id in steps:
                section.wrong("id", f"'{step.id}' is there twice")
            steps[step.id] = step
            section.close()
        made = Watch(
            frozenset(top.choices("urgencies", urgencies, "urgency")),
            tuple(sorted(steps.values(), key=lambda step: step.percent)),
            top.texts("sources"),
        )
        top.close()
    return made


def working_time(tops: Sequence[Section]) -> WorkingTime:
    """Read the working hours and the holidays of every calendar."""
    holidays: dict[str, frozenset[date]] = {}
    hours, days = (9, 17), frozenset(range(5))
    for top in tops:
        top.known.add("clock")
        for section in top.sections("calendar"):
            listed = section.raw("holidays", (list,), None, "a list of dates")
            holidays[section.text("id")] = frozenset(each for each in listed if isinstance(each, date))
            section.texts("sources")
            section.close()
        if "working_time" in top.table:
            own = Section(
                top.raw("working_time", (dict,), {}, "a table"), top.file, ("working_time",), top.log
            )
            hours = (own.number("starts_at"), own.number("ends_at"))
            days = frozenset(own.numbers("weekdays"))
            own.close()
        top.close()
    return WorkingTime(*hours, days, holidays)


def outgoing(section: Section) -> Text:
    """Read what one outgoing text must contain."""
    parts, says = [], {}
    for part in section.sections("part"):
        parts.append((part.text("id"), part.text("label")))
        if words := part.text("text", ""):
            says[parts[-1][0]] = words
        part.close()
    return Text(
        section.text("id"),
        section.text("label"),
        tuple(parts),
        section.flag("is_fixed"),
        section.text("body", ""),
        says,
    )
