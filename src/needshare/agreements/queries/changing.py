"""What acts and the worker read of agreements, to change them or to raise what must follow."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.timezone import localdate

from needshare.agreements.models import Agreement, AgreementVersion
from needshare.agreements.rules import LISTS, Agreed, NamedPerson, Party
from needshare.agreements.terms import STANDING
from needshare.kernel import Actor, Unknown
from needshare.policy import current_pack

from .listing import agreements_for, only


def words() -> dict[str, Collection[str]]:
    """Map each list of words an agreement uses to the words the policy pack has in it.

    A method that is forbidden cannot be agreed.
    """
    pack = current_pack()
    lists: dict[str, Collection[str]] = {
        name: pack.words(name) for name in {*LISTS.values(), "marking", "agreement_term"}
    }
    lists["method"] = [word for word in lists["method"] if not pack.column("method", word, "is_forbidden")]
    return lists


def agreement_to_change(reference: str, *, viewer: Actor) -> Agreement:
    """Return one agreement and keep others from changing it until the act is done."""
    return only(agreements_for(viewer).select_for_update(), reference)


def versions_of(agreement: Agreement) -> QuerySet[AgreementVersion]:
    """Return every version of an agreement, newest first."""
    return agreement.versions.select_related("agreement", "data_key").order_by("-number")


def standing_versions(*, owner: UUID) -> list[AgreementVersion]:
    """List the newest version that stands of each agreement of an owner, for what the worker does by itself."""
    rows = AgreementVersion.objects.filter(owner_id=owner, status__in=list(STANDING))
    found = rows.select_related("agreement").order_by("agreement_id", "number")
    return list({each.agreement_id: each for each in found}.values())


def newest_version(agreement: Agreement) -> AgreementVersion:
    """Return the version with the highest number, drafts included."""
    return versions_of(agreement)[:1].get()


def agreed_in(version: AgreementVersion) -> Agreed:
    """Return what a version says, with its parties and named users."""
    return Agreed(
        title=version.agreement.title,
        owner_person=version.agreement.owner_person_id,
        number=version.number,
        starts_on=version.starts_on,
        ends_on=version.ends_on,
        review_on=version.review_on,
        ceiling=version.ceiling,
        clauses=version.clauses,
        **_lists_of(version),
        parties=[
            Party(party.organisation_id, party.contact_point_id, party.signed_on)
            for party in version.parties.all()
        ],
        named_users=[
            NamedPerson(
                person.organisation_id,
                person.account_id,
                person.name,
                person.job_title,
                person.starts_on,
                person.ends_on,
            )
            for person in version.named_users.all()
        ],
    )


def _lists_of(version: AgreementVersion) -> Mapping[str, list[str]]:
    return {name: list(getattr(version, name)) for name in LISTS}


def contact_points(version: AgreementVersion) -> list[UUID]:
    """Return the contact points of a version's parties, each once, in the order of the parties."""
    rows = version.parties.filter(contact_point__isnull=False).order_by("id")
    return list(dict.fromkeys(rows.values_list("contact_point_id", flat=True)))


def _ended(at: datetime) -> QuerySet[AgreementVersion]:
    return AgreementVersion.objects.filter(
        status__in=STANDING, expiry_raised_at__isnull=True, ends_on__lt=localdate(at)
    )


def _to_review(at: datetime) -> QuerySet[AgreementVersion]:
    today = localdate(at)
    return AgreementVersion.objects.filter(
        status__in=STANDING, review_raised_at__isnull=True, review_on__lte=today, ends_on__gte=today
    )


def ended_unraised(*, at: datetime, limit: int) -> list[tuple[UUID, UUID]]:
    """Return (version, owner) of standing versions that have ended and nobody was told of yet."""
    return list(_ended(at).order_by("ends_on", "id").values_list("id", "owner_id")[:limit])


def reviews_unraised(*, at: datetime, limit: int) -> list[tuple[UUID, UUID]]:
    """Return (version, owner) of standing versions whose review is due and nobody was asked for yet."""
    return list(_to_review(at).order_by("review_on", "id").values_list("id", "owner_id")[:limit])


def ended_version(version_id: UUID, *, at: datetime) -> AgreementVersion:
    """Return a version that has ended and was not raised, for the act that raises it."""
    return _only(_ended(at), version_id)


def version_to_review(version_id: UUID, *, at: datetime) -> AgreementVersion:
    """Return a version whose review is due and was not raised, for the act that raises it."""
    return _only(_to_review(at), version_id)


def newest_of(reference: str, *, owner: UUID) -> AgreementVersion:
    """Return the newest version of an owner's agreement, for what the worker does by itself.

    Raises:
        Unknown: there is none.
    """
    rows = AgreementVersion.objects.filter(agreement__reference=reference, owner_id=owner)
    found = rows.select_related("agreement", "data_key").order_by("-number").first()
    if found is None:
        raise Unknown
    return found


def _only(rows: QuerySet[AgreementVersion], version_id: UUID) -> AgreementVersion:
    locked = rows.select_for_update(of=("self",)).select_related("agreement", "data_key")
    found = locked.filter(id=version_id).first()
    if found is None:
        raise Unknown
    return found
