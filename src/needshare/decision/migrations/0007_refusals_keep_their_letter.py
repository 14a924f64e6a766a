import needshare.crypto.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    """A column of bytes: nothing is sealed by a migration, so decisions from before it have no letter."""

    dependencies = [
        ("decision", "0006_reviews_of_refusals"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            [migrations.AddField("decision", "letter", models.BinaryField(null=True))],
            [
                migrations.AddField(
                    "decision", "letter", needshare.crypto.fields.SealedJSON(default=None, null=True)
                )
            ],
        ),
    ]
