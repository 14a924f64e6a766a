"""Texts of lists/asking.toml, for translation. Written by `needshare.policy.catalogue`."""

from needshare.kernel import gettext_noop as _

TEXTS = (
    _("Another route"),
    _("text?"),
    _("Freedom of information request"),
    _(
        "Ask the force's freedom of information team: what is held about the force's work, and not "
        "about people, is answered there."
    ),
    _("Request by people for their own information"),
    _(
        "Everybody may ask the force for what it holds about themselves, and nobody may be made to ask "
        "in order to hand it on."
    ),
    _("Disclosure and Barring Service check"),
    _(
        "Whether somebody is suitable for a post is asked of the Disclosure and Barring Service, by the"
        " employer."
    ),
    _("Court order or witness summons"),
    _(
        "Apply to the court: an order or a summons that names what is to be produced is answered by the"
        " force's legal services."
    ),
    _("Authorisation for communications data"),
    _(
        "Communications data is had by an authorisation under the Investigatory Powers Act, through the"
        " single point of contact."
    ),
    _("Press office"),
    _("Ask the force's press office."),
    _("Another force"),
    _("Ask the force that holds it."),
    _("Jurisdiction"),
    _("England and Wales"),
    _("Scotland"),
    _("Northern Ireland"),
    _("Data protection regime"),
    _("Law enforcement processing"),
    _("General processing"),
    _("Either, to be chosen and recorded"),
    _("Policing purpose"),
    _("Protecting life and property"),
    _("Preserving order"),
    _("Preventing the commission of offences"),
    _("Bringing offenders to justice"),
    _("Any duty or responsibility arising from common or statute law"),
    _("Lawful basis for general processing"),
    _("enum authorisation_kind?"),
    _("Consent (Article 6(1)(a))"),
    _("consent"),
    _("Contract (Article 6(1)(b))"),
    _("Legal obligation (Article 6(1)(c))"),
    _("Vital interests (Article 6(1)(d))"),
    _("Public task (Article 6(1)(e))"),
    _("Recognised legitimate interests (Article 6(1)(ea))"),
    _("Legitimate interests (Article 6(1)(f))"),
    _("Ground for a transfer overseas"),
    _("The country is approved by regulations"),
    _("Appropriate safeguards, documented"),
    _("Special circumstances, documented"),
    _("What the recipient overseas is"),
    _("An authority for law enforcement"),
    _("Another recipient, strictly necessary"),
    _("Agreement of the body it came from"),
    _("It is the force's own information"),
    _("The body it came from agreed"),
    _("Could not be asked in time: immediate and serious threat; they are told without delay"),
    _("Risk of death penalty, torture or unfair treatment"),
    _("Assessed: none found"),
    _("Assessed: lessened by assurances"),
    _("Not resolved"),
)
