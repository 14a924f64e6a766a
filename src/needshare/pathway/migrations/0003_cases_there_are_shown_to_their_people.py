"""Show the cases there are to the organisation that asks and to whoever had a part in them."""

from django.db import migrations

ID = {"sqlite": "lower(hex(randomblob(16)))", "postgresql": "gen_random_uuid()"}
COLUMNS = (
    "id, owner_id, recorded_as_id, case_id, principal, ground, from_at, from_by_id,"
    " purpose, task_reference, handled_as, data_key_id"
)
PARTS = (
    "(SELECT id AS case_id, handler_id AS who FROM pathway_sharingcase"
    " UNION SELECT id, opened_by_id FROM pathway_sharingcase"
    " UNION SELECT case_id, taken_by_id FROM pathway_step)"
)


def show_cases_to_their_people(_apps, schema_editor):
    """Show each case there is to the organisation that asks, and to whoever had a part in it."""
    rest = "c.opened_at, c.opened_by_id, '', '', '', c.data_key_id FROM pathway_sharingcase c"
    own = (
        f"INSERT INTO pathway_caseaudience ({COLUMNS})"
        f" SELECT {ID[schema_editor.connection.vendor]}, c.owner_id, c.recorded_as_id, c.id,"
    )
    schema_editor.execute(f"{own} c.requesting_organisation_id, 'requesting_organisation', {rest}")
    of_the_force = "JOIN accounts_account a ON a.id = part.who AND a.owner_id = c.owner_id"
    schema_editor.execute(
        f"{own} part.who, 'assignment', {rest} JOIN {PARTS} part ON part.case_id = c.id {of_the_force}"
    )


class Migration(migrations.Migration):
    dependencies = [("pathway", "0002_to_whom_a_case_is_shown")]

    operations = [migrations.RunPython(show_cases_to_their_people, migrations.RunPython.noop)]
