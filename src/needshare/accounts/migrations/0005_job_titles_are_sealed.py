"""Job titles were stored plain: they are sealed like names, under the key of their row."""

from typing import Any

from django.db import migrations

from needshare.crypto.fields import Ciphertext, SealedText

TABLE, MODEL = "accounts_account", "account"


class Written(SealedText[str, str]):
    """The column once every row has a value: Django asks for one to put where there is none."""

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        return value.content if isinstance(value, Ciphertext) else b""


def lift_guard(_apps: Any, schema_editor: Any) -> None:
    """Let rows be written without an act of their own; `migrate` puts the guard on again at its end."""
    name = f"{TABLE}_must_be_recorded"
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f'DROP TRIGGER IF EXISTS "{name}" ON "{TABLE}"')
    else:
        schema_editor.execute(f'DROP TRIGGER IF EXISTS "{name}"')


def seal_titles(apps: Any, schema_editor: Any) -> None:
    """Seal every title, row by row: each is bound to its row and column."""
    rows = apps.get_model("accounts", MODEL).objects.using(schema_editor.connection.alias)
    for row in rows.iterator():
        row.job_title = row.plain_title
        row.save(update_fields=["job_title"])


def open_titles(apps: Any, schema_editor: Any) -> None:
    """Open every title again."""
    rows = apps.get_model("accounts", MODEL).objects.using(schema_editor.connection.alias)
    for row in rows.iterator():
        row.plain_title = row.job_title
        row.save(update_fields=["plain_title"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_sessions_know_their_person"), ("crypto", "0001_initial")]

    operations = [
        migrations.RunPython(lift_guard, migrations.RunPython.noop),
        migrations.RenameField(MODEL, "job_title", "plain_title"),
        migrations.AddField(MODEL, "job_title", Written(null=True)),
        migrations.RunPython(seal_titles, open_titles),
        migrations.RemoveField(MODEL, "plain_title"),
        migrations.SeparateDatabaseAndState(
            [migrations.AlterField(MODEL, "job_title", Written())],
            [migrations.AlterField(MODEL, "job_title", SealedText(default=""))],
        ),
        migrations.RunPython(migrations.RunPython.noop, lift_guard),  # first of all on the way back
    ]
