"""People's accounts and their API tokens."""

import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models

import needshare.audit.protection
import needshare.crypto.fields
import needshare.kernel.references


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("agencies", "0001_initial"),
        ("audit", "0001_initial"),
        ("crypto", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Account",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "id",
                    models.UUIDField(
                        default=needshare.kernel.references.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("username", models.CharField(max_length=80)),
                ("name", needshare.crypto.fields.SealedText()),
                ("work_email", needshare.crypto.fields.SealedText(default="")),
                ("email_domain", models.CharField(blank=True, default="", max_length=253)),
                ("job_title", models.CharField(blank=True, default="", max_length=120)),
                ("roles", models.JSONField(default=list)),
                (
                    "clearance",
                    models.CharField(
                        choices=[
                            ("none", "None"),
                            ("bpss", "Baseline (BPSS)"),
                            ("ctc", "Counter-terrorist check (CTC)"),
                            ("sc", "Security check (SC)"),
                            ("dv", "Developed vetting (DV)"),
                        ],
                        default="none",
                        max_length=24,
                    ),
                ),
                ("clearance_until", models.DateField(null=True)),
                (
                    "vetting",
                    models.CharField(
                        choices=[
                            ("none", "None"),
                            ("rv", "Recruitment vetting (RV)"),
                            ("mv", "Management vetting (MV)"),
                            ("nppv1", "Non-police vetting 1 (NPPV1)"),
                            ("nppv2_abbreviated", "Non-police vetting 2, abbreviated (NPPV2A)"),
                            ("nppv2_full", "Non-police vetting 2, full (NPPV2F)"),
                            ("nppv3", "Non-police vetting 3 (NPPV3)"),
                        ],
                        default="none",
                        max_length=24,
                    ),
                ),
                ("vetting_until", models.DateField(null=True)),
                ("training_until", models.DateField(null=True)),
                ("age_recipient", models.CharField(blank=True, default="", max_length=128)),
                ("is_system", models.BooleanField(default=False)),
                ("has_first_password", models.BooleanField(default=False)),
                ("is_active", models.BooleanField(default=True)),
                ("added_at", models.DateTimeField()),
                ("added_by", models.UUIDField()),
                ("suspended_at", models.DateTimeField(null=True)),
                ("suspended_by", models.UUIDField(null=True)),
                ("sessions_ended_at", models.DateTimeField(null=True)),
                ("sessions_ended_by", models.UUIDField(null=True)),
                (
                    "data_key",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="crypto.datakey",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.organisation",
                    ),
                ),
                ("recorded_as", needshare.audit.protection.RecordedAs()),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ApiToken",
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
                ("label", models.CharField(max_length=80)),
                ("hash", models.CharField(max_length=64)),
                ("issued_at", models.DateTimeField()),
                ("issued_by", models.UUIDField()),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                ("revoked_by", models.UUIDField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tokens",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.organisation",
                    ),
                ),
                ("recorded_as", needshare.audit.protection.RecordedAs()),
            ],
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(fields=["username"], name="account_by_username"),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.UniqueConstraint(fields=("owner", "username"), name="one_account_per_username"),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(("username", django.db.models.functions.text.Lower("username"))),
                name="username_in_small_letters",
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("suspended_at__isnull", True), ("suspended_by__isnull", True)),
                    models.Q(("suspended_at__isnull", False), ("suspended_by__isnull", False)),
                    _connector="OR",
                ),
                name="suspended_at_and_by_together",
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sessions_ended_at__isnull", True), ("sessions_ended_by__isnull", True)),
                    models.Q(("sessions_ended_at__isnull", False), ("sessions_ended_by__isnull", False)),
                    _connector="OR",
                ),
                name="sessions_ended_at_and_by_together",
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("is_active", True), ("suspended_at__isnull", True)),
                    models.Q(("is_active", False), ("suspended_at__isnull", False)),
                    _connector="OR",
                ),
                name="a_suspended_account_is_inactive",
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("clearance", "none"), ("clearance_until__isnull", True)),
                    models.Q(
                        models.Q(("clearance", "none"), _negated=True), ("clearance_until__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="a_clearance_has_its_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("vetting", "none"), ("vetting_until__isnull", True)),
                    models.Q(models.Q(("vetting", "none"), _negated=True), ("vetting_until__isnull", False)),
                    _connector="OR",
                ),
                name="a_vetting_has_its_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(("clearance__in", ["none", "bpss", "ctc", "sc", "dv"])),
                name="clearance_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("vetting__in", ["none", "rv", "mv", "nppv1", "nppv2_abbreviated", "nppv2_full", "nppv3"])
                ),
                name="vetting_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    django.db.models.lookups.Exact(
                        django.db.models.functions.text.StrIndex(
                            django.db.models.functions.comparison.Cast("roles", models.TextField()),
                            models.Value('"partner_administrator"'),
                        ),
                        0,
                    ),
                    django.db.models.lookups.Exact(
                        django.db.models.functions.comparison.Cast("roles", models.TextField()),
                        models.Value('["partner_administrator"]'),
                    ),
                    _connector="OR",
                ),
                name="partner_administrator_holds_nothing_else",
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    django.db.models.lookups.Exact(
                        django.db.models.functions.text.StrIndex(
                            django.db.models.functions.comparison.Cast("roles", models.TextField()),
                            models.Value('"system_administrator"'),
                        ),
                        0,
                    ),
                    django.db.models.lookups.Exact(
                        django.db.models.functions.comparison.Cast("roles", models.TextField()),
                        models.Value('["system_administrator"]'),
                    ),
                    _connector="OR",
                ),
                name="system_administrator_holds_nothing_else",
            ),
        ),
        migrations.AddConstraint(
            model_name="apitoken",
            constraint=models.UniqueConstraint(fields=("hash", "owner"), name="one_token_per_hash"),
        ),
        migrations.AddConstraint(
            model_name="apitoken",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("revoked_at__isnull", True), ("revoked_by__isnull", True)),
                    models.Q(("revoked_at__isnull", False), ("revoked_by__isnull", False)),
                    _connector="OR",
                ),
                name="revoked_at_and_by_together",
            ),
        ),
        migrations.AddConstraint(
            model_name="apitoken",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_at__gt", models.F("issued_at"))),
                name="a_token_ends_after_it_begins",
            ),
        ),
    ]
