from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pathway", "0009_searches_that_met_hidden_cases")]

    operations = [
        migrations.AddIndex(
            model_name="sharingcase",
            index=models.Index(fields=["requesting_organisation", "owner"], name="case_by_both_sides"),
        ),
    ]
