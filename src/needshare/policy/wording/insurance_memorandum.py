"""Texts of schemes/insurance_memorandum.toml, for translation. Written by `needshare.policy.catalogue`."""

from needshare.kernel import gettext_noop as _

TEXTS = (
    _("Insurance memorandum"),
    _("Members of the Association of British Insurers check a reported loss, or a suspected fraud."),
    _(
        "Appendix D: a check of a claim with the consent of who reported it. Appendix E: a suspected "
        "fraud, with a summary of the evidence."
    ),
    _("Memorandum of understanding between the police chiefs and the Association of British Insurers."),
    _("It covers claims, not proposals for a policy. A fee is charged, and the indemnity must be on file."),
    _("Which appendix?"),
    _("Appendix D: a reported loss"),
    _("Appendix E: a suspected fraud"),
    _("Membership number of the insurer"),
    _("Number of the policy and of the claim"),
    _("Kind of loss"),
    _("Date of the loss"),
    _("Crime reference"),
    _("Is the signed consent of who reported it enclosed?"),
    _("Summary of the evidence of fraud"),
    _("Is the indemnity on file?"),
    _("Reference of the fee"),
)
