"""Who may administer people, who may record training and vetting, and whom a person may know of."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q

from needshare.kernel import Actor, Channel, Finding, gettext_noop as _, met, not_met, require
from needshare.kernel.actors import NOBODY

from . import rules
from .terms import USER_ADMINISTRATION, Role

if TYPE_CHECKING:
    from needshare.agencies.models import Organisation

    from .models import Account, Compartment, RoleProposal


ENCLOSERS = (Role.INFORMATION_MANAGEMENT, Role.SIRO)  # who opens compartments and puts cases into them
KEEPERS = (
    Role.SYSTEM_ADMINISTRATOR,
    Role.PARTNER_ADMINISTRATOR,
    Role.PROFESSIONAL_STANDARDS,
    Role.INFORMATION_MANAGEMENT,
)


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
    require(rules.not_oneself(by, person.id), rules.not_above(by, person.roles))


def must_fit(home: "Organisation", roles: Collection[Role], by: Actor) -> None:
    """Block roles that the organisation's people cannot hold, or that the giver cannot give."""
    require(
        rules.roles_are_kept_apart(roles),
        rules.roles_fit_the_organisation(roles, is_force=home.is_force),
        *(rules.may_give(by, role) for role in roles),
    )


def must_act_alone(by: Actor) -> None:
    """Block making a password for somebody else, except at the installation's own command line."""
    require(
        _allowed(
            is_operator(by),
            _("Nobody sees or chooses another's password. Invite the person instead."),
            "invite_instead",
        )
    )


def must_be_administrator(organisation: "Organisation", by: Actor) -> None:
    """Block the pages of administering for all but this organisation's administrators."""
    require(rules.may_administer(by, organisation=organisation.id, is_force=organisation.is_force))


def may_administer(organisation: "Organisation", by: Actor) -> bool:
    """Tell whether somebody administers this organisation, for what pages offer."""
    return rules.may_administer(by, organisation=organisation.id, is_force=organisation.is_force).is_met


def offers(person: "Account", by: Actor) -> frozenset[str]:
    """Name what pages offer somebody to do about a person; each act asks again."""
    is_other = person.id != by.id
    offered: set[str] = set()
    if is_other and may_administer(person.owner, by) and rules.not_above(by, person.roles).is_met:
        offered.add("administer")
    if is_other and _is_in_reach(person, by) and by.has_role(Role.PROFESSIONAL_STANDARDS):
        offered.add("vet")
    trains = by.has_role(Role.INFORMATION_MANAGEMENT) and _is_in_reach(person, by)
    if is_other and (trains or (by.has_role(Role.PARTNER_ADMINISTRATOR) and person.owner_id == by.owner)):
        offered.add("train")
    return frozenset(offered)


def roles_to_propose(person: "Account", by: Actor) -> list[Role]:
    """List the roles an administrator could propose for a person as they stand."""
    held = {Role(word) for word in person.roles}
    return [
        role
        for role in Role
        if role not in held
        and rules.may_give(by, role).is_met
        and rules.roles_fit_the_organisation({role}, is_force=person.owner.is_force).is_met
        and rules.roles_are_kept_apart(held | {role}).is_met
    ]


def may_decide_role(proposal: "RoleProposal", by: Actor) -> bool:
    """Tell whether somebody could be the second person for a proposed role, for what pages offer."""
    person = proposal.account
    decides = by.has_role(Role.PROFESSIONAL_STANDARDS) and _is_in_reach(person, by)
    apart = rules.another_decides(by, proposed_by=proposal.proposed_by, person=person.id)
    return (decides or may_administer(person.owner, by)) and apart.is_met


def must_decide_role(person: "Account", proposed_by: object, by: Actor, at: datetime) -> None:
    """Block deciding on a proposed role, but for a second administrator or professional standards."""
    if not (by.has_role(Role.PROFESSIONAL_STANDARDS) and _is_in_reach(person, by)):
        require(rules.may_administer(by, organisation=person.owner_id, is_force=person.owner.is_force))
    require(rules.another_decides(by, proposed_by=proposed_by, person=person.id))
    must_be_confirmed(by, at)


def must_keep_people(by: Actor) -> None:
    """Block the pages of people's accounts for all but those who keep, vet or train people."""
    require(
        _allowed(
            may_keep_people(by), _("Only those who keep people's accounts may see this."), "not_a_keeper"
        )
    )


def may_keep_people(by: Actor) -> bool:
    """Tell whether somebody administers people, or records training and vetting."""
    return by.has_role(*KEEPERS)


def must_be_worker(by: Actor) -> None:
    """Block anybody but the worker, which makes and sends the links of invitations."""
    reason = _("This is done by the worker, never by a person.")
    require(_allowed(by.channel is Channel.WORKER, reason, "not_the_worker"))


def must_administer_system(system: "Account", by: Actor, at: datetime) -> None:
    """Block changing what only its owner may change, unless it is a system's: systems have no hands."""
    must_administer(system.owner, by, at)
    require(
        _allowed(
            system.is_system,
            _("Only the person themself may do this."),
            "not_ones_own",
        )
    )


