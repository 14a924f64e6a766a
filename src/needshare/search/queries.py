"""Find records by the keyed index. Searching for a person is an act: the caller is `@consulted`.

What comes back is ids alone; the register they lead to narrows them to the viewer.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from needshare.crypto.indexing import blind
from needshare.kernel import Invalid, gettext_noop as _
from needshare.kernel.tidying import name_tokens, tidy_date, tidy_identifier, tidy_name

from .models import IndexedTerm
from .rules import Details, asked_details, confidence_of, is_match, postcodes_in
from .terms import IndexKind, Register

MOST = 100


def matching(
    *, owner: UUID, register: Register, terms: Mapping[str, str]
) -> dict[UUID, tuple[IndexKind, ...]]:
    """Map each record that agrees well enough to the kinds of detail that agree, surest first.

    `terms` are any of name, date_of_birth, address and identifier, as typed. One statement,
    whatever the size of the register.

    Raises:
        Invalid: nothing to search by, a date that is none, or too many records agree.
    """
    details, faults = asked_details(terms)
    if faults:
        raise Invalid(*faults)
    asked = digests_of(details, owner=owner)
    if not asked:
        raise Invalid.field("name", _("Give a name, a date of birth, an address or an identifier."))
    kinds = {kind for kind, _digest in asked}
    found = {row["record_id"]: _agreed(row) for row in _agreeing(owner, register, asked)}
    found = {record_id: agreed for record_id, agreed in found.items() if is_match(agreed, kinds)}
    if len(found) > MOST:
        raise Invalid.field("name", _("Too many people match. Add a date of birth or an identifier."))
    return dict(sorted(found.items(), key=lambda each: (confidence_of(each[1]).rank, each[0])))


def digests_of(details: Details, *, owner: UUID) -> set[tuple[IndexKind, str]]:
    """Hash every detail that can be looked up: names whatever their order, case and accents."""
    found: set[tuple[IndexKind, str]] = set()
    for name in details.names:
        found.add((IndexKind.FULL_NAME, tidy_name(name)))
        found |= {(IndexKind.NAME_PART, part) for part in name_tokens(name) if len(part) > 1}
    if details.born_on is not None:
        found.add((IndexKind.DATE_OF_BIRTH, tidy_date(details.born_on)))
    found |= {(IndexKind.IDENTIFIER, tidy_identifier(each)) for each in details.identifiers}
    for address in details.addresses:
        found |= {(IndexKind.POSTCODE, postcode) for postcode in postcodes_in(address)}
    return {(kind, blind(owner, kind, text)) for kind, text in found if text}


def _agreed(row: Mapping[str, Any]) -> tuple[IndexKind, ...]:
    return tuple(kind for kind in IndexKind if row[f"by_{kind}"])


def _agreeing(
    owner: UUID, register: Register, asked: set[tuple[IndexKind, str]]
) -> Iterable[Mapping[str, Any]]:
    agreeing = Q()
    for kind in sorted({kind for kind, _digest in asked}):
        agreeing |= Q(kind=kind, digest__in=sorted(digest for each, digest in asked if each is kind))
    counts = {f"by_{kind}": Count("id", filter=Q(kind=kind)) for kind in IndexKind}
    return (
        IndexedTerm.objects.filter(agreeing, owner_id=owner, register=register)
        .values("record_id")
        .annotate(different=Count("kind", distinct=True), **counts)
        .filter(Q(by_identifier__gt=0) | Q(by_full_name__gt=0) | Q(different__gt=1))
        .order_by("record_id")[: MOST * 5]
    )
