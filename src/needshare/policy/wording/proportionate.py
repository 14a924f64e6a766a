"""Texts of assessment/3_proportionate.toml, for translation. Written by `needshare.policy.catalogue`."""

from needshare.kernel import gettext_noop as _

TEXTS = (
    _("Proportionality"),
    _("Is the intrusion no more than the benefit justifies?"),
    _("The requester says why this much is needed; the decision-maker judges whether it is."),
    _("Nothing says why this much is needed, what else was tried, and why the person was not asked."),
    _("The request does not identify one person; a speculative search is not proportionate."),
    _("Harm"),
    _("Could sharing compromise an operation or harm somebody?"),
    _("Harm was weighed both ways, and no harm of sharing is rated medium or severe."),
    _("The harm of sharing and of not sharing has not been weighed."),
    _("Sharing could compromise an operation, investigation or prosecution; ask the officer in the case."),
    _("Sharing could harm the person the information is about."),
    _("Sharing could harm a victim, witness, child or another person."),
    _("Sharing could harm a source, informant or officer."),
    _("Sharing could reveal a technique or capability."),
    _("Sharing could prejudice a fair trial or break privilege."),
    _("Sharing could lead to discrimination or unfair detriment."),
    _("Sharing could cost public trust."),
    _("The recipient may not be able to protect the information."),
    _("Sharing could break a contract or the control of the body the information came from."),
    _("People and investigations at risk"),
    _("Is anybody or any investigation put at risk by this item?"),
    _("No live investigation, child or vulnerable person is recorded for the item."),
    _("The item belongs to a live investigation; the officer in the case must be asked."),
    _("The item is about a child, whose best interests come first and must be written down."),
    _("The item is about a person at risk, whose interests must be written down."),
)
