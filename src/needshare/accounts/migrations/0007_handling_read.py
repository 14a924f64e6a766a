"""Which rules of handling a person said to have read, by marking and by the rules as they stood."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_tokens_have_a_scope")]

    operations = [migrations.AddField("account", "handling_read", models.JSONField(default=list))]
