"""The table of data keys."""

from django.db import migrations, models

import needshare.kernel.references


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="DataKey",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=needshare.kernel.references.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("owner", models.UUIDField()),
                ("purpose", models.CharField(max_length=40)),
                ("wrapped", models.BinaryField()),
                ("kek_id", models.CharField(max_length=16)),
                ("created_at", models.DateTimeField()),
            ],
        ),
    ]
