"""Reading the access part of a pack: verbs, and the grounds that permit or forbid each."""

from collections.abc import Mapping
from typing import Any

from .access_facts import access_schema
from .kinds import Kind
from .language import Vocabulary
from .pack import Clause, FactWords, Ground, Verb, WordList
from .reading import Section


def verb(
    section: Section,
    lists: Mapping[str, WordList],
    facts: Mapping[str, FactWords],
    clauses: Mapping[str, Clause],
    parameters: Mapping[str, tuple[Kind, Any]],
) -> Verb:
    """Read one verb with its grounds, forbidding ones last."""
    kinds = {path: kind for path, kind in access_schema().items() if path in facts}
    vocabulary = Vocabulary(kinds, {name: words.as_words() for name, words in lists.items()}, parameters)
    grounds = [
        _ground(part, kind, vocabulary) for kind in ("permit", "forbid") for part in section.sections(kind)
    ]
    if not any(ground.kind == "permit" for ground in grounds):
        section.wrong("permit", "nobody could ever do this; write at least one ground that permits it")
    return Verb(
        section.text("id"),
        section.text("label"),
        section.text("refusal"),
        tuple(grounds),
        section.choices("clauses", clauses, "clause"),
    )


def _ground(section: Section, kind: str, vocabulary: Vocabulary) -> Ground:
    made = Ground(
        kind=kind,
        condition=section.condition("when", vocabulary),
        message=section.text("message"),
        code=section.text("code", ""),
        layer=section.text("layer", ""),
        file=section.file,
    )
    section.close()
    return made
