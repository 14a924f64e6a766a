import threading
from datetime import date

import pytest
from django.db import IntegrityError, OperationalError, connection, connections

from needshare.agreements import actions
from needshare.agreements.models import Agreement, AgreementParty, AgreementVersion, NamedUser
from needshare.kernel import Refusal
from tests import entries
from tests.agreements.builders import REFERENCE, agreed, in_force
from tests.cast import AT, Cast, assemble


@pytest.mark.parametrize(
    ("model", "changes"),
    [
        (Agreement, {"reference": ""}),
        (Agreement, {"title": ""}),
        (AgreementVersion, {"status": "expired"}),
        (AgreementVersion, {"status": "not_started"}),
        (AgreementVersion, {"status": "happy"}),
        (AgreementVersion, {"number": 0}),
        (AgreementVersion, {"ends_on": date(2024, 3, 14)}),
        (AgreementVersion, {"review_on": date(2024, 3, 14)}),
        (AgreementVersion, {"standing_changed_at": AT}),
        (NamedUser, {"ends_on": date(2020, 1, 1)}),
    ],
    ids=lambda given: "_".join(given) if isinstance(given, dict) else given.__name__,
)
def test_the_database_refuses_what_must_never_be(cast: Cast, model, changes):
    in_force(cast)
    with pytest.raises(IntegrityError):
        entries.overwrite(rows=model.objects.all(), changes=changes, by=cast.acting_officer, at=AT)


@pytest.mark.parametrize("model", [Agreement, AgreementVersion, AgreementParty, NamedUser])
def test_the_database_refuses_another_owner(cast: Cast, model):
    in_force(cast)
    changes = {"owner_id": cast.council.id}
    with pytest.raises(IntegrityError):
        entries.overwrite(rows=model.objects.all(), changes=changes, by=cast.acting_officer, at=AT)


def test_the_database_refuses_a_party_or_a_person_twice(cast: Cast):
    in_force(cast)
    with pytest.raises(IntegrityError):
        entries.overwrite(
            rows=AgreementParty.objects.all(),
            changes={"organisation_id": cast.council.id},
            by=cast.acting_officer,
            at=AT,
        )
    with pytest.raises(IntegrityError):
        entries.overwrite(
            rows=NamedUser.objects.all(),
            changes={"account_id": cast.partner.id},
            by=cast.acting_officer,
            at=AT,
        )


@pytest.fixture
def replaced(cast: Cast) -> AgreementVersion:
    """An agreement whose third version was replaced by a fourth."""
    in_force(cast)
    by = cast.acting_information_manager
    new = agreed(cast, number=4, starts_on=AT.date(), review_on=AT.date())
    actions.add_version(reference=REFERENCE, agreed=new, by=by, at=AT)
    return AgreementVersion.objects.get(number=3)


@pytest.mark.parametrize("status", ["in_force", "suspended"])
def test_the_database_refuses_two_versions_that_stand_on_one_day(cast: Cast, replaced, status):
    rows = AgreementVersion.objects.filter(id=replaced.id)
    with pytest.raises(IntegrityError):
        entries.overwrite(rows=rows, changes={"status": status}, by=cast.acting_officer, at=AT)


def test_versions_that_stand_one_after_the_other_are_allowed(cast: Cast, replaced):
    rows = AgreementVersion.objects.filter(id=replaced.id)
    changes = {"status": "in_force", "ends_on": date(2026, 3, 15), "review_on": date(2025, 1, 1)}
    assert entries.overwrite(rows=rows, changes=changes, by=cast.acting_officer, at=AT) == 1
    with pytest.raises(IntegrityError):
        entries.overwrite(rows=rows, changes={"ends_on": date(2026, 3, 16)}, by=cast.acting_officer, at=AT)


def test_the_database_refuses_two_drafts(cast: Cast, replaced):
    rows = AgreementVersion.objects.all()
    with pytest.raises(IntegrityError):
        entries.overwrite(rows=rows, changes={"status": "draft"}, by=cast.acting_officer, at=AT)


def test_of_two_new_versions_at_once_one_wins(transactional_db):
    cast = assemble()
    in_force(cast)
    start, answers = threading.Barrier(2), []

    def enter(number: int) -> None:
        new = agreed(cast, number=number, starts_on=AT.date(), review_on=AT.date())
        by = cast.acting_information_manager
        start.wait(10)
        try:
            actions.add_version(reference=REFERENCE, agreed=new, by=by, at=AT)
            answers.append("done")
        except (Refusal, IntegrityError, OperationalError) as refusal:
            answers.append(type(refusal).__name__)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=enter, args=(4,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(answers) == ["Conflict", "done"]
    assert AgreementVersion.objects.filter(status="in_force").count() == 1
    assert connection.vendor in {"sqlite", "postgresql"}
