from datetime import timedelta
from uuid import uuid4

import pytest

from needshare.accounts.rules import operator
from needshare.agencies import actions, queries
from needshare.agencies.terms import Destination, Kind
from needshare.kernel import Unknown
from tests.cast import AT

pytestmark = pytest.mark.django_db


def test_an_installation_is_new_until_somebody_is_registered(django_db_blocker):
    assert queries.is_new(by=operator(at=AT))


def test_it_is_not_new_afterwards(cast):
    assert not queries.is_new(by=operator(at=AT))


def test_a_force_knows_every_organisation(cast):
    found = queries.organisations(cast.acting_officer)
    assert [each.code for each in found] == ["AHA", "NMC", "WBC"]
    assert [each.code for each in queries.organisations(cast.acting_officer, kind=Kind.FORCE)] == ["NMC"]


def test_a_partner_knows_its_own_and_the_forces(cast):
    assert [each.code for each in queries.organisations(cast.acting_partner)] == ["NMC", "WBC"]
    with pytest.raises(Unknown) as hidden:
        queries.organisation_by_code("AHA", cast.acting_partner)
    with pytest.raises(Unknown) as absent:
        queries.organisation_by_code("ZZZ", cast.acting_partner)
    assert hidden.value.reason == absent.value.reason
    assert queries.organisation_by_code(" wbc ", cast.acting_partner) == cast.council
    assert queries.organisation(cast.force.id, cast.acting_partner) == cast.force
    with pytest.raises(Unknown):
        queries.organisation(uuid4(), cast.acting_partner)


def test_domains_count_while_they_are_verified(cast):
    rows = queries.domains_of(cast.council.id, cast.acting_officer)
    assert [row.domain for row in rows] == ["wexcombe.example"]
    assert queries.verified_domains(cast.council.id, at=AT) == ["wexcombe.example"]
    assert queries.verified_domains(cast.council.id, at=AT + timedelta(days=1000)) == []
    assert not queries.domains_of(cast.housing.id, cast.acting_partner).exists()


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("l.osei@wexcombe.example", Destination.VERIFIED),
        ("wexcombe.example", Destination.VERIFIED),
        ("p.danvers@wexcombe-gov.example", Destination.LOOKALIKE),
    ],
)
def test_an_address_is_compared_with_the_register(cast, address, expected):
    assert queries.destination(address, organisation_id=cast.council.id, at=AT) is expected


def test_closed_units_are_not_listed(cast):
    by = cast.acting_administrator
    for name in ("Hub", "Desk"):
        actions.add_unit(code="NMC", name=name, by=by, at=AT)
    actions.close_unit(code="NMC", name="Hub", by=by, at=AT)
    assert [unit.name for unit in queries.units_of(cast.force.id, cast.acting_officer)] == ["Desk"]
    assert queries.unit("Desk", organisation_id=cast.force.id, viewer=cast.acting_officer).name == "Desk"
    with pytest.raises(Unknown):
        queries.unit("Hub", organisation_id=cast.force.id, viewer=cast.acting_officer)
