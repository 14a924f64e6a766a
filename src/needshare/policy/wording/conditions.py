"""Texts of lists/conditions.toml, for translation. Written by `needshare.policy.catalogue`."""

from needshare.kernel import gettext_noop as _

TEXTS = (
    _("Condition for sensitive data"),
    _("enum authorisation_kind?"),
    _("Statutory purposes (Schedule 8 paragraph 1)"),
    _("Administration of justice (Schedule 8 paragraph 2)"),
    _("Vital interests (Schedule 8 paragraph 3)"),
    _("Safeguarding (Schedule 8 paragraph 4)"),
    _("Made public by the person (Schedule 8 paragraph 5)"),
    _("Legal claims (Schedule 8 paragraph 6)"),
    _("Judicial acts (Schedule 8 paragraph 7)"),
    _("Preventing fraud (Schedule 8 paragraph 8)"),
    _("Archiving, research, statistics (Schedule 8 paragraph 9)"),
    _("Consent, with its record (section 35(4))"),
    _("consent"),
    _("Explicit consent (Article 9(2)(a))"),
    _("Vital interests (Article 9(2)(c))"),
    _("Legal claims (Article 9(2)(f))"),
    _("Substantial public interest (Article 9(2)(g))"),
    _("Health or social care (Article 9(2)(h))"),
    _("Archiving, research, statistics (Article 9(2)(j))"),
    _("Statutory purposes (Schedule 1 paragraph 6)"),
    _("Administration of justice (Schedule 1 paragraph 7)"),
    _("Preventing or detecting unlawful acts (Schedule 1 paragraph 10)"),
    _("Protecting the public against dishonesty (Schedule 1 paragraph 11)"),
    _("Regulatory requirements (Schedule 1 paragraph 12)"),
    _("Preventing fraud (Schedule 1 paragraph 14)"),
    _("Safeguarding (Schedule 1 paragraph 18)"),
    _("Insurance (Schedule 1 paragraph 20)"),
    _("Legal claims (Schedule 1 paragraph 33)"),
)
