"""An item had a tier and a flag: it has one marking, a word of the policy, and says by whom and when it was given."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from needshare.crypto.fields import Ciphertext, SealedText

TABLE = "documents_item"


class Written(SealedText[str, str]):
    """The column while rows get a value: there is nothing to seal in an empty one."""

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        return value.content if isinstance(value, Ciphertext) else b""


def lift_guard(_apps: Any, schema_editor: Any) -> None:
    """Let rows be written without an act of their own; `migrate` puts the guard on again at its end."""
    name = f"{TABLE}_must_be_recorded"
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f'DROP TRIGGER IF EXISTS "{name}" ON "{TABLE}"')
    else:
        schema_editor.execute(f'DROP TRIGGER IF EXISTS "{name}"')


def put_markings(_apps: Any, schema_editor: Any) -> None:
    """Put the marking there was into one word; it was given when the item was added, by who added it."""
    schema_editor.execute(
        "UPDATE documents_item SET marked_at = added_at, marked_by_id = added_by_id,"
        " marking = CASE WHEN is_sensitive THEN 'official_sensitive' ELSE 'official' END"
    )


def put_tiers(_apps: Any, schema_editor: Any) -> None:
    """Put the tier and the flag back; nothing above the lowest tier was ever held."""
    schema_editor.execute(
        "UPDATE documents_item SET tier = 'official', is_sensitive = (marking = 'official_sensitive')"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(lift_guard, migrations.RunPython.noop),
        migrations.RemoveConstraint(model_name="item", name="nothing_above_official_is_held"),
        migrations.AddField("item", "marking", models.CharField(max_length=32, default="")),
        migrations.AddField(
            "item", "former_marking", models.CharField(blank=True, default="", max_length=32)
        ),
        migrations.AddField("item", "marked_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "item",
            "marked_by",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.SeparateDatabaseAndState(
            [migrations.AddField("item", "marking_reason", Written(default=""))],
            [migrations.AddField("item", "marking_reason", SealedText(default=""))],
        ),
        migrations.RunPython(put_markings, put_tiers),
        migrations.AlterField("item", "tier", models.CharField(max_length=16, default="official")),
        migrations.AlterField("item", "is_sensitive", models.BooleanField(default=True)),
        migrations.RemoveField("item", "tier"),
        migrations.RemoveField("item", "is_sensitive"),
        migrations.RunPython(migrations.RunPython.noop, lift_guard),  # first of all on the way back
    ]
