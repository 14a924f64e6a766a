"""Texts of authority.toml, for translation. Written by `needshare.policy.catalogue`."""

from needshare.kernel import gettext_noop as _

TEXTS = (
    _("Routine, within an agreement, no sensitive data"),
    _("trained discloser"),
    _("One-off or outside the agreement, not sensitive"),
    _("supervisor (sergeant or equivalent)"),
    _("Sensitive personal data or intelligence"),
    _("inspector or information management lead"),
    _("A child or person at risk"),
    _("Warning an employer or regulator"),
    _("detective inspector, after a forum"),
    _("Neither confirm nor deny"),
    _("Serious harm either way"),
    _("superintendent, or a panel with the data protection officer and public protection"),
    _("Privileged or under the control of another body"),
    _("specialist with legal advice"),
    _("More people than the bulk limit"),
    _("information asset owner with the data protection officer"),
    _("Overseas"),
    _("superintendent or assistant chief constable, with the data protection officer"),
    _("Emergency"),
    _("any trained officer; duty inspector informed"),
)
