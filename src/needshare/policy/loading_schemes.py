"""Reading the schemes of a pack: their questions, and that everything they name is there.

Of the schemes two lists are made, `scheme` and `scheme_word`, so that rules name schemes, their columns and
what was answered as they name any other word.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from .kinds import Kind
from .pack import Member, Pack, WordList
from .reading import Section
from .schemes import KINDS, Scheme, SchemeField

COLUMNS: Final = {
    "purposes": Kind("set", "purpose"),
    "gateways": Kind("set", "gateway"),
    "may_ask": Kind("set", "requester_type"),
    "anyone_may_ask": Kind("bool"),
}
Found = tuple[str, tuple[str, ...], str]


def scheme(section: Section, known: Mapping[str, WordList]) -> Scheme:
    """Read one scheme; what it names outside the lists is looked up once the whole pack is read."""
    fields: dict[str, SchemeField] = {}
    for part in section.sections("field"):
        asked = _field(part)
        if asked.id in fields:
            part.wrong("id", f"'{asked.id}' is there twice")
        fields[asked.id] = asked
        part.close()
    own = section.text("id")
    if not own.replace("_", "").isalnum() or own != own.lower():
        section.wrong("id", f"'{own}' must be lower-case words joined by _")
    made = Scheme(
        id=own,
        label=section.text("label"),
        about=section.text("about"),
        entry=section.text("entry"),
        law=section.text("law"),
        special=section.text("special", ""),
        purposes=_words(section, "purposes", known, "purpose"),
        gateways=_words(section, "gateways", known, "gateway"),
        may_ask=frozenset(_words(section, "may_ask", known, "requester_type")),
        conditions=section.texts("conditions"),
        due=section.text("due"),
        clocks=section.texts("clocks"),
        decided_by=section.text("decided_by"),
        fields=fields,
        sources=section.texts("sources"),
        file=section.file,
    )
    if not made.purposes:
        section.wrong("purposes", "name at least one purpose that is asked for under the scheme")
    return made


def _words(section: Section, key: str, known: Mapping[str, WordList], name: str) -> tuple[str, ...]:
    members = known[name].members if name in known else {}
    return section.choices(key, members, f"word of the list '{name}'")


def _field(section: Section) -> SchemeField:
    kind = section.choice("kind", KINDS)
    choices: dict[str, str] = {}
    for each in section.sections("choice"):
        word = each.text("id")
        if word in choices:
            each.wrong("id", f"'{word}' is there twice")
        choices[word] = each.text("label")
        each.close()
    own = section.text("id")
    if bool(choices) != (kind == "choice"):
        section.wrong("choice", "a question of the kind 'choice', and no other, lists what may be chosen")
    for word in (own, *choices):
        if not word.replace("_", "").isalnum() or word != word.lower():
            section.wrong("id", f"'{word}' must be lower-case words joined by _")
    return SchemeField(
        id=own,
        label=section.text("label"),
        kind=kind,
        is_required=section.flag("required"),
        hint=section.text("hint", ""),
        choices=choices,
    )


def lists(schemes: Mapping[str, Scheme]) -> dict[str, WordList]:
    """Make the lists that conditions name schemes and answers by."""
    members = {
        each.id: Member(
            each.id,
            each.label,
            {
                "purposes": frozenset(each.purposes),
                "gateways": frozenset(each.gateways),
                "may_ask": each.may_ask,
                "anyone_may_ask": not each.may_ask,
            },
            sources=each.sources,
        )
        for each in schemes.values()
    }
    words = {
        word: Member(word, label) for each in schemes.values() for word, label in _words_of(each).items()
    }
    return {
        "scheme": WordList("scheme", "Scheme", members, columns=COLUMNS),
        "scheme_word": WordList("scheme_word", "Answer to a question of a scheme", words),
    }


def mistakes_in(pack: Pack) -> Iterator[Found]:
    """Find what a scheme names and the pack does not have, and deciders that are not the scheme's."""
    for each in pack.schemes.values():
        for key, named, there, called in (
            ("due", (each.due,), pack.clocks, "time limit"),
            ("clocks", each.clocks, pack.clocks, "time limit"),
            ("conditions", each.conditions, pack.conditions, "condition on onward use"),
        ):
            for word in named:
                if word not in there:
                    yield each.file, (each.id, key), f"'{word}' is not a {called} of this pack"
        yield from _deciders(pack, each)
        for word, label in _words_of(each).items():
            if pack.lists["scheme_word"].members[word].label != label:
                yield (
                    each.file,
                    (each.id, word),
                    f"another scheme asks '{word}' in other words; name one of them anew",
                )


def _words_of(scheme: Scheme) -> dict[str, str]:
    return {word: label for asked in scheme.fields.values() for word, label in asked.words.items()}


def _deciders(pack: Pack, scheme: Scheme) -> Iterator[Found]:
    where = (scheme.id, "decided_by")
    row = next((row for row in pack.authorities if row.id == scheme.decided_by), None)
    if row is None:
        yield scheme.file, where, f"'{scheme.decided_by}' is not a row of the authority table"
    elif "request.scheme" not in row.condition.facts or f"'{scheme.id}'" not in row.condition.text:
        yield scheme.file, where, f"the row '{row.id}' does not look at this scheme: name it in its 'when'"
