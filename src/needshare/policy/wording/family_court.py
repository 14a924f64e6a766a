"""Texts of schemes/family_court.toml, for translation. Written by `needshare.policy.catalogue`."""

from needshare.kernel import gettext_noop as _

TEXTS = (
    _("Family court protocol"),
    _("Material the police hold, for care proceedings and other family proceedings."),
    _(
        "A local authority or a solicitor asks with the form of the protocol. Who has no solicitor "
        "needs an order of the court."
    ),
    _(
        "The 2024 protocol on disclosure between family and criminal agencies; Family Procedure Rules; "
        "orders of the court."
    ),
    _(
        "The request names what is wanted and why it matters to the proceedings. Where an investigation"
        " is live, that is said. It is used in the proceedings only."
    ),
    _("Who asks?"),
    _("A local authority"),
    _("A solicitor"),
    _("The court"),
    _("A party without a solicitor"),
    _("Number of the proceedings"),
    _("Court"),
    _("Date of the hearing"),
    _("Kind of proceedings"),
    _("Public law"),
    _("Private law"),
    _("Before proceedings"),
    _("Who are the parties, and which children are concerned?"),
    _("To which issue does the material matter?"),
    _("Is there an order of the court for it?"),
)
