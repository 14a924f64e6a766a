"""An item may stand for material that is held elsewhere: how that is marked, and who holds it (ADR 0040)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0003_every_item_is_marked")]

    operations = [
        migrations.AddField(
            "item", "held_elsewhere_as", models.CharField(blank=True, default="", max_length=32)
        ),
        migrations.AddConstraint(
            "item",
            models.CheckConstraint(
                condition=models.Q(
                    ("held_elsewhere_as", ""), models.Q(("originator", ""), _negated=True), _connector="OR"
                ),
                name="what_is_held_elsewhere_has_a_holder",
            ),
        ),
    ]
