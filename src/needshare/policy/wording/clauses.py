"""Texts of clauses.toml, for translation. Written by `needshare.policy.catalogue`."""

from needshare.kernel import gettext_noop as _

TEXTS = (
    _("All personal and sensitive information is kept confidential"),
    _(
        "Laws and agency policy on collection, use and sharing are complied with; authority is obtained"
        " before access or disclosure"
    ),
    _(
        "Need to know: access and sharing limited to what the duty needs, to authorised people, and "
        "only where directly relevant to their duty"
    ),
    _("Secure handling: physical documents, electronic records, encryption or passwords"),
    _("Proper authorisation: warrants, court orders and other lawful approvals, by agency procedure"),
    _("Accuracy and integrity: inaccuracies are reported; nothing known to be false is passed on"),
    _(
        "Ethical balance: need for disclosure against privacy, public trust and the integrity of "
        "investigations"
    ),
    _(
        "Breaches and unauthorised disclosures are reported promptly; internal investigations and "
        "audits are supported"
    ),
    _("Officers are trained regularly on privacy law, data protection and handling"),
    _("Officers know their agency's own policy"),
    _("Sharing happens one-off or in ongoing relationships, for a common objective"),
    _(
        "Lawful and fit for purpose: necessity, adequacy, relevancy, accuracy, proportionality, timely "
        "provision"
    ),
    _("National guidance (APP Information Management) is taken into account"),
    _("Opportunities to share personal and non-personal information are actively sought"),
    _("Partners are engaged in the information-management debate and agreement is reached where possible"),
    _(
        "A policing purpose or other legal gateway is established before disclosure; necessity and "
        "proportionality considered"
    ),
    _("A DPIA is conducted and its safeguards implemented"),
    _("Each request is assessed case by case and an informed decision made on whether to disclose"),
    _(
        "Agreements exist for frequent, continuing sharing; partners' undertakings recorded; agreements"
        " reviewed so they stay fit and of benefit to the initiative"
    ),
    _(
        "Current agreements are published internally so that a recipient of a request can verify that "
        "an organisation is signed up"
    ),
    _(
        "Information received: reliability and context understood before it is recorded or used; "
        "updated when the source changes"
    ),
    _("Advice, guidance, templates and support from the information compliance unit"),
    _(
        "No access or use without a legitimate reason and an understanding of handling under the "
        "protective marking"
    ),
    _("Single points of contact for initiatives, with guidance for the role"),
    _("Information is shared with other forces, partner agencies and the public"),
    _(
        "Sharing is the default where a lawful basis exists, except where it may compromise operations "
        "or harm an individual"
    ),
    _(
        "The right information to the right staff member in the right agency at the right time in the "
        "right way"
    ),
    _("How and to whom depends on role and local policy"),
    _("An agreement is in place, or the purpose justifies infringing privacy"),
    _("Emergency and operational disclosure is possible, and it MUST be recorded, by the discloser"),
    _("Transmission depends on urgency and policy; verbal sharing is always noted; the audit trail is vital"),
    _(
        "Need to know and need to share; recipients hold the clearance; in line with an agreement or "
        "operational requirement"
    ),
    _("Lawful authority, necessary, proportionate, secure, accountable"),
    _("Failure to communicate has contributed to tragedy"),
    _("Legal basis and legitimate purpose explicit; why is it wanted; best interests of the individual"),
    _("In any doubt, contact information management / security"),
)
