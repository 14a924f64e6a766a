"""Who keeps the register of organisations, and which organisations a person may know of."""

from typing import TYPE_CHECKING

from django.db.models import Q

from needshare.kernel import Actor, Blocked, Channel, gettext_noop as _, not_met
from needshare.kernel.actors import NOBODY

from .terms import Kind

if TYPE_CHECKING:
    from .models import Organisation

# Roles of the register, as stored words: the capability that defines roles stands above this one.
REGISTER = ("information_management", "system_administrator")
OWN_UNITS = ("partner_administrator",)


def blocked(reason: str, code: str) -> Blocked:
    """Say that the actor may not do this, with the reason shown and its code."""
    return Blocked(reason, [not_met(reason, test="access", code=code)])


def is_at_console(actor: Actor) -> bool:
    """Tell whether this is the operator of the machine itself, at its command line."""
    return actor.id == NOBODY and actor.channel is Channel.COMMAND


def must_keep_register(by: Actor) -> None:
    """Block anyone but a force's information management and system administrators."""
    if not (by.is_force and by.has_role(*REGISTER)):
        raise blocked(
            _("Only information management or a system administrator may change the register."),
            "not_a_register_keeper",
        )


def must_keep(organisation: "Organisation", by: Actor) -> None:
    """Block changing another force: a force keeps itself and the partner agencies."""
    must_keep_register(by)
    if organisation.is_force and organisation.id != by.owner and not is_at_console(by):
        raise blocked(_("Another force keeps its own entry in the register."), "another_force")


def must_add(kind: Kind, by: Actor) -> None:
    """Block adding a force from anywhere but the machine's own command line."""
    must_keep_register(by)
    if kind is Kind.FORCE and not is_at_console(by):
        raise blocked(
            _("A police force is added at the command line of the installation."),
            "force_added_at_console",
        )


def must_keep_units(organisation: "Organisation", by: Actor) -> None:
    """Block changing units, except one's own organisation's by its administrator."""
    if by.has_role(*OWN_UNITS) and organisation.id == by.owner:
        return
    must_keep(organisation, by)


def visible(viewer: Actor) -> Q:
    """Narrow a list of organisations: a force knows all, a partner its own and the forces."""
    if viewer.is_force:
        return Q()
    return Q(id=viewer.owner) | Q(kind=Kind.FORCE)


def owned_visible(viewer: Actor) -> Q:
    """Narrow a list of what organisations own, as `visible` narrows the organisations."""
    if viewer.is_force:
        return Q()
    return Q(owner_id=viewer.owner) | Q(owner__kind=Kind.FORCE)
