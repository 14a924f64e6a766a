"""Who may administer people, who may record training and vetting, and whom a person may know of."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q

from needshare.kernel import Actor, Finding, gettext_noop as _, met, not_met, require
from needshare.kernel.actors import NOBODY

from . import rules
from .terms import Role

if TYPE_CHECKING:
    from needshare.agencies.models import Organisation

    from .models import Account


def confirmed_recently(actor: Actor, at: datetime) -> Finding:
    """Judge whether the actor's second factor is fresh enough for a step that matters."""
    return rules.is_confirmed(actor, at=at, within=settings.FRESH_FOR)


def must_be_confirmed(by: Actor, at: datetime) -> None:
    """Block a step that matters until the person has just proved who they are.

    Raises:
        Blocked: with the code `confirmation_needed`, which pages turn into the confirmation page.
    """
    require(confirmed_recently(by, at))


def must_administer(organisation: "Organisation", by: Actor, at: datetime) -> None:
    """Block anyone but an administrator of this organisation who has just confirmed who they are."""
    require(rules.may_administer(by, organisation=organisation.id, is_force=organisation.is_force))
    must_be_confirmed(by, at)


def must_administer_person(person: "Account", by: Actor, at: datetime) -> None:
    """Block administering oneself, or a person outside one's bounds."""
    must_administer(person.owner, by, at)
    require(rules.not_oneself(by, person.id))


def must_record_training(person: "Account", by: Actor) -> None:
    """Block recording training, except by information management or the partner's administrator."""
    require(rules.not_oneself(by, person.id))
    own = person.owner_id == by.owner
    may = (
        by.is_force and by.has_role(Role.INFORMATION_MANAGEMENT) and (own or not person.owner.is_force)
    ) or (by.has_role(Role.PARTNER_ADMINISTRATOR) and own)
    require(
        allowed(
            may or is_operator(by),
            _("Only information management, or the person's own administrator, records training."),
            "may_not_record_training",
        )
    )


def must_record_vetting(person: "Account", by: Actor) -> None:
    """Block recording clearance and vetting, except by professional standards of a force."""
    require(rules.not_oneself(by, person.id))
    own = person.owner_id == by.owner
    may = by.is_force and by.has_role(Role.PROFESSIONAL_STANDARDS) and (own or not person.owner.is_force)
    require(
        allowed(
            may or is_operator(by),
            _("Only professional standards records clearance and vetting."),
            "may_not_record_vetting",
        )
    )


def is_operator(by: Actor) -> bool:
    """Tell whether this is the operator at the command line."""
    return by.id == NOBODY and by.has_role(Role.SYSTEM_ADMINISTRATOR)


def allowed(may: bool, reason: str, code: str) -> Finding:
    """Turn an answer into a finding with its reason."""
    if may:
        return met(reason, test="access")
    return not_met(reason, test="access", code=code)


def visible(viewer: Actor) -> Q:
    """Narrow a list of people: a force knows its own and the partners', a partner its own only."""
    if is_operator(viewer):
        return Q()
    if viewer.is_force:
        return Q(owner_id=viewer.owner) | Q(owner__kind="agency")
    return Q(owner_id=viewer.owner)
