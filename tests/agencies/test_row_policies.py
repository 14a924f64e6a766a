"""Row-level security on PostgreSQL, asked as the application's own role, past every access rule."""

from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.core.checks import Tags, run_checks
from django.db import DatabaseError, connection, transaction
from django.http import HttpResponse
from django.urls import include, path

from needshare.accounts import queries as accounts
from needshare.accounts.models import Account, ApiToken
from needshare.accounts.terms import Role
from needshare.agencies.models import Organisation, Unit
from needshare.agencies.row_policies import CLOSED, faults, owner_columns, policies
from needshare.audit.recording import consulted, recorded
from needshare.audit.terms import Operation
from needshare.crypto.models import DataKey
from needshare.crypto.tokens import token_hash
from needshare.kernel import Channel
from needshare.kernel.sight import (
    INSTALLATION,
    NOTHING,
    KeyKind,
    Sight,
    looking,
    of_actor,
    of_organisation,
    recognising,
)
from needshare.pathway.models import SharingCase
from needshare.pathway.terms import Stage
from needshare.web.doorways import needs
from tests import postgres
from tests.calling import token_of
from tests.cast import AT, force, person
from tests.roles import as_owner
from tests.signing_in import signed_in
from tests.story import Story, begin

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.urls(__name__),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="row-level security is PostgreSQL's"),
]
FILLED = {
    "accounts_account",
    "agencies_organisation",
    "assessment_assessment",
    "audit_entry",
    "audit_key",
    "audit_lookup",
    "audit_payload",
    "crypto_datakey",
    "decision_decision",
    "disclosure_delivery",
    "disclosure_package",
    "documents_item",
    "intake_sharingrequest",
    "pathway_caseaudience",
    "pathway_sharingcase",
    "pathway_step",
    "search_indexedrecord",
    "search_token",
    "subjects_subject",
    "tasks_task",
}
# Each with its reason in ADR 0029: whoever adds a table here says there why.
OF_NO_ORGANISATION = {
    "account_emailconfirmation",
    "accounts_session",
    "api_allowance",
    "audit_checkpoint",
    "audit_cosig",
    "audit_head",
    "audit_leaf",
    "audit_tile",
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "cache_entry",
    "django_content_type",
    "django_migrations",
    "jobs_job",
    "jobs_schedule",
    "search_tokenrow",
    "witness_log",
}


@needs("signed_in")
def careless(request: Any) -> HttpResponse:
    """Show what a view would that forgot to narrow."""
    return HttpResponse(" ".join(SharingCase.objects.values_list("reference", flat=True)))


urlpatterns = [path("careless", careless), path("", include("needshare.config.urls"))]


@pytest.fixture
def released(cast: Any) -> Story:
    return begin(cast).to(Stage.RELEASED)


def rows() -> dict[str, int]:
    """Count what each guarded table shows."""
    with connection.cursor() as cursor:
        found = {}
        for table in (*policies(), *CLOSED, "search_token"):
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            found[table] = cursor.fetchone()[0]
    return found


def seen(sight: Sight) -> dict[str, int]:
    with looking(sight):
        return {table: count for table, count in rows().items() if count}


def test_without_a_context_no_table_shows_a_row(released):
    assert seen(INSTALLATION).keys() >= FILLED
    assert seen(NOTHING) == {}


def test_forces_are_shown_the_keys_of_partners_and_of_themselves(released):
    other = force("EMC", "Eastmere Constabulary")
    with looking(of_organisation(other.id, is_force=True)):
        owners = set(DataKey.objects.values_list("owner", flat=True))
        assert owners <= {other.id, released.cast.council.id, released.cast.housing.id}


def test_a_partner_is_shown_the_rows_of_a_force_it_asked_and_no_other_partners(released):
    cast = released.cast
    with looking(of_actor(cast.acting_partner)):
        assert SharingCase.objects.count() == 1
        assert set(Account.objects.values_list("owner", flat=True)) == {cast.force.id, cast.council.id}
        assert not Account.objects.filter(owner=cast.housing).exists()


