"""A person's own part: what the pack in force lets one person do and decide, by which methods, and who may do the rest.

Everything is asked of the grounds, rows and columns that judge acts, never written down a second time (ADR 0052).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from .access_facts import AccessSubject, resource
from .engine import check
from .markings import carried_by, is_held
from .pack import Authority, Ground, Member, Pack
from .permission import left_of_grounds, residual

NEVER = ("false",)
ALWAYS = ("true",)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnVerb:
    """One thing to do: whether this person may at all, where, where not, and which roles may who does not.

    `grounds` and `limits` are the pack's words of what still depends on the thing itself. Where the person may
    not, `why_not` says so, and `roles` are those whose holder may, on the person's own side.
    """

    id: str
    label: str
    may: bool
    grounds: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    of_the_force: tuple[str, ...] = ()
    why_not: str = ""
    clauses: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnDecision:
    """One row of the authority table, and whether this person may decide what it is about."""

    row: Authority
    may: bool

    @property
    def roles(self) -> list[str]:
        """Name the roles that decide, always in the same order."""
        return sorted(self.row.roles)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnMarking:
    """One marking: whether this person may handle it, why, and by which methods it may travel."""

    id: str
    label: str
    may: bool
    reason: str
    methods: tuple[Member, ...]


def own_verbs(pack: Pack, subject: AccessSubject) -> tuple[OwnVerb, ...]:
    """Say of every verb of the access pack whether this person may do it to anything at all."""
    return tuple(_verb(pack, name, subject) for name in pack.verbs)


def _verb(pack: Pack, name: str, subject: AccessSubject) -> OwnVerb:
    verb, left = pack.verbs[name], left_of_grounds(pack, name, subject)
    if residual(pack, name, subject) == NEVER:
        stops = [ground for ground, node in left if ground.kind == "forbid" and node == ALWAYS]
        return OwnVerb(
            id=name,
            label=verb.label,
            may=False,
            why_not=stops[0].message if stops else verb.refusal,
            clauses=verb.clauses,
            roles=tuple(_roles_that_may(pack, name, subject)),
        )
    open_still = [ground for ground, node in left if node != NEVER]
    return OwnVerb(
        id=name,
        label=verb.label,
        may=True,
        grounds=_words(open_still, "permit"),
        limits=_words(open_still, "forbid"),
        of_the_force=tuple(dict.fromkeys(ground.message for ground in open_still if ground.layer)),
        clauses=verb.clauses,
    )


def _words(grounds: Sequence[Ground], kind: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ground.message for ground in grounds if ground.kind == kind))


def _roles_that_may(pack: Pack, name: str, subject: AccessSubject) -> Iterator[str]:
    """Name the roles with which the same person, having that role alone, could do it."""
    for role in pack.words("role"):
        if residual(pack, name, replace(subject, roles=frozenset({role}))) != NEVER:
            yield role


def own_decisions(pack: Pack, subject: AccessSubject, *, verb: str) -> tuple[OwnDecision, ...]:
    """Say of every row of the authority table whether this person may decide it, by role and by the access pack.

    `verb` is what deciding is called there. Asked about is a case of the person's own organisation that the
    row brings to whom it names; that it is somebody else's to prepare is judged where it is decided.
    """
    found = []
    for row in pack.authorities:
        thing = resource(owner=subject.owner, escalated_to=row.roles)
        may = bool(subject.roles & row.roles) and check(pack, verb, subject, thing).is_met
        found.append(OwnDecision(row=row, may=may))
    return tuple(found)


def own_markings(
    pack: Pack, subject: AccessSubject, *, verb: str, thing: Mapping[str, object]
) -> tuple[OwnMarking, ...]:
    """Say of every marking held here whether this person may handle it, and by which methods it may travel.

    `verb` is what handling it is called for such a person, `thing` what is known of the thing beside its marking.
    """
    found, carried, ranks = [], carried_by(pack), pack.ranks["marking"]
    for each in pack.lists["marking"].members.values():
        if not is_held(pack, each.id):
            continue
        answer = check(pack, verb, subject, resource(**{**thing, "marking": each.id}))
        found.append(
            OwnMarking(
                id=each.id,
                label=each.label,
                may=answer.is_met,
                reason=answer.reason,
                methods=_carrying(pack, carried, ranks[each.id]),
            )
        )
    return tuple(found)


def _carrying(pack: Pack, carried: Mapping[str, int], rank: int) -> tuple[Member, ...]:
    return tuple(
        method
        for method in pack.lists["method"].members.values()
        if carried.get(method.id, -1) >= rank and not method.columns.get("is_forbidden")
    )
