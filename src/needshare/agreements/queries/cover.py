"""What an assessment and a release ask of agreements: which count, what they cover, who is named."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.timezone import localdate

from needshare.agreements.models import Agreement, AgreementParty, AgreementVersion, NamedUser
from needshare.agreements.rules import is_reference
from needshare.agreements.terms import Status
from needshare.kernel import Actor
from needshare.kernel.references import tidy_reference
from needshare.kernel.tidying import tidy_name
from needshare.policy import AgreementFacts

from .listing import Listed, agreements_for, counting, with_parties


def agreements_between(*, owner: UUID, organisation: UUID, on: date, viewer: Actor) -> list[AgreementVersion]:
    """Return, for each agreement of an owner with an organisation, the version that counts on a day.

    Also those that have ended, are suspended or have not started, so that the reason can be said. The
    same few statements whatever the number; parties and named users are there without asking again.
    """
    return _between(agreements_for(viewer), owner=owner, organisation=organisation, on=on)


def _between(
    rows: QuerySet[Agreement], *, owner: UUID, organisation: UUID, on: date
) -> list[AgreementVersion]:
    party = AgreementParty.objects.filter(organisation_id=organisation, owner_id=owner)
    rows = rows.filter(owner_id=owner, id__in=party.values("version__agreement_id"))
    found = rows.prefetch_related(with_parties(NamedUser.objects.order_by("id"))).order_by("reference")
    chosen = []
    for each in found:
        version = counting(list(each.versions.all()), on=on)
        version.agreement = each
        chosen.append(version)
    return chosen


def facts_between(
    *, owner: UUID, organisation: UUID, requester: UUID | None, requester_name: str, on: date
) -> tuple[AgreementFacts, ...]:
    """Return what the policy engine must know of each agreement when the force shares with a partner.

    The requester is the person who asks and would receive: an account, or a name alone. Drafts are left
    out. Facts for an assessment, not for showing.
    """
    return tuple(
        _facts(version, organisation, account=requester, name=requester_name, on=on)
        for version in _between(Agreement.objects.all(), owner=owner, organisation=organisation, on=on)
        if version.status != Status.DRAFT
    )


# The pack tests the dates itself, and knows no version that another has replaced.
IN_FACTS = {Status.NOT_STARTED: Status.IN_FORCE, Status.SUPERSEDED: Status.WITHDRAWN}


def _facts(
    version: AgreementVersion, organisation: UUID, *, account: UUID | None, name: str, on: date
) -> AgreementFacts:
    status = version.status_on(on)
    return AgreementFacts(
        id=str(version.id),
        reference=version.agreement.reference,
        version=version.number,
        clauses=version.clauses,
        status=IN_FACTS.get(status, status).value,
        starts_on=version.starts_on,
        ends_on=version.ends_on,
        review_on=version.review_on,
        discloser_is_party=is_signed_party(version, version.owner_id, on=on),
        recipient_is_party=is_signed_party(version, organisation, on=on),
        requester_is_named=is_named(version, organisation=organisation, account=account, name=name, on=on),
        purposes=frozenset(version.purposes) - frozenset(version.prohibited_purposes),
        categories=frozenset(version.categories_out) - frozenset(version.prohibited),
        subject_groups=frozenset(version.subject_groups),
        ceiling=version.ceiling,
        methods=frozenset(version.methods),
        jurisdictions=frozenset(version.jurisdictions),
    )


def is_signed_party(version: AgreementVersion, organisation: UUID, *, on: date) -> bool:
    """Tell whether an organisation is a party of a version and has signed it by a day."""
    return any(
        party.organisation_id == organisation and party.signed_on is not None and party.signed_on <= on
        for party in version.parties.all()
    )


def is_named(
    version: AgreementVersion, *, organisation: UUID, account: UUID | None, name: str, on: date
) -> bool:
    """Tell whether a person may ask under a version: named in it for this day, or a contact point.

    A named user who has no account is recognised by name; who they are is verified apart.
    """
    if account is not None and any(
        party.organisation_id == organisation and party.contact_point_id == account
        for party in version.parties.all()
    ):
        return True
    return any(
        _is_person(person, account=account, name=name)
        for person in version.named_users.all()
        if person.organisation_id == organisation and person.is_current(on)
    )


def _is_person(person: NamedUser, *, account: UUID | None, name: str) -> bool:
    if person.account_id is not None:
        return person.account_id == account
    asked = tidy_name(name)
    return bool(asked) and tidy_name(person.name) == asked


def is_named_user(
    reference: str, *, owner: UUID, organisation: UUID, account: UUID | None, name: str, on: date
) -> bool:
    """Tell whether a person may ask under the agreement of this reference on a day, as it counts then."""
    version = _counting_of(reference, owner=owner, on=on)
    if version is None or not is_signed_party(version, organisation, on=on):
        return False
    return is_named(version, organisation=organisation, account=account, name=name, on=on)


@dataclass(frozen=True, slots=True)
class Standing:
    """The version of an agreement that is in force on a day, as a release needs it."""

    reference: str
    version: int
    version_id: UUID
    ceiling: str
    methods: frozenset[str]
    ends_on: date


def standing(reference: str, *, owner: UUID, organisation: UUID, on: date) -> Standing | None:
    """Return an agreement as it is in force with an organisation on a day; None if it is not."""
    version = _counting_of(reference, owner=owner, on=on)
    if version is None or version.status_on(on) is not Status.IN_FORCE:
        return None
    if not (is_signed_party(version, organisation, on=on) and is_signed_party(version, owner, on=on)):
        return None
    return Standing(
        reference=reference,
        version=version.number,
        version_id=version.id,
        ceiling=version.ceiling,
        methods=frozenset(version.methods),
        ends_on=version.ends_on,
    )


def _counting_of(reference: str, *, owner: UUID, on: date) -> AgreementVersion | None:
    tidy = tidy_reference(reference)
    if not is_reference(tidy):
        return None
    rows = AgreementVersion.objects.filter(owner_id=owner, agreement__reference=tidy)
    versions = list(rows.prefetch_related("parties", "named_users"))
    return counting(versions, on=on) if versions else None


@dataclass(frozen=True, slots=True)
class SignedUp:
    """The answer to "is this organisation signed up for this purpose now?", with what it rests on.

    `codes` say of what stands in the way, for each agreement that does not answer yes.
    """

    is_signed_up: bool
    under: tuple[Listed, ...]
    not_under: tuple[tuple[Listed, str], ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """Name what stands in the way, each once; `partner_not_signed` where there is no agreement."""
        if self.is_signed_up:
            return ()
        return tuple(dict.fromkeys(code for _line, code in self.not_under)) or ("partner_not_signed",)


STATUS_CODES = {
    Status.DRAFT: "partner_not_signed",
    Status.NOT_STARTED: "isa_not_started",
    Status.SUSPENDED: "isa_suspended",
    Status.WITHDRAWN: "isa_withdrawn",
    Status.EXPIRED: "isa_expired",
    Status.SUPERSEDED: "isa_withdrawn",
}


def signed_up(organisation: UUID, *, purpose: str, at: datetime, viewer: Actor) -> SignedUp:
    """Answer whether an organisation is signed up for a purpose at an instant, and under what."""
    today = localdate(at)
    under, not_under = [], []
    versions = agreements_between(owner=viewer.owner, organisation=organisation, on=today, viewer=viewer)
    for version in versions:
        line = Listed.of(version.agreement, on=today)
        code = _what_prevents(line, organisation, purpose, on=today)
        if code:
            not_under.append((line, code))
        else:
            under.append(line)
    return SignedUp(bool(under), tuple(under), tuple(not_under))


def _what_prevents(line: Listed, organisation: UUID, purpose: str, *, on: date) -> str:
    if line.status is not Status.IN_FORCE:
        return STATUS_CODES[line.status]
    if not is_signed_party(line.version, organisation, on=on):
        return "partner_not_signed"
    if purpose not in set(line.version.purposes) - set(line.version.prohibited_purposes):
        return "purpose_out_of_scope"
    return ""
