"""Organisations, their verified e-mail domains and their units."""

import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models

import needshare.audit.protection
import needshare.kernel.references


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("audit", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Organisation",
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
                ("code", models.CharField(max_length=12, unique=True)),
                ("name", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[("force", "Police force"), ("agency", "Partner agency")], max_length=12
                    ),
                ),
                (
                    "legal_type",
                    models.CharField(
                        choices=[
                            ("local_authority", "Local authority"),
                            ("childrens_social_care", "Children's social care"),
                            ("adult_social_care", "Adult social care"),
                            ("nhs_body", "NHS body"),
                            ("gp", "General practice"),
                            ("ambulance", "Ambulance service"),
                            ("fire", "Fire and rescue service"),
                            ("probation", "Probation service"),
                            ("prison", "Prison service"),
                            ("youth_justice", "Youth justice service"),
                            ("school_or_college", "School or college"),
                            ("university", "University"),
                            ("housing_provider", "Housing provider"),
                            ("other_uk_police", "UK police force"),
                            ("nca", "National Crime Agency"),
                            ("hmrc", "HM Revenue and Customs"),
                            ("dwp", "Department for Work and Pensions"),
                            ("home_office_immigration", "Home Office immigration"),
                            ("dvla", "Driver and Vehicle Licensing Agency"),
                            ("cps", "Crown Prosecution Service"),
                            ("court", "Court or tribunal"),
                            ("solicitor", "Solicitor"),
                            ("insurer_abi", "Insurer, member of the ABI"),
                            ("insurer_non_abi", "Insurer, not a member of the ABI"),
                            ("professional_regulator", "Professional regulator"),
                            ("employer", "Employer"),
                            ("dbs", "Disclosure and Barring Service"),
                            ("charity_vcs", "Charity or voluntary organisation"),
                            (
                                "private_security_business_crime_partnership",
                                "Private security or business crime partnership",
                            ),
                            ("foreign_lea", "Foreign law-enforcement agency"),
                            ("intelligence_service", "Intelligence service"),
                            ("member_of_public", "Member of the public"),
                            ("data_subject_self", "Person the information is about"),
                            ("media", "Media"),
                            ("elected_member", "Elected member"),
                            ("coroner", "Coroner"),
                            ("oversight_body", "Oversight body"),
                            ("other", "Other"),
                        ],
                        max_length=48,
                    ),
                ),
                ("is_relevant_authority", models.BooleanField(default=False)),
                (
                    "jurisdiction",
                    models.CharField(
                        choices=[
                            ("england_and_wales", "England and Wales"),
                            ("scotland", "Scotland"),
                            ("northern_ireland", "Northern Ireland"),
                            ("outside_uk", "Outside the United Kingdom"),
                        ],
                        default="england_and_wales",
                        max_length=24,
                    ),
                ),
                ("switchboard", models.CharField(blank=True, default="", max_length=40)),
                ("out_of_hours", models.CharField(blank=True, default="", max_length=40)),
                ("is_foi_subject", models.BooleanField(default=False)),
                ("is_active", models.BooleanField(default=True)),
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
        migrations.CreateModel(
            name="Unit",
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
                ("name", models.CharField(max_length=120)),
                ("is_active", models.BooleanField(default=True)),
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
        migrations.CreateModel(
            name="VerifiedDomain",
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
                ("domain", models.CharField(max_length=253)),
                ("evidence", models.CharField(max_length=500)),
                ("verified_on", models.DateField()),
                ("verified_by", models.UUIDField()),
                ("expires_on", models.DateField()),
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
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(("owner", models.F("id"))), name="an_organisation_owns_itself"
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("code", django.db.models.functions.text.Upper("code")),
                    models.Q(("code", ""), _negated=True),
                ),
                name="organisation_code_in_capitals",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["force", "agency"])), name="organisation_kind_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "legal_type__in",
                        [
                            "local_authority",
                            "childrens_social_care",
                            "adult_social_care",
                            "nhs_body",
                            "gp",
                            "ambulance",
                            "fire",
                            "probation",
                            "prison",
                            "youth_justice",
                            "school_or_college",
                            "university",
                            "housing_provider",
                            "other_uk_police",
                            "nca",
                            "hmrc",
                            "dwp",
                            "home_office_immigration",
                            "dvla",
                            "cps",
                            "court",
                            "solicitor",
                            "insurer_abi",
                            "insurer_non_abi",
                            "professional_regulator",
                            "employer",
                            "dbs",
                            "charity_vcs",
                            "private_security_business_crime_partnership",
                            "foreign_lea",
                            "intelligence_service",
                            "member_of_public",
                            "data_subject_self",
                            "media",
                            "elected_member",
                            "coroner",
                            "oversight_body",
                            "other",
                        ],
                    )
                ),
                name="legal_type_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("jurisdiction__in", ["england_and_wales", "scotland", "northern_ireland", "outside_uk"])
                ),
                name="jurisdiction_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.UniqueConstraint(fields=("owner", "name"), name="one_unit_per_name"),
        ),
        migrations.AddConstraint(
            model_name="verifieddomain",
            constraint=models.UniqueConstraint(fields=("owner", "domain"), name="one_row_per_domain"),
        ),
        migrations.AddConstraint(
            model_name="verifieddomain",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_on__gt", models.F("verified_on"))),
                name="a_verification_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="verifieddomain",
            constraint=models.CheckConstraint(
                condition=models.Q(("evidence", ""), _negated=True), name="a_domain_has_its_evidence"
            ),
        ),
    ]
