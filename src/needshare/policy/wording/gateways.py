"""Texts of lists/gateways.toml, for translation. Written by `needshare.policy.catalogue`."""

from needshare.kernel import gettext_noop as _

TEXTS = (
    _("Kind of gateway"),
    _("Power"),
    _("Duty"),
    _("Gateway"),
    _("text?"),
    _("text"),
    _("Common law police power"),
    _(
        "Pressing need or public interest in each case; necessity, proportionality and ECHR Article 8; "
        "never for convenience"
    ),
    _("Case by case, not blanket"),
    _("Crime and Disorder Act 1998, section 115"),
    _("115"),
    _(
        "The recipient must be a relevant authority or act for one; a power, not a duty; it does not "
        "override data protection law"
    ),
    _("A private shop, charity or school is not a relevant authority"),
    _("Crime and Disorder Act 1998, section 17A"),
    _("17A"),
    _("Prescribed depersonalised data only, between relevant authorities; never personal data"),
    _("Quarterly, for the reduction of crime and disorder"),
    _("Children Act 2004, sections 10 and 11"),
    _("10, 11"),
    _("A duty to co-operate and to safeguard in one's functions; the power to share is implied"),
    _("Wales: sections 25 and 28"),
    _("Children Act 1989, section 47"),
    _("47"),
    _(
        "Reasonable cause to suspect significant harm; police participation rests on other law and on "
        "joint protocols"
    ),
    _("The part of the police under this section is to be verified"),
    _("Criminal Justice Act 2003, section 325"),
    _("325(3)-(4)"),
    _(
        "Assessing and managing the risk of offenders under multi-agency arrangements; not for other "
        "third parties"
    ),
    _("Section numbers of the 2022 amendments are to be verified"),
    _("Domestic Abuse Act 2021, section 49A"),
    _("49A"),
    _(
        "Only to the child's educational establishment, where a child is suspected to be a victim of "
        "domestic abuse"
    ),
    _("Operation Encompass"),
    _("Police, Crime, Sentencing and Courts Act 2022, section 16"),
    _("16"),
    _("No patient information, and no personal information from health or social care authorities"),
    _("Serious Violence Duty"),
    _("Care Act 2014, section 45"),
    _("45"),
    _(
        "Only for a request of a Safeguarding Adults Board that meets the conditions of section 45; not"
        " for requests of other kinds"
    ),
    _("England"),
    _("Police Act 1997, Part V"),
    _("113A, 113B(4)"),
    _(
        "The only route for routine employment suitability; the request comes from the Disclosure and "
        "Barring Service"
    ),
)
