"""Every item has a marking now: none is without from here on."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_markings_are_words_of_the_policy")]

    operations = [
        migrations.AlterField("item", "marking", models.CharField(max_length=32)),
        migrations.AlterField("item", "marked_at", models.DateTimeField()),
        migrations.AlterField(
            "item",
            "marked_by",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            "item",
            models.CheckConstraint(
                condition=models.Q(("marking", ""), _negated=True), name="an_item_is_never_unmarked"
            ),
        ),
    ]
