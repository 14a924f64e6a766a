"""The engine as the stages call it: the pack in force, one assessment, its replay, one permission."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from needshare.kernel import Actor, Finding, gettext_noop as _, met, not_met
from needshare.kernel.sight import Scope, running

from . import markings, permission
from .access_facts import AccessSubject, Resource
from .canonical import assessment_to_canonical, facts_from_canonical
from .compiled import Compiled
from .compiled_permission import CompiledPermission
from .facts import AssessmentFacts
from .in_force import SHIPPED, InForce
from .language import Node
from .pack import Pack
from .results import Assessment

PACKS: Final = SHIPPED
USUAL: Final = "uk_police"
KEPT: Final = 32  # packs compiled: one for each force that has a layer of its own
HANDLING_NOT_READ: Final = "handling_not_read"
KEPT_RESIDUALS: Final = 2048  # one for each person and verb of late
_compiled: dict[str, Compiled] = {}
_permissions: dict[str, CompiledPermission] = {}
_latest: tuple[Actor, AccessSubject] | None = None
_residuals: dict[tuple[str, str, AccessSubject], tuple[Node, tuple[Node, ...]]] = {}


_standing: list[InForce] = [InForce(PACKS / USUAL)]


def stand_on(in_force: InForce) -> InForce:
    """Take the packs from here for the life of the process; give what they were taken from before."""
    before, _standing[:] = _standing[0], [in_force]
    return before


def stands_on() -> InForce:
    """Give what the packs are taken from."""
    return _standing[0]


def current_pack(force: UUID | None = None) -> Pack:
    """Give the pack in force for a force, its own layer over it; by itself for the force whose work runs.

    A partner's people, and work for no force, have the pack without any layer.

    Raises:
        Unavailable: there is no good text of it; nothing is assessed with a pack that is wrong.
    """
    if force is None:
        sight = running().sight
        force = sight.owner if sight.scope is Scope.FORCE else None
    return _standing[0].pack_for(force)


def condition_text(decided: Mapping[str, str], *, owner: UUID) -> str:
    """Give a condition on onward use in the words it was decided in; where none were kept, in those of today."""
    return decided.get("text") or current_pack(owner).conditions[decided["code"]].text


def usual_marking() -> str:
    """Name the marking of what is said about people, until its originator marks it otherwise."""
    return markings.usual(current_pack())


def handling_is_known(actor: Actor, marking: str) -> Finding:
    """Say that a person has read how something of this marking is handled, by the rules in force (clause B13).

    The lowest marking asks for nothing of the kind. A system reads nothing: its connection was assessed as a whole.
    """
    pack = current_pack()
    if marking == markings.lowest(pack) or actor.is_system:
        return met(_("This marking asks for nothing to be read first."), test="handling")
    if f"{marking} {rules_in_force(marking)}" in actor.handling_read:
        return met(_("How it is handled was read."), test="handling", sources=("B13",))
    return not_met(
        _("Read how this marking is handled first, and say that you have."),
        test="handling",
        code=HANDLING_NOT_READ,
        sources=("B13",),
        facts={"marking": marking},
    )


def rules_in_force(marking: str) -> str:
    """Name the rules of handling of a marking as they stand in the pack in force.

    Raises:
        KeyError: there is no such marking.
    """
    return markings.rules_digest(current_pack(), marking)


def means_today(former_marking: str) -> str:
    """Say what a marking no longer given means today; nothing of an item that was never marked so."""
    found = markings.understood(current_pack(), former_marking) if former_marking else None
    return found.told if found else ""


def compiled_form(pack: Pack) -> Compiled:
    """Compile a pack, once for each digest."""
    found = _compiled.get(pack.sha256)
    if found is None:
        while len(_compiled) >= KEPT:
            _compiled.pop(next(iter(_compiled)))
        found = _compiled[pack.sha256] = Compiled(pack)
    return found


def assess(pack: Pack, facts: AssessmentFacts) -> Assessment:
    """Assess every basis whole; a person decides.

    Raises:
        FactsError: when a fact names something the pack does not know.
    """
    return compiled_form(pack).assess(facts)


def replay(pack: Pack, facts: bytes) -> bytes:
    """Assess stored facts again and write the result as it was stored."""
    return assessment_to_canonical(assess(pack, facts_from_canonical(facts)))


def check(pack: Pack, verb: str, subject: AccessSubject, thing: Resource = permission.NOTHING) -> Finding:
    """Tell whether a person may do something to a thing, and why or why not.

    Raises:
        KeyError: when the pack has no such verb; there is no default to fall back to.
    """
    found = _permissions.get(pack.sha256)
    if found is None:
        while len(_permissions) >= KEPT:
            _permissions.pop(next(iter(_permissions)))
        found = _permissions[pack.sha256] = CompiledPermission(pack)
    return permission.finding_of(pack, verb, found.decide(verb, subject, thing))


def may(verb: str, actor: Actor, thing: Resource = permission.NOTHING) -> Finding:
    """Tell whether an actor may do something to a thing, by the pack in force."""
    return check(current_pack(), verb, _subject_of(actor), thing)


def _subject_of(actor: Actor) -> AccessSubject:
    """Return the facts of an actor, who never changes; a page asks of the same one many times in a row."""
    global _latest  # noqa: PLW0603 - one slot, swapped whole
    known = _latest
    if known is None or known[0] is not actor:
        known = _latest = (actor, AccessSubject.of(actor))
    return known[1]


def visible(verb: str, actor: Actor) -> Node:
    """Work out which things an actor may do something to, by the pack in force; see `to_q`."""
    return _left_of(verb, actor)[0]


def visible_by(verb: str, actor: Actor) -> tuple[Node, ...]:
    """Work out the same as alternatives, one for each ground that permits; see `to_branches`."""
    return _left_of(verb, actor)[1]


def _left_of(verb: str, actor: Actor) -> tuple[Node, tuple[Node, ...]]:
    pack, subject = current_pack(), _subject_of(actor)
    asked = (pack.sha256, verb, subject)
    found = _residuals.get(asked)
    if found is None:
        if len(_residuals) >= KEPT_RESIDUALS:
            _residuals.clear()
        found = _residuals[asked] = (
            permission.residual(pack, verb, subject),
            permission.alternatives(pack, verb, subject),
        )
    return found
