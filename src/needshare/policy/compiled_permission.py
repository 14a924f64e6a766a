"""The compiled permission: one generated function for each verb, answering with the ground that decides.

Forbidding grounds come first, then permitting ones; an unknown fact forbids and never permits.
"""

from collections.abc import Callable
from typing import Final

from .access_facts import AccessSubject, Resource, access_schema
from .emission import Emitter, define, local
from .pack import Ground, Pack, Verb

NO_GROUND: Final = -1
Decide = Callable[[AccessSubject, Resource], int]


class CompiledPermission:
    """The verbs of one pack, compiled."""

    def __init__(self, pack: Pack) -> None:
        self.verbs = {name: _in_order(verb) for name, verb in pack.verbs.items()}
        sizes = {name: len(words.members) for name, words in pack.lists.items()}
        self.emitter = Emitter(access_schema(), pack.columns, pack.ranks, sizes)
        names = {name: f"verb_{place}" for place, name in enumerate(self.verbs)}
        self.source = "\n\n".join(
            self._function(names[name], grounds) for name, grounds in self.verbs.items()
        )
        space = define(self.source, f"{pack.name} {pack.version}, access", self.emitter.names)
        self.functions: dict[str, Decide] = {name: space[names[name]] for name in self.verbs}

    def _function(self, name: str, grounds: tuple[Ground, ...]) -> str:
        lines = [f"def {name}(subject, resource):"]
        paths = dict.fromkeys(path for ground in grounds for path in ground.condition.facts)
        lines += [f"    {local(path)} = {path}" for path in paths]
        for place, ground in enumerate(grounds):
            lines += self._ground(place, ground)
        return "\n".join([*lines, f"    return {NO_GROUND}"])

    def _ground(self, place: int, ground: Ground) -> list[str]:
        when, cautious, plain = self.emitter.condition(ground.condition.node)
        if not when:
            return [f"    if {plain}: return {place}"]
        unsure = "is not False" if ground.kind == "forbid" else "is True"
        return [
            f"    if {when}:",
            f"        if {cautious} {unsure}: return {place}",
            f"    elif {plain}: return {place}",
        ]

    def decide(self, verb: str, subject: AccessSubject, thing: Resource) -> Ground | None:
        """Find the ground that decides; none when nothing permits.

        Raises:
            KeyError: when the pack has no such verb.
        """
        place = self.functions[verb](subject, thing)
        return None if place == NO_GROUND else self.verbs[verb][place]


def _in_order(verb: Verb) -> tuple[Ground, ...]:
    return tuple(sorted(verb.grounds, key=lambda ground: ground.kind != "forbid"))
