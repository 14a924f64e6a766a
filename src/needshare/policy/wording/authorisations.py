"""Texts of lists/authorisations.toml, for translation. Written by `needshare.policy.catalogue`."""

from needshare.kernel import gettext_noop as _

TEXTS = (
    _("Kind of authorisation"),
    _("Warrant"),
    _("Order of a court or witness summons"),
    _("Approval of a senior officer"),
    _("Consent of the person"),
    _("Consent of the body the information came from"),
    _("Authorisation from overseas"),
)
