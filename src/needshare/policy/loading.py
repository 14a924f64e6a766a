"""Loading a pack: a folder of TOML, or its stored canonical bytes, into a checked `Pack`."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from . import loading_access, loading_lists, loading_markings, loading_rules, loading_schemes
from .checks import mistakes_in
from .documents import HEAD, Documents, PackError, digest, from_canonical, missing, read_folder
from .facts import schema
from .language import Vocabulary
from .pack import Layer, Pack
from .reading import Log, Section
from .timing import Watch

TOP = (
    "access",
    "assessment",
    "authority",
    "clauses",
    "clocks",
    "codes",
    "escalation",
    "facts",
    "lists",
    "onward",
    "pack",
    "parameters",
    "phrases",
    "schemes",
    "texts",
    "watch",
)


def load_folder(folder: Path) -> Pack:
    """Load and check the pack in a folder.

    Raises:
        PackError: listing every mistake with its file, line and field.
    """
    documents, texts = read_folder(folder)
    return load(documents, texts)


def load_canonical(data: bytes) -> Pack:
    """Load a pack from the canonical bytes stored when it was in force."""
    return load(from_canonical(data), {})


def load(documents: Documents, texts: Mapping[str, str], origins: Mapping[int, str] | None = None) -> Pack:
    """Build and check a pack from its documents; `origins` says which tables came from other files.

    Raises:
        PackError: listing every mistake.
    """
    log = Log(texts, origins)
    if HEAD not in documents:
        raise PackError([missing(HEAD)])
    pack = _Loader(documents, log).pack()
    if not log.mistakes:
        for file, path, message in mistakes_in(pack):
            log.add(file, path, message)
    if log.mistakes:
        raise PackError(log.mistakes)
    return pack


class _Loader:
    """Reads the documents in the order in which they need each other."""

    def __init__(self, documents: Documents, log: Log) -> None:
        self.documents = documents
        self.log = log
        for file in documents:
            if file.removesuffix(".toml").partition("/")[0] not in TOP:
                log.add(file, (), "a pack has no file of this name")

    def of(self, name: str) -> Iterator[Section]:
        """Yield the sections of the file or folder of this name."""
        for file in sorted(self.documents):
            if file.removesuffix(".toml").partition("/")[0] == name:
                yield Section(self.documents[file], file, (), self.log)

    def each(self, name: str, key: str, read: Callable[..., Any], *known: Any) -> dict[str, Any]:
        """Read every table `[[key]]` of these files into a mapping by id."""
        found: dict[str, Any] = {}
        for top in self.of(name):
            for section in top.sections(key):
                made = read(section, *known)
                if made.id in found:
                    section.wrong("id", f"'{made.id}' is there twice")
                found[made.id] = made
                section.close()
            top.close()
        return found

    def pack(self) -> Pack:
        """Read everything."""
        head = next(self.of("pack"))
        lists, schemes = self.lists_and_schemes()
        parameters, bounds = loading_lists.parameters(list(self.of("parameters")), lists)
        loading_markings.check(list(self.of("lists")), lists, parameters, self.log)
        facts = loading_lists.facts(list(self.of("facts")), lists)
        words = {name: each.as_words() for name, each in lists.items()}
        kinds = {path: fact.kind for path, fact in facts.items() if path in schema()}
        vocabulary = Vocabulary(kinds, words, parameters)
        codes = self.each("codes", "code", loading_lists.code, lists)
        clauses = self.each("clauses", "clause", loading_lists.clause)
        phrases = loading_lists.phrases(list(self.of("phrases")))
        known = loading_rules.Known(vocabulary, lists, codes, clauses)
        tests = self.each("assessment", "test", loading_rules.test, known)
        pack = Pack(
            name=head.text("name"),
            version=head.text("version"),
            title=head.text("title"),
            jurisdictions=head.choices("jurisdictions", words_of(lists, "jurisdiction"), "jurisdiction"),
            time_zone=head.text("time_zone"),
            effective_from=head.day("effective_from"),
            effective_to=head.day_if_any("effective_to"),
            layer=_layer(head),
            includes=head.texts("includes"),
            may_loosen=frozenset(head.texts("may_loosen")),
            may_set=frozenset(head.texts("may_set")),
            lists=lists,
            codes=codes,
            clauses=clauses,
            parameters=parameters,
            bounds=bounds,
            facts=facts,
            tests=tuple(tests.values()),
            authorities=tuple(self.each("authority", "authority", loading_rules.authority, known).values()),
            conditions=self.each("onward", "condition", loading_rules.onward, known),
            clocks=self.clocks(words_of(lists, "role")),
            escalations=self.escalations(words_of(lists, "role")),
            watch=self.watch(lists),
            working_time=loading_lists.working_time(list(self.of("clocks"))),
            texts=self.each("texts", "text", loading_lists.outgoing),
            phrases=phrases,
            verbs=self.each("access", "verb", loading_access.verb, lists, facts, clauses, parameters),
            schemes=schemes,
            vocabulary=vocabulary,
            documents=self.documents,
            sha256=digest(self.documents),
        )
        head.close()
        return pack

    def lists_and_schemes(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Read the lists and the schemes, of which two more lists are made."""
        lists = loading_lists.lists(list(self.of("lists")))
        schemes = self.each("schemes", "scheme", loading_schemes.scheme, lists)
        if schemes or self.names_schemes():
            lists = {**lists, **loading_schemes.lists(schemes)}
        return lists, schemes

    def names_schemes(self) -> bool:
        """Tell whether the facts of the pack know of schemes, whether or not there are any."""
        named = (each for top in self.of("facts") for each in top.table.get("fact", ()))
        return any(isinstance(each, Mapping) and each.get("name") == "request.scheme" for each in named)

    def escalations(self, roles: Mapping[str, Any]) -> dict[str, Any]:
        """Read who hears of what is overdue."""
        return self.each("escalation", "escalation", loading_lists.escalation, roles)

    def watch(self, lists: Mapping[str, Any]) -> Watch:
        """Read who hears of an open request with a severe risk."""
        tops = list(self.of("watch"))
        return loading_lists.watch(tops, words_of(lists, "role"), words_of(lists, "urgency"))

    def clocks(self, roles: Mapping[str, Any]) -> dict[str, Any]:
        """Read the time limits; the calendars stand in the same folder."""
        found: dict[str, Any] = {}
        for top in self.of("clocks"):
            for section in top.sections("clock"):
                clock = loading_lists.clock(section, roles)
                found[clock.id] = clock
                section.close()
        return found


def _layer(head: Section) -> Layer | None:
    """Read whose layer lies over the pack, as `layering` wrote it."""
    table = head.raw("layer", (Mapping,), {}, "a table")
    if not table:
        return None
    own = Section(table, head.file, (*head.path, "layer"), head.log)
    made = Layer(
        force=own.text("force"),
        version=own.text("version"),
        title=own.text("title"),
        effective_from=own.day("effective_from"),
        effective_to=own.day_if_any("effective_to"),
        sha256=own.text("sha256"),
    )
    own.close()
    return made


def words_of(lists: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Give the words of a list, none when the pack lacks it."""
    return lists[name].members if name in lists else {}


__all__ = ["PackError", "load", "load_canonical", "load_folder"]
