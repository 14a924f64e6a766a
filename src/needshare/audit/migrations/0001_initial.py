"""Create the audit log's tables in the words of each database; nothing here is ever taken back."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

HERE = Path(__file__).parent


def statements(script: str) -> Iterator[str]:
    """Split a script at the ends of its statements, triggers included."""
    gathered = ""
    for line in script.splitlines(keepends=True):
        gathered += line
        if sqlite3.complete_statement(gathered):
            yield gathered
            gathered = ""


def create(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    vendor = editor.connection.vendor
    script = (HERE / f"tables_{vendor}.sql").read_text("utf-8")
    with editor.connection.cursor() as cursor:
        for statement in [script] if vendor == "postgresql" else statements(script):
            cursor.execute(statement)


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [
        migrations.RunPython(create, elidable=False),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(unique=True)),
                ("t_ms", models.BigIntegerField()),
                ("action", models.TextField()),
                ("leaf", models.BinaryField()),
            ],
            options={"db_table": "audit_entry", "managed": False},
        ),
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                ("size", models.BigIntegerField(primary_key=True, serialize=False)),
                ("root", models.BinaryField()),
                ("note", models.BinaryField()),
                ("signed_ms", models.BigIntegerField()),
            ],
            options={
                "db_table": "audit_checkpoint",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Head",
            fields=[
                ("one", models.SmallIntegerField(primary_key=True, serialize=False)),
                ("size", models.BigIntegerField()),
                ("frontier", models.BinaryField()),
                ("xmin_watermark", models.BigIntegerField()),
                ("system_identifier", models.TextField()),
            ],
            options={
                "db_table": "audit_head",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Key",
            fields=[
                ("id", models.TextField(primary_key=True, serialize=False)),
                ("kind", models.TextField()),
                ("kek_id", models.TextField()),
                ("wrapped_dek", models.BinaryField(null=True)),
                ("created_at", models.DateTimeField(db_column="created")),
                ("shredded_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "audit_key",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Leaf",
            fields=[
                ("idx", models.BigIntegerField(primary_key=True, serialize=False)),
                ("leaf_hash", models.BinaryField()),
            ],
            options={
                "db_table": "audit_leaf",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Lookup",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "kind", "ref", "entry", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.TextField()),
                ("ref", models.TextField()),
            ],
            options={
                "db_table": "audit_lookup",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Payload",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=models.DO_NOTHING,
                        primary_key=True,
                        related_name="payload",
                        serialize=False,
                        to="audit.entry",
                    ),
                ),
                ("subj_key", models.TextField(null=True)),
                ("subj_ct", models.BinaryField(null=True)),
                ("main_key", models.TextField(null=True)),
                ("main_ct", models.BinaryField(null=True)),
                ("field_digests", models.TextField(null=True)),
            ],
            options={
                "db_table": "audit_payload",
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Tile",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "level", "n", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("level", models.SmallIntegerField()),
                ("n", models.BigIntegerField()),
                ("hashes", models.BinaryField()),
            ],
            options={
                "db_table": "audit_tile",
                "managed": False,
            },
        ),
    ]
