"""Texts of schemes/marac.toml, for translation. Written by `needshare.policy.catalogue`."""

from needshare.kernel import gettext_noop as _

TEXTS = (
    _("Multi-agency risk assessment conference (MARAC)"),
    _("Agencies share what is needed to protect a victim of domestic abuse who is at high risk."),
    _("A referral of a victim at high risk, by any agency."),
    _(
        "It has no statute of its own: common law, Crime and Disorder Act 1998, section 115, and data "
        "protection law."
    ),
    _(
        "At the threshold consent is not needed; whether the victim knows of it is recorded. The "
        "perpetrator must never learn of it."
    ),
    _("On what ground is the risk high?"),
    _("Score of the risk checklist"),
    _("Professional judgement"),
    _("Escalation"),
    _("It is below the threshold"),
    _("Does the victim know of the referral?"),
    _("Does the victim consent?"),
    _("If not, why is it referred all the same?"),
    _("Safe number of the victim"),
    _("It is kept sealed and is never for the perpetrator."),
    _("Which children are concerned, and with whom do they live?"),
    _("Latest incidents"),
    _("Which support is in place?"),
    _("Date of the meeting"),
)
