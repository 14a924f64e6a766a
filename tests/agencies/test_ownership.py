from collections.abc import Iterator
from typing import Any

import pytest
from django.core.checks import Tags, run_checks
from django.core.management import call_command
from django.db import IntegrityError, OperationalError, connection, transaction

from needshare.accounts import actions as accounts
from needshare.accounts.models import Account, ApiToken
from needshare.accounts.rules import operator
from needshare.agencies import actions
from needshare.agencies.models import Organisation, Unit
from needshare.agencies.ownership import (
    PREFIX,
    install_guards,
    lift_guards,
    missing_guards,
    owned_models,
    parents_of,
)
from needshare.audit.recording import current_entry, recorded
from needshare.audit.terms import Operation
from needshare.kernel import new_id
from tests.cast import AT
from tests.roles import as_owner

pytestmark = pytest.mark.django_db


@recorded(Operation.ADMINISTRATION)
def attack(*, write: Any, by: Any, at: Any) -> None:
    """Write straight to a table inside an act, so that only the owner's guard can refuse."""
    write(current_entry())


def refused(write: Any) -> Any:
    with pytest.raises(IntegrityError) as error:
        attack(write=write, by=operator(at=AT), at=AT)
    return str(error.value)


@pytest.fixture
def hub(cast: Any) -> Unit:
    return actions.add_unit(code="WBC", name="Hub", by=cast.acting_administrator, at=AT)


def test_every_owned_table_is_guarded_on_this_database():
    assert missing_guards(connection) == []
    assert len(owned_models()) >= 4


def test_a_person_cannot_be_put_into_another_organisations_unit(cast, hub):
    rows = Account.objects.filter(pk=cast.officer.pk)
    said = refused(lambda entry: rows.update(unit=hub, recorded_as=entry))
    assert "the owner of accounts_account is not that of its unit_id" in said


def test_a_token_cannot_be_inserted_for_another_organisations_person(cast):
    columns = {
        "hash": "0" * 64,
        "label": "x",
        "issued_at": AT,
        "issued_by": new_id(),
        "expires_at": AT.replace(year=2027),
    }
    said = refused(lambda entry: ApiToken.objects.create(owner=cast.council, account=cast.officer, **columns))
    assert "the owner of accounts_apitoken is not that of its account_id" in said


def test_a_child_cannot_be_inserted_before_its_parent(cast):
    columns = {
        "hash": "0" * 64,
        "label": "x",
        "issued_at": AT,
        "issued_by": new_id(),
        "expires_at": AT.replace(year=2027),
    }
    refused(lambda entry: ApiToken.objects.create(owner=cast.council, account_id=new_id(), **columns))


@pytest.mark.parametrize("table", ["agencies_unit", "accounts_account", "agencies_organisation"])
def test_no_record_changes_its_owner_whichever_way_it_is_written(cast, hub, table):
    model = next(each for each in owned_models() if each._meta.db_table == table)
    row = model.objects.filter(owner=cast.council).first()
    said = refused(
        lambda entry: model.objects.filter(pk=row.pk).update(owner=cast.housing, recorded_as=entry)
    )
    assert f"the owner and id of {table} never change" in said

    def in_sql(entry: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                f'UPDATE "{table}" SET owner_id = %s, recorded_as_id = %s WHERE id = %s',
                [_stored(cast.housing.id), _stored(entry), _stored(row.pk)],
            )

    assert "never change" in refused(in_sql)


def test_no_record_changes_its_id(cast, hub):
    said = refused(lambda entry: Unit.objects.filter(pk=hub.pk).update(id=new_id(), recorded_as=entry))
    assert "never change" in said


def test_what_is_allowed_still_passes_the_guards(cast, hub):
    by = cast.acting_administrator
    moved = accounts.move_unit(username=cast.partner.username, unit="Hub", by=by, at=AT)
    assert moved.unit == hub
    assert accounts.move_unit(username=cast.partner.username, unit="", by=by, at=AT).unit is None


def _stored(value: Any) -> Any:
    return value if connection.vendor == "postgresql" else value.hex


def test_a_row_changed_without_an_entry_is_refused(cast):
    with pytest.raises(IntegrityError, match="without an audit entry"), transaction.atomic():
        Organisation.objects.filter(pk=cast.force.pk).update(name="Quietly renamed")


@pytest.fixture
def unguarded() -> Iterator[None]:
    with as_owner():
        lift_guards(connection)
        yield
        install_guards(connection)


def guards() -> list[Any]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
        else:
            cursor.execute(
                "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger"
                " WHERE NOT tgisinternal ORDER BY 1, 2"
            )
        return cursor.fetchall()


def test_installing_the_guards_again_changes_nothing():
    before = guards()
    with as_owner():
        install_guards(connection)
    assert guards() == before
    assert any(PREFIX in str(guard) for guard in before)


def test_migrate_puts_lifted_guards_back(unguarded):
    if connection.vendor == "sqlite":
        assert "agencies_unit" in missing_guards(connection)
    with as_owner():
        call_command("migrate", verbosity=0)
    assert missing_guards(connection) == []


def test_looking_at_the_plan_leaves_the_guards_as_they_are(unguarded):
    before = guards()
    call_command("migrate", plan=True, verbosity=0)
    assert guards() == before


def test_contained_in_must_name_a_parent():
    class Wrong(Unit):
        contained_in = ("name",)

        class Meta:
            app_label = "agencies"
            proxy = True

    with pytest.raises(Exception, match="not a parent"):
        parents_of(Wrong)


# --- the check at start ----------------------------------------------------------------------


def found_at_start() -> dict[str, str]:
    messages = run_checks(tags=[Tags.database], databases=["default"])
    return {message.id: message.msg for message in messages if message.id.startswith("needshare.")}


def drop(name: str) -> None:
    where = ' ON "agencies_unit"' if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"{where}')


def switch_off(name: str) -> None:
    """SQLite has no such switch: there a trigger stands or is gone."""
    if connection.vendor == "sqlite":
        return drop(name)
    with connection.cursor() as cursor:
        cursor.execute(f'ALTER TABLE agencies_unit DISABLE TRIGGER "{name}"')
    return None


def test_a_guarded_database_may_start():
    assert found_at_start() == {}


OWNER_GUARD = {"sqlite": f"{PREFIX}agencies_unit_fixed", "postgresql": f"{PREFIX}guard"}


ENTRY_GUARD = dict.fromkeys(OWNER_GUARD, "agencies_unit_must_be_recorded")


@pytest.mark.parametrize("names", [OWNER_GUARD, ENTRY_GUARD], ids=["owner", "entry"])
@pytest.mark.parametrize("undo", [drop, switch_off])
def test_one_guard_gone_from_one_table_refuses_the_start(undo, names):
    with as_owner():
        undo(names[connection.vendor])
    try:
        assert found_at_start() == {
            "needshare.E005": "Run `needshare migrate`: guards are missing on agencies_unit."
        }
    finally:
        with as_owner():
            if connection.vendor == "postgresql":
                drop(names[connection.vendor])
            install_guards(connection)
    assert found_at_start() == {}


def test_a_database_that_cannot_be_reached_is_said_so(monkeypatch):
    def unreachable(*_given: Any) -> Any:
        raise OperationalError

    monkeypatch.setattr(connection, "cursor", unreachable)
    assert found_at_start()["needshare.E006"].startswith("The database cannot be reached")
