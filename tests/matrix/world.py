"""The world of the matrix: two forces, five agencies, everybody in every relation, a case at every stage.

It is built once, by actions alone. Every text in it carries a canary that says whose text it is.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from allauth.account.internal.flows.login import record_authentication
from django.http import HttpRequest
from django.test import Client

from needshare.accounts import actions as accounts
from needshare.accounts.models import Account
from needshare.accounts.rules import operator
from needshare.accounts.terms import Clearance, Role
from needshare.agencies import actions as agencies
from needshare.agencies.models import Organisation
from needshare.agencies.terms import LegalType
from needshare.agreements import actions as agreements
from needshare.agreements.rules import NamedPerson, Party
from needshare.audit.sealing import tick
from needshare.decision import actions as decision
from needshare.intake import actions as intake
from needshare.intake.actions import Sender
from needshare.intake.rules import AskedItem, AskedPerson
from needshare.intake.terms import AskingPart, RequestChannel
from needshare.kernel import Blocked, Channel, Conflict, Unknown
from needshare.pathway import actions as pathway
from needshare.pathway.rules import Reason
from needshare.pathway.terms import Stage
from needshare.policy import current_pack
from needshare.receipt import actions as receipt
from tests import story as told
from tests.authorisations.orders import recorded
from tests.calling import token_of
from tests.cast import AT, Cast, acting, agency, assemble, force, person, system
from tests.signing_in import signed_in
from tests.story import Story

from . import table

LATER = AT + timedelta(days=1)  # when the matrix runs: agreement ISA-021 ended the day before
CANARY = "zqcan"

FORCE_ROLES = (
    Role.OFFICER,
    Role.DISCLOSURE_OFFICER,
    Role.DECISION_MAKER,
    Role.SECOND_CHECKER,
    Role.SUPERVISOR,
    Role.INFORMATION_MANAGEMENT,
    Role.DPO,
    Role.SIRO,
    Role.PROFESSIONAL_STANDARDS,
    Role.PROTECTED_PERSONS,
    Role.AUDITOR,
    Role.SYSTEM_ADMINISTRATOR,
)
PARTNER_ROLES = (Role.PARTNER_USER, Role.PARTNER_CONTACT_POINT, Role.PARTNER_ADMINISTRATOR)
ANONYMOUS, PASSWORD_ONLY, API_TOKEN = "anonymous", "password_only", "api_token"
ROLES = (ANONYMOUS, PASSWORD_ONLY, *map(str, FORCE_ROLES), *map(str, PARTNER_ROLES), API_TOKEN)

OWN, TEAM, FORCE, OTHER_FORCE = "own", "same_team", "same_force", "other_force"
ADDRESSED, ON_ISA, OFF_ISA, EXPIRED = "addressed", "on_isa", "off_isa", "expired_isa"
CONFLICT, EX_MEMBER, NOBODY = "conflict", "ex_member", "none"
RELATIONS = (OWN, TEAM, FORCE, OTHER_FORCE, ADDRESSED, ON_ISA, OFF_ISA, EXPIRED, CONFLICT, EX_MEMBER, NOBODY)

MAIN, RECORDED, PAST = "main", "recorded", "past"  # whose case: a partner's, one an officer recorded, old


def canary(whose: str, kind: str) -> str:
    """Return a word that shows up nowhere else: `zqcan-main-worked-zq`."""
    return f"{CANARY}-{whose}-{kind}-zq"


@dataclass(frozen=True, eq=False)
class Player:
    """One account in one relation to the target, with its session and its token."""

    role: str
    relation: str
    account: Account | None
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    is_of_force: bool = False

    @property
    def key(self) -> str:
        return f"{self.role}/{self.relation}/{'force' if self.is_of_force else 'partner'}"

    @property
    def cases(self) -> str:
        """Which of the cases is the target."""
        if self.relation == EXPIRED:
            return PAST
        return RECORDED if (self.role, self.relation) == (Role.OFFICER, OWN) else MAIN


@dataclass
class World:
    """Everything that is asked about, by what it is called in addresses."""

    cast: Cast
    players: list[Player] = field(default_factory=list)
    cases: dict[tuple[str, str], Story] = field(default_factory=dict)
    drafts: dict[str, str] = field(default_factory=dict)
    approval: dict[str, Any] | None = None

    def case(self, player: Player, stage: str) -> Story | None:
        """Return the case at a stage that this player is asked about; None where there is none."""
        return self.cases.get((player.cases, stage))


def build() -> World:
    """Put the whole world into the database."""
    world = World(cast=assemble())
    _organisations(world)
    _people(world)
    _stories(world)
    return world


# --- organisations and people -------------------------------------------------------------------


def _organisations(world: World) -> None:
    by = operator(at=AT)
    for name in ("Disclosure Unit", "Response Unit"):
        agencies.add_unit(code="NMC", name=name, by=by, at=AT)
    force("EMC", "Eastmoor Constabulary")
    agency("STB", "St Brannoc Trust", legal_type=LegalType.NHS_BODY, domain=DOMAINS["STB"])
    agency("QTP", "Quayside Partnership", legal_type=LegalType.OTHER, domain=DOMAINS["QTP"])
    agency("EXP", "Old Wharf Council", domain=DOMAINS["EXP"])


def _people(world: World) -> None:
    own = {
        Role.OFFICER: world.cast.officer,
        Role.DISCLOSURE_OFFICER: world.cast.preparer,
        Role.DECISION_MAKER: world.cast.decider,
        Role.SECOND_CHECKER: world.cast.checker,
        Role.PARTNER_USER: world.cast.partner,
    }
    places = _places()
    for role in FORCE_ROLES:
        for relation in (OWN, TEAM, FORCE, OTHER_FORCE, CONFLICT, EX_MEMBER):
            if relation != OWN or role in own:
                _add(world, role, relation, places, own.get(role))
    for role in PARTNER_ROLES:
        for relation in (OWN, ADDRESSED, ON_ISA, OFF_ISA, EXPIRED, CONFLICT, EX_MEMBER):
            if relation != OWN or role in own:
                _add(world, role, relation, places, own.get(role))
    _systems(world, places)
    for account, is_of_force in ((world.cast.officer, True), (world.cast.partner, False)):
        world.players.append(Player(PASSWORD_ONLY, OWN, account, is_of_force=is_of_force))
    world.players.append(Player(ANONYMOUS, NOBODY, None))


def _places() -> dict[str, Any]:
    return {each.code: each for each in Organisation.objects.all()}


DOMAINS = {
    "WBC": "wexcombe.example",
    "STB": "brannoc.example",
    "QTP": "quayside.example",
    "EXP": "oldwharf.example",
}
AGENCIES = {
    ADDRESSED: "WBC",
    ON_ISA: "STB",
    OFF_ISA: "QTP",
    EXPIRED: "EXP",
    CONFLICT: "WBC",
    EX_MEMBER: "WBC",
}


def _add(world: World, role: Role, relation: str, places: dict[str, Any], own: Account | None) -> None:
    is_of_force = role in FORCE_ROLES
    if relation == OWN and own is not None:
        account = own
    else:
        code = ("EMC" if relation == OTHER_FORCE else "NMC") if is_of_force else AGENCIES[relation]
        name = f"{role} {relation}".replace("_", " ").title()
        if relation == CONFLICT:
            name = f"Jo{role[:4].title()} Pryce"  # the surname of the person the case is about
        username = f"{role}.{relation}".replace("_", "-")
        account = person(places[code], username, role, name=name, domain=DOMAINS.get(code, ""))
    if is_of_force and relation != OTHER_FORCE:
        unit = "Response Unit" if relation == FORCE else "Disclosure Unit"
        accounts.move_unit(username=account.username, unit=unit, by=operator(at=AT), at=AT)
    if not is_of_force:
        _clear(account)
    account = Account.objects.get(pk=account.pk)
    world.players.append(Player(str(role), relation, account, {}, token_of(account), is_of_force))


def _clear(account: Account) -> None:
    accounts.record_clearance(
        username=account.username,
        clearance=Clearance.BPSS,
        until=AT.date().replace(year=AT.year + 1),
        evidence="Seen.",
        by=operator(at=AT),
        at=AT,
    )


def sign_in(world: World) -> None:
    """Sign everybody in when the matrix begins, then let those go who are to be gone."""
    for place, player in enumerate(world.players):
        if player.account is None or player.role == API_TOKEN:
            continue
        cookies = half_of(player.account) if player.role == PASSWORD_ONLY else session_of(player.account)
        world.players[place] = replace(player, cookies=cookies)
    for player in world.players:
        if player.relation == EX_MEMBER and player.account is not None:
            username, by = player.account.username, operator(at=LATER)
            accounts.suspend(username=username, reason="Left.", by=by, at=LATER)


def step_out(world: World, players: Collection[Player]) -> None:
    """Have those who know somebody a case is about say so: from then on it does not exist for them (1.12)."""
    for player in players:
        if player.relation != CONFLICT or player.account is None:
            continue
        for (whose, stage), story in world.cases.items():
            if whose == MAIN and stage != "assessed":  # a step there would have it assessed again
                _step_out(player.account, story)


def _step_out(account: Account, story: Story) -> None:
    """Step out of a case, by whatever way one comes to know of it; who has none may not know of it anyway."""
    by, reference = acting(account, at=AT), story.reference
    reason = Reason(purpose=PURPOSE, words=WORDS, task_reference="", has_read_handling=True)
    ways = (
        lambda: None,
        lambda: pathway.declare_reason(reference=reference, reason=reason, by=by, at=AT),
        lambda: pathway.declare_reason(reference=reference, reason=reason, by=by, at=AT),
        lambda: pathway.open_in_emergency(reference=reference, reason=reason, by=by, at=AT),
    )
    for come_in in ways:
        try:
            come_in()
            pathway.declare_conflict(reference=reference, words="We are related.", by=by, at=AT)
        except (Unknown, Blocked, Conflict):
            continue
        return


PURPOSE = next(iter(current_pack().words("opening_purpose")))
WORDS = "The complaint of 4 March asks who saw the log of this call, and on what grounds they did. " * 3


def give_reasons(world: World) -> None:
    """Have those who may open the case for a declared reason declare one, where they are let."""
    for player in world.players:
        row = table.row_of(player.role, player.is_of_force)
        if table.GROUPS["case_read"].rows.get(row, {}).get(player.relation) != "R":
            continue
        for (whose, _stage), story in world.cases.items():
            if whose == MAIN:
                _give_reason(player, story)


def _give_reason(player: Player, story: Story) -> None:
    assert player.account is not None
    by = acting(
        player.account, at=LATER, channel=Channel.API if player.role == API_TOKEN else Channel.BROWSER
    )
    reason = Reason(purpose=PURPOSE, words=WORDS, task_reference="", has_read_handling=True)
    try:
        for _turn in ("the reason", "the fuller one that one in so many is asked for"):
            found = pathway.declare_reason(reference=story.reference, reason=reason, by=by, at=LATER)
            if found.opening is not None:
                return
    except (Unknown, Blocked, Conflict):
        return  # not let, or in already: the cells will tell


def session_of(account: Account) -> dict[str, str]:
    """Return the cookies of somebody who gave password and code just now."""
    client = signed_in(account)
    return {name: each.value for name, each in client.cookies.items()}


def _systems(world: World, places: dict[str, Any]) -> None:
    """Systems that come in by token: one of the force, one of each agency."""
    stands = (
        (TEAM, "NMC", Role.DISCLOSURE_OFFICER),
        (OTHER_FORCE, "EMC", Role.DISCLOSURE_OFFICER),
        (ADDRESSED, "WBC", Role.PARTNER_USER),
        (ON_ISA, "STB", Role.PARTNER_USER),
        (OFF_ISA, "QTP", Role.PARTNER_USER),
        (EXPIRED, "EXP", Role.PARTNER_USER),
        (EX_MEMBER, "WBC", Role.PARTNER_USER),
    )
    for relation, code, role in stands:
        account = system(places[code], f"system.{relation}".replace("_", "-"), role)
        is_of_force = role == Role.DISCLOSURE_OFFICER
        world.players.append(Player(API_TOKEN, relation, account, {}, token_of(account), is_of_force))


def half_of(account: Account) -> dict[str, str]:
    """Return the cookies of somebody who gave the password and no second factor."""
    fresh = Account.objects.get(pk=account.pk)
    client = Client()
    client.force_login(fresh)
    request = HttpRequest()
    request.session = client.session
    record_authentication(request, fresh, method="password", username=fresh.username)
    request.session.save()
    return {name: each.value for name, each in client.cookies.items()}


# --- cases --------------------------------------------------------------------------------------


@contextmanager
def _words_of(whose: str) -> Iterator[None]:
    """Have everything the force writes about a case carry the canary of that case."""
    worked = canary(whose, "worked")
    plain = {
        name: f"{value} {worked}"
        for name, value in vars_of(told.REASONING).items()
        if isinstance(value, str) and name != "told_to_requester"
    }
    reasoning = replace(
        told.REASONING,
        **plain,
        model_headings={name: f"{said} {worked}" for name, said in told.REASONING.model_headings.items()},
        told_to_requester=canary(whose, "told"),
    )
    with patch.object(told, "WORDS", worked), patch.object(told, "REASONING", reasoning):
        yield


def vars_of(reasoning: Any) -> dict[str, Any]:
    return {name: getattr(reasoning, name) for name in reasoning.__dataclass_fields__}


def asked(whose: str, cast: Cast, **changes: Any) -> Any:
    """Return a complete request whose every text carries a canary."""
    says = canary(whose, "asked")
    return told.asking(
        requester_title=f"Officer {says}",
        requester_department=says,
        requester_email=f"{cast.partner.username.split('@')[0]}@{cast.partner.email_domain}",
        authoriser_rank=says,
        persons=(
            AskedPerson(
                name=told.PERSON,
                role="suspect",
                date_of_birth=told.BORN_ON,
                aliases=says,
                addresses=f"1 Alder Row {says}",
            ),
        ),
        subject_aware_reason=says,
        objective=says,
        purpose_text=says,
        matter_reference=says,
        information_sought=says,
        items=(AskedItem("incident_log", says), AskedItem("court_orders", says)),
        necessity=says,
        proportionality=says,
        consequence=says,
        onward_use=says,
        retention=says,
        security=says,
        **changes,
    )


WALKED = (
    Stage.RECEIVED,
    Stage.VERIFYING_REQUESTER,
    Stage.UNDER_ASSESSMENT,
    Stage.AWAITING_DECISION,
    Stage.APPROVED,
    Stage.PREPARED,
    Stage.SECOND_CHECKED,
    Stage.RELEASED,
    Stage.ACKNOWLEDGED,
    Stage.CLOSED,
)
# A request an officer recorded names no account of the requester, so it is not walked to a package.
BEFORE_DECISION = WALKED[:4]
OPENED = "opened"  # released, and opened by the recipient, who has not acknowledged it


def _stories(world: World) -> None:
    first = told.begin(world.cast, has_agreement=False)
    _agree_with_others(world, first)
    for whose in (MAIN, RECORDED, PAST):
        cast = world.cast if whose != PAST else _past_cast(world, first)
        with _words_of(whose):
            _set(world, whose, cast, first)


def _past_cast(world: World, first: Story) -> Cast:
    """Return the cast of the agency whose agreement has ended since."""
    found = {(each.role, each.relation): each.account for each in world.players}
    cast = replace(
        world.cast,
        council=found[Role.PARTNER_USER, EXPIRED].owner,
        partner=found[Role.PARTNER_USER, EXPIRED],
        contact_point=found[Role.PARTNER_CONTACT_POINT, EXPIRED],
    )
    told.agree(replace(first, cast=cast), reference="ISA-021", ends_on=AT.date())
    return cast


def _agree_with_others(world: World, first: Story) -> None:
    """Sign ISA-014 between the force, the council, and another agency that has no part in the case."""
    found = {(each.role, each.relation): each.account for each in world.players}
    user, contact = found[Role.PARTNER_USER, ON_ISA], found[Role.PARTNER_CONTACT_POINT, ON_ISA]
    add = agreements.add

    def add_wider(*, agreed: Any, **rest: Any) -> Any:
        wider = replace(
            agreed,
            parties=[*agreed.parties, Party(user.owner_id, contact.pk, agreed.starts_on)],
            named_users=[*agreed.named_users, NamedPerson(user.owner_id, account=user.pk)],
        )
        return add(agreed=wider, **rest)

    with patch.object(told.agreements, "add", add_wider):
        told.agree(first)


def _set(world: World, whose: str, cast: Cast, first: Story) -> None:
    """Walk one case to every stage for one kind of target."""
    story = Story(cast, subject=first.subject, asked=asked(whose, cast))
    if whose != MAIN:  # who is on the phone cannot be looked up among the people an agreement names
        relied_on = "ISA-021" if whose == PAST else ""
        story.asked = asked(whose, cast, agreement_reference=relied_on)
    story.items = [
        told.hold(story, "incident_log", canary(whose, "title"), canary(whose, "held")),
        told.hold(story, "court_orders", canary(whose, "title"), canary(whose, "held")),
    ]
    for stage in WALKED:
        if whose != RECORDED or stage in BEFORE_DECISION:
            made = world.cases[whose, str(stage)] = _walk(story, whose, stage)
            if stage == Stage.UNDER_ASSESSMENT:
                recorded(made)
    for name, turn in TURNS.items():
        if whose == RECORDED and (turn.after not in BEFORE_DECISION or name == "withdrawn"):
            continue
        made = _walk(story, whose, turn.after)
        turn.take(made)
        world.cases[whose, name] = made
    world.drafts[whose] = str(
        intake.save_draft(
            draft_id=None,
            force="NMC",
            part=AskingPart.ABOUT_YOU,
            answers=story.asked,
            by=acting(cast.officer if whose == RECORDED else cast.partner),
            at=AT,
        ).pk
    )


def _walk(story: Story, whose: str, stage: Stage) -> Story:
    made = replace(story, reference="", stage=Stage.DRAFT)
    if whose == RECORDED:
        sender = Sender(made.cast.force.code, made.cast.council.code, RequestChannel.PHONE)
        case = intake.submit(sender=sender, asking=made.asked, by=made.by("officer"), at=AT)
        made.reference, made.stage = case.reference, Stage.RECEIVED
    made.to(stage)
    if stage == Stage.RELEASED:
        tick(at=AT)
    return made


@dataclass(frozen=True)
class Turn:
    """A stage off the straight path: from where it is reached, and by what."""

    after: Stage
    take: Any


def _opened(story: Story) -> None:
    by = story.by("partner")
    receipt.accept_conditions(reference=story.reference, by=by, at=AT)
    receipt.open_package(reference=story.reference, by=by, at=AT)


def _by_hand(act: Any, part: str, **given: Any) -> Any:
    return lambda story: act(reference=story.reference, by=story.by(part), at=AT, **given)


def _decided(act: Any, **given: Any) -> Any:
    def take(story: Story) -> None:
        reasoning = told.approval(story)[1]
        act(reference=story.reference, reasoning=reasoning, by=story.by("decider"), at=AT, **given)

    return take


def _assessed(story: Story) -> None:
    told.match(story)
    told.gather(story)
    told.assess(story)


SOON = AT + timedelta(days=9)
AWAITING = Stage.AWAITING_DECISION
TURNS = {
    "assessed": Turn(Stage.UNDER_ASSESSMENT, _assessed),
    OPENED: Turn(Stage.RELEASED, _opened),
    "returned_for_more": Turn(
        Stage.VERIFYING_REQUESTER, _by_hand(intake.return_for_more, "preparer", what="The dates.")
    ),
    "on_hold": Turn(
        Stage.UNDER_ASSESSMENT, _by_hand(pathway.hold, "preparer", reason="Awaiting a call.", until=SOON)
    ),
    "redirected": Turn(Stage.VERIFYING_REQUESTER, _by_hand(intake.redirect, "preparer", route="dbs")),
    "refused": Turn(AWAITING, _decided(decision.refuse)),
    "referred": Turn(AWAITING, _decided(decision.refer, to="dpo", question="May we?", answer_by=SOON.date())),
    "deferred": Turn(AWAITING, _decided(decision.defer, until=SOON.date())),
    "withdrawn": Turn(Stage.RECEIVED, _by_hand(intake.withdraw, "partner", reason="Settled.")),
}