def test_every_table_with_an_owner_is_guarded(cast):
    assert owner_columns().keys() <= policies().keys()
    assert faults(connection) == []


def test_every_other_table_holds_nothing_of_an_organisation_s():
    tables = set(connection.introspection.table_names())
    assert {each for each in tables - policies().keys() if "samples" not in each} == OF_NO_ORGANISATION


def test_a_new_table_with_an_owner_and_no_policy_refuses_the_start():
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE agencies_new (id uuid PRIMARY KEY, owner_id uuid NOT NULL)")
    assert refused_at_start() == {
        "needshare.E011": "Run `needshare migrate`: agencies_new: row-level security is not forced."
    }


def refused_at_start() -> dict[str, str]:
    messages = run_checks(tags=[Tags.database], databases=["default"])
    return {message.id: message.msg for message in messages if message.id.startswith("needshare.")}


@pytest.mark.parametrize(
    ("undoing", "words"),
    [
        ("ALTER TABLE tasks_task NO FORCE ROW LEVEL SECURITY", "row-level security is not forced"),
        ("ALTER TABLE tasks_task DISABLE ROW LEVEL SECURITY", "row-level security is not forced"),
        ("CREATE POLICY more ON tasks_task USING (true)", "its policies are not the one there must be"),
        ("DROP POLICY needshare_rows ON tasks_task", "its policies are not the one there must be"),
        ("ALTER TABLE search_tokenrow DISABLE ROW LEVEL SECURITY", "it is not closed"),
        ("CREATE POLICY more ON search_tokenrow USING (true)", "it is not closed"),
        (
            "ALTER POLICY needshare_rows ON tasks_task USING (true)",
            "its policies are not the one there must be",
        ),
    ],
)
def test_a_table_whose_guard_was_taken_off_refuses_the_start(undoing, words):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(undoing)
    table = "search_tokenrow" if "search_tokenrow" in undoing else "tasks_task"
    assert refused_at_start() == {"needshare.E011": f"Run `needshare migrate`: {table}: {words}."}


def test_a_view_that_forgot_to_narrow_shows_no_other_force_s_cases(released):
    other = force("EMC", "Eastmere Constabulary")
    stranger = person(other, "o.lund", Role.OFFICER)
    assert signed_in(released.cast.officer).get("/careless").content.decode() == released.reference
    assert signed_in(stranger).get("/careless").content == b""


@recorded(Operation.ALTERATION)
def write_elsewhere(*, owner: UUID, by: Any, at: Any) -> None:
    Unit.objects.create(owner_id=owner, name="Slipped in")


def test_an_act_cannot_write_a_row_of_another_force(cast):
    other = force("EMC", "Eastmere Constabulary")
    with pytest.raises(DatabaseError, match="row-level security"):
        write_elsewhere(owner=other.id, by=cast.acting_officer, at=AT)
    write_elsewhere(owner=cast.force.id, by=cast.acting_officer, at=AT)


@consulted(Operation.CONSULTATION)
def look_around(*, by: Any, at: Any) -> list[Any]:
    return list(Account.objects.values_list("owner", flat=True).distinct())


def test_a_recorded_look_sees_as_its_actor_does(released):
    cast = released.cast
    assert set(look_around(by=cast.acting_partner, at=AT)) == {cast.force.id, cast.council.id}
    assert set(look_around(by=cast.acting_officer, at=AT)) == {
        cast.force.id,
        cast.council.id,
        cast.housing.id,
    }


def told() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(current_setting('needshare.context', true), ''),"
            " coalesce(current_setting('needshare.owners', true), '')"
        )
        return tuple(cursor.fetchone())


def test_the_function_that_says_whom_a_partner_deals_with_must_be_there():
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("DROP FUNCTION needshare_dealings")
    words = "needshare_dealings: the function is missing"
    assert refused_at_start() == {"needshare.E011": f"Run `needshare migrate`: {words}."}


