"""A request may name its scheme, with sealed answers to what the scheme asks; earlier requests name none."""

from typing import Any

from django.db import migrations, models

from needshare.crypto.fields import Ciphertext, SealedJSON

MODEL = "sharingrequest"


class Written(SealedJSON[Any, Any]):
    """The column as it is added: Django asks for a value to put into rows there are, and there is none."""

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        return value.content if isinstance(value, Ciphertext) else None


class Migration(migrations.Migration):
    dependencies = [("intake", "0003_a_sent_draft_is_empty")]

    operations = [
        migrations.AddField(MODEL, "scheme", models.CharField(blank=True, default="", max_length=48)),
        migrations.SeparateDatabaseAndState(
            [migrations.AddField(MODEL, "scheme_answers", Written(null=True))],
            [migrations.AddField(MODEL, "scheme_answers", SealedJSON(null=True))],
        ),
    ]
