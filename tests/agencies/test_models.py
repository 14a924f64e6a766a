from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError

from needshare.accounts.rules import operator
from needshare.agencies.models import Organisation, VerifiedDomain
from needshare.audit.recording import current_entry, recorded
from needshare.audit.terms import Operation
from tests.cast import AT

pytestmark = pytest.mark.django_db


@recorded(Operation.ADMINISTRATION)
def set_columns(*, rows: Any, by: Any, at: Any, **columns: Any) -> None:
    """Write straight to the table, as a bug would."""
    rows.update(**columns, recorded_as=current_entry())


@pytest.mark.parametrize(
    ("columns", "name"),
    [
        ({"code": "nmc"}, "organisation_code_in_capitals"),
        ({"code": ""}, "organisation_code_in_capitals"),
        ({"kind": "club"}, "organisation_kind_is_known"),
        ({"legal_type": "castle"}, "legal_type_is_known"),
        ({"jurisdiction": "moon"}, "jurisdiction_is_known"),
    ],
)
def test_the_database_refuses_an_organisation_that_cannot_be(cast, columns, name):
    rows = Organisation.objects.filter(pk=cast.force.pk)
    with pytest.raises(IntegrityError, match=name):
        set_columns(rows=rows, by=operator(at=AT), at=AT, **columns)


@pytest.mark.parametrize(
    ("columns", "name"),
    [
        ({"expires_on": date(2026, 3, 16)}, "a_verification_ends_after_it_begins"),
        ({"evidence": ""}, "a_domain_has_its_evidence"),
    ],
)
def test_the_database_refuses_a_verification_without_ground_or_end(cast, columns, name):
    with pytest.raises(IntegrityError, match=name):
        set_columns(rows=VerifiedDomain.objects.all(), by=operator(at=AT), at=AT, **columns)
