"""The words of a subject: what identifies a person, and the open flags that must be seen before sharing.

Open flags are those of domain reference 2.10 whose reason the preparer sees. Silent flags are never
stored here: what they protect is simply absent for an ordinary viewer.
"""

from needshare.kernel import Term, gettext_noop as _


class IdentifierKind(Term):
    """What sort of number or name a body gave a person."""

    URN = "urn", _("Force reference (URN)")
    PNC = "pnc", _("PNC identifier")
    CRO = "cro", _("CRO number")
    CUSTODY = "custody", _("Custody reference")
    CRIME = "crime", _("Crime reference")
    NHS_NUMBER = "nhs_number", _("NHS number")
    NATIONAL_INSURANCE = "national_insurance", _("National Insurance number")
    PASSPORT = "passport", _("Passport number")
    DRIVING_LICENCE = "driving_licence", _("Driving licence number")
    VEHICLE = "vehicle", _("Vehicle registration")
    TELEPHONE = "telephone", _("Telephone number")
    EMAIL = "email", _("E-mail address")
    PARTNER = "partner", _("Partner's own reference")


class OpenFlag(Term):
    """A prohibition or special control that staff may see, by its code in the domain reference."""

    B05 = "b05", _("Telling the person could tip them off")
    B06 = "b06", _("Legal professional privilege")
    B07 = "b07", _("Spent conviction or protected disposal")
    B08 = "b08", _("The originator's consent is needed before it is passed on")
    B09 = "b09", _("Family court material")
    B10 = "b10", _("Reporting restriction or anonymity")
    B11 = "b11", _("The victim's address is confidential")
    B12 = "b12", _("Patient information outside the Serious Violence Duty")
    B13 = "b13", _("Adult victim of modern slavery: no identifiers without consent")
    B14 = "b14", _("Victim with insecure immigration status")
    B15 = "b15", _("Contested or disputed")
    B17 = "b17", _("Sealed by an order of a court")
    B18 = "b18", _("Confidant, armed forces, diplomatic or other sensitive profession")