@pytest.mark.django_db(transaction=True)
def test_the_context_ends_with_its_transaction(cast):
    with looking(of_actor(cast.acting_officer)):
        assert told() == ("force", f"{{{cast.force.id}}}")
    with looking(NOTHING):
        assert told() == ("", "")
        with transaction.atomic():
            assert told() == ("", "")
    with looking(of_actor(cast.acting_officer)), transaction.atomic():
        assert told()[0] == "force"
        with looking(NOTHING):
            assert told()[0] == ""
        assert told()[0] == "force"


def test_a_context_set_before_a_savepoint_is_told_again_after_it_was_undone(cast):
    with looking(of_actor(cast.acting_officer)):
        mark = transaction.savepoint()
        with looking(INSTALLATION):
            assert told()[0] == "installation"
        transaction.savepoint_rollback(mark)
        assert told()[0] == "force"


@pytest.mark.django_db(transaction=True)
def test_what_is_read_outside_an_act_is_read_in_one_transaction_that_cannot_write(cast):
    with looking(of_actor(cast.acting_officer)):
        Account.objects.count()
        with pytest.raises(DatabaseError, match="read-only"), connection.cursor() as cursor:
            cursor.execute("SELECT nextval('audit_entry_id_seq')")
        assert Account.objects.count(), "what broke the transaction broke no other"
    assert connection.connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE


@pytest.mark.django_db(transaction=True)
def test_an_act_ends_the_reading_before_it_begins(cast):
    with looking(of_actor(cast.acting_officer)):
        Account.objects.count()
        write_elsewhere(owner=cast.force.id, by=cast.acting_officer, at=AT)
        assert Unit.objects.filter(name="Slipped in").exists()


def test_an_exact_key_leads_to_its_owner_s_rows_and_to_no_other(cast):
    other = force("EMC", "Eastmere Constabulary")
    stranger = person(other, "o.lund", Role.OFFICER)
    keys: dict[KeyKind, str] = {
        KeyKind.ACCOUNT: str(stranger.id),
        KeyKind.USERNAME: stranger.username,
        KeyKind.TOKEN: token_hash(token_of(stranger)),
    }
    for kind, key in keys.items():
        with looking(NOTHING):
            with recognising(kind, key):
                assert [each.id for each in Account.objects.all()] == [stranger.id], kind
            assert not Account.objects.exists()
            with recognising(kind, "0" * 8 + "-0000-0000-0000-" + "0" * 12):
                assert not Account.objects.exists()
                assert not ApiToken.objects.exists()


@pytest.mark.parametrize("key", ["o'brien", "\\'; DROP TABLE x; --", "\x00", "ä" * 500])
def test_whatever_is_typed_as_a_username_is_only_compared(cast, key):
    with looking(NOTHING), recognising(KeyKind.USERNAME, key):
        assert not Account.objects.exists()


def test_whoever_calls_by_token_is_recognised_from_nothing(cast):
    secret = token_of(cast.officer)
    with looking(NOTHING) as look:
        found = accounts.actor_of_token(secret, at=AT, channel=Channel.API)
        assert found is not None
        assert look.sight == of_actor(found)


@pytest.mark.django_db(transaction=True)
def test_the_application_s_own_login_is_shown_nothing_and_may_make_nothing(cast, released):
    held = connection.settings_dict
    address = f"host={held['HOST']} port={held['PORT']} dbname={held['NAME']} user={postgres.APPLICATION}"
    assert Organisation.objects.count()
    with psycopg.connect(address, autocommit=True) as login:
        for table in policies():
            assert login.execute(f'SELECT count(*) FROM "{table}"').fetchone() == (0,), table
        for statement in (
            "CREATE TABLE mine (id int)",
            "ALTER TABLE tasks_task DISABLE ROW LEVEL SECURITY",
            "ALTER POLICY needshare_rows ON tasks_task USING (true)",
            "UPDATE audit_entry SET t_ms = 0",
            "DELETE FROM audit_payload",
            "TRUNCATE audit_entry",
            "SET session_replication_role = replica",
            f"SET ROLE {postgres.OWNER}",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                login.execute(statement)
