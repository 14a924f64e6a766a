"""Texts of schemes/sarahs_law.toml, for translation. Written by `needshare.policy.catalogue`."""

from needshare.kernel import gettext_noop as _

TEXTS = (
    _("Sarah's Law (child sex offender disclosure)"),
    _(
        "Whoever looks after a child may be told whether a person with access to that child has a "
        "history of sexual offences against children."
    ),
    _("Anybody may ask about a named person who has access to a named child."),
    _("Existing powers of the police and Part 3 of the Data Protection Act 2018; guidance of April 2023."),
    _(
        "An applicant who is anonymous or not verified is told nothing. It goes to who is best placed "
        "to protect the child, who need not have asked. Who lives in an area is not answered. Lying, or"
        " passing it on, may have consequences in law."
    ),
    _("Has proof of who the applicant is been seen?"),
    _("Has proof of the applicant's address been seen?"),
    _("Has proof of their relationship to the child been seen?"),
    _("Which child is it about?"),
    _("Full name."),
    _("When was the child born?"),
    _("Who is the child's parent, carer or guardian?"),
    _("What access does the person have to the child?"),
    _("Lives with the child"),
    _("Works in the household"),
    _("Sees the child without others"),
    _("Online"),
    _("Another way"),
    _("What is feared?"),
)