def must_issue_token(account: "Account", by: Actor, at: datetime) -> None:
    """Block issuing a token for anybody but oneself, a system one administers, or at the console."""
    if is_operator(by):
        return
    if account.id == by.id:
        must_be_confirmed(by, at)
    else:
        must_administer_system(account, by, at)


def must_make_step_token(account: "Account", by: Actor, at: datetime, *, expires_at: datetime) -> None:
    """Block a token for steps that matter, unless it is one's own, short, and one has just confirmed.

    Away from production the worked example and the tests speak through tokens that the operator issued.
    """
    if not settings.IS_PRODUCTION and not account.is_system:
        return
    require(
        rules.step_token_is_ones_own(by, account.id, is_system=account.is_system),
        rules.step_token_is_short(at=at, expires_at=expires_at),
    )
    must_be_confirmed(by, at)


def must_revoke_token(account: "Account", by: Actor) -> None:
    """Block revoking a token, except one's own or as an administrator; no confirmation: speed matters."""
    if account.id != by.id:
        is_force = account.owner.is_force
        require(rules.may_administer(by, organisation=account.owner_id, is_force=is_force))


def must_record_training(person: "Account", by: Actor) -> None:
    """Block recording training, except by information management or the partner's administrator."""
    require(rules.not_oneself(by, person.id))
    may = (
        is_operator(by)
        or (by.has_role(Role.INFORMATION_MANAGEMENT) and _is_in_reach(person, by))
        or (by.has_role(Role.PARTNER_ADMINISTRATOR) and person.owner_id == by.owner)
    )
    reason = _("Only information management, or the partner's administrator, records training.")
    require(_allowed(may, reason, "may_not_record_training"))


def must_record_vetting(person: "Account", by: Actor) -> None:
    """Block recording clearance and vetting, except by professional standards of a force."""
    require(rules.not_oneself(by, person.id))
    may = is_operator(by) or (by.has_role(Role.PROFESSIONAL_STANDARDS) and _is_in_reach(person, by))
    reason = _("Only professional standards records clearance and vetting.")
    require(_allowed(may, reason, "may_not_record_vetting"))


def _is_in_reach(person: "Account", by: Actor) -> bool:
    """Tell whether a force may judge this person: its own, or a partner agency's."""
    return by.is_force and (person.owner_id == by.owner or not person.owner.is_force)


def may_open_compartments(by: Actor) -> bool:
    """Tell whether somebody opens compartments, for what pages offer."""
    return by.is_force and by.has_role(*ENCLOSERS)


def must_open_compartments(by: Actor, at: datetime) -> None:
    """Block opening a compartment, except by information management or the risk owner."""
    reason = _("Only information management or the senior information risk owner opens a compartment.")
    require(_allowed(may_open_compartments(by), reason, "may_not_open_compartments"))
    must_be_confirmed(by, at)


def must_sponsor(circle: "Compartment", by: Actor, at: datetime) -> None:
    """Block bringing people in and out, except by the compartment's sponsor."""
    is_sponsor = by.id == circle.sponsor_id and by.owner == circle.owner_id
    require(_allowed(is_sponsor, _("Only its sponsor says who is in a compartment."), "not_the_sponsor"))
    must_be_confirmed(by, at)


def must_fit_into_compartment(person: "Account", by: Actor) -> None:
    """Block bringing in, or making sponsor, oneself, people of elsewhere, systems, and who keeps accounts."""
    require(rules.not_oneself(by, person.id))
    is_own = person.owner_id == by.owner and person.owner.is_force and person.is_active
    fits = is_own and not person.is_system and not USER_ADMINISTRATION & {Role(each) for each in person.roles}
    reason = _("Only active people of the force who may see case content can be in a compartment.")
    require(_allowed(fits, reason, "cannot_be_in_compartment"))


def must_be_inside(circle: "Compartment", by: Actor) -> None:
    """Block reading what a compartment is for and who is in it, except for those in it."""
    reason = _("Only people in this compartment see what it is for and who is in it.")
    require(_allowed(is_inside(circle, by), reason, "not_in_compartment"))


def is_inside(circle: "Compartment", by: Actor) -> bool:
    """Tell whether somebody is in a compartment as of when they were recognised."""
    return circle.id in by.compartments


def compartments_known_to(viewer: Actor) -> Q:
    """Narrow compartments: the code name is known to whoever opens them, to the sponsor, and inside."""
    if may_open_compartments(viewer):
        return Q(owner_id=viewer.owner)
    own = Q(sponsor_id=viewer.id) | Q(id__in=sorted(viewer.compartments))
    return Q(owner_id=viewer.owner) & own if viewer.is_force else Q(pk__in=[])


def is_operator(by: Actor) -> bool:
    """Tell whether this is the operator at the command line."""
    return by.id == NOBODY and by.has_role(Role.SYSTEM_ADMINISTRATOR)


def _allowed(may: bool, reason: str, code: str) -> Finding:
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
