"""Texts of schemes/clares_law.toml, for translation. Written by `needshare.policy.catalogue`."""

from needshare.kernel import gettext_noop as _

TEXTS = (
    _("Clare's Law (domestic violence disclosure)"),
    _(
        "A person at risk from a partner, or whoever is best placed to protect them, may be told of "
        "that partner's history of violence or abuse."
    ),
    _(
        "Right to ask: anybody may ask about somebody's partner. Right to know: an agency or the police"
        " bring it up by themselves."
    ),
    _("The police's power at common law; statutory guidance under the Domestic Abuse Act 2021, section 77."),
    _(
        "Whoever asks is not always whoever is told: it goes to the person at risk, or to who can best "
        "protect them. It is told in person, and no paper is left. The partner does not learn of the "
        "question unless that is decided for safety. A refusal never says that there is nothing to "
        "worry about."
    ),
    _("How it was brought up"),
    _("Right to ask"),
    _("Right to know"),
    _("Has proof of who the applicant is been seen?"),
    _("How does the applicant know the person at risk?"),
    _("How and when may they be contacted safely?"),
    _("A number, times, and what not to say. It is kept sealed."),
    _("Who is at risk, if not the applicant?"),
    _("Since when are they together?"),
    _("Which children live with them or see them?"),
    _("What is feared, and why now?"),
    _("Is anybody in immediate danger?"),
    _("If so, treat it as an emergency: nothing waits for the scheme."),
    _("Does the person at risk agree to be contacted?"),
    _("Which other agencies know of it?"),
)
