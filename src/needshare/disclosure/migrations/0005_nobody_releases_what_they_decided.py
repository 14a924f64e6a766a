"""Keep with each package who decided it, so that the database holds decider and releaser apart."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FILL = (
    "UPDATE disclosure_package SET decided_by_id ="
    " (SELECT d.decided_by_id FROM decision_decision d WHERE d.id = disclosure_package.decision_id)"
)

TABLE = "disclosure_package"


def lift_guard(_apps, schema_editor):
    """Let rows be written without an act of their own; `migrate` puts the guard on again at its end."""
    name = f"{TABLE}_must_be_recorded"
    on = f' ON "{TABLE}"' if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute(f'DROP TRIGGER IF EXISTS "{name}"{on}')


def account(**more):
    return models.ForeignKey(
        db_index=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
        **more,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("decision", "0005_a_gathered_item_knows_what_was_decided"),
        ("disclosure", "0004_deliveries_that_wait_are_indexed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(lift_guard, migrations.RunPython.noop),
        migrations.AddField("package", "decided_by", account(null=True)),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AlterField("package", "decided_by", account()),
        migrations.AddConstraint(
            model_name="package",
            constraint=models.CheckConstraint(
                name="nobody_releases_what_they_decided",
                condition=models.Q(released_by__isnull=True) | ~models.Q(released_by=models.F("decided_by")),
            ),
        ),
    ]
