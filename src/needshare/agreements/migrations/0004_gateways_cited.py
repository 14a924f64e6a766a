"""An agreement names the gateways it cites; SQLite makes its table anew for that, so the guard is put back."""

from importlib import import_module
from typing import Any

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

GUARDS = import_module("needshare.agreements.migrations.0002_versions_that_stand_do_not_overlap").SQLITE


def put_back(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        return  # the table is altered in place, and keeps its guard
    with editor.connection.cursor() as cursor:
        for moment, statement in zip(("insert", "update"), GUARDS, strict=True):
            cursor.execute(f"DROP TRIGGER IF EXISTS agreements_no_overlap_{moment}")
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("agreements", "0003_job_titles_are_sealed")]
    operations = [
        migrations.AddField(
            model_name="agreementversion",
            name="gateways",
            field=models.JSONField(default=list),
        ),
        migrations.RunPython(put_back, elidable=False),
    ]
