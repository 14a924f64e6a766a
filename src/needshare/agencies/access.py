"""Who keeps the register of organisations, and which organisations a person may know of."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
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


def must_be_confirmed(by: Actor, at: datetime) -> None:
    """Block a step that decides who may come in until the person has just proved who they are."""
    if by.confirmed_at is None or not timedelta(0) <= at - by.confirmed_at <= settings.FRESH_FOR:
        raise blocked(
            _("Confirm that it is you with a code from your authenticator app, then try again."),
            "confirmation_needed",
        )


def must_switch(organisation: "Organisation", by: Actor, at: datetime) -> None:
    """Block ending or restoring access, but for a keeper just confirmed, about another organisation."""
    must_keep(organisation, by)
    must_be_confirmed(by, at)
    if organisation.id == by.owner:
        raise blocked(_("Nobody ends the access of their own organisation."), "own_organisation")


def must_propose(organisation: "Organisation", by: Actor) -> None:
    """Block proposing what the register says, except of one's own agency by its administrator."""
    if not may_propose(organisation, by):
        raise blocked(_("Only the organisation's own administrator proposes this."), "may_not_propose")


def may_propose(organisation: "Organisation", by: Actor) -> bool:
    """Tell whether somebody proposes what the register says of an organisation, for what pages offer."""
    return by.has_role(*OWN_UNITS) and organisation.id == by.owner


def must_be_anothers(proposed_by: object, by: Actor) -> None:
    """Block deciding on one's own proposal."""
    if by.id == proposed_by:
        raise blocked(_("Somebody else must decide this."), "self_approval")


def offers(organisation: "Organisation", by: Actor) -> frozenset[str]:
    """Name what pages offer somebody to do about an organisation; each act asks again."""
    offered: set[str] = set()
    if by.is_force and by.has_role(*REGISTER) and (not organisation.is_force or organisation.id == by.owner):
        offered |= {"keep", "units"}
        if organisation.id != by.owner:
            offered.add("switch")
    if may_propose(organisation, by):
        offered |= {"propose", "units"}
    return frozenset(offered)


def may_add(by: Actor) -> bool:
    """Tell whether somebody adds partner agencies to the register, for what pages offer."""
    return by.is_force and by.has_role(*REGISTER)


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
