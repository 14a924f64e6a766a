"""Texts of parameters.toml, for translation. Written by `needshare.policy.catalogue`."""

from needshare.kernel import gettext_noop as _

TEXTS = (
    _("Days after training lapsed before new work stops"),
    _("Days before training lapses from which it is noted"),
    _("Days after which information counts as no longer current"),
    _("Highest marking this system may carry"),
    _("Marking of what is said about people, until its originator marks it otherwise"),
    _("Number of people above which a request counts as bulk"),
    _("Letters by which an e-mail domain may differ from a registered one and still count as imitating it"),
    _("Hours for which a case stays open to who gave a reason"),
    _("Minutes for which a case stays open to who opened it in an emergency"),
    _("Of how many look-ups one is picked at random for a fuller justification"),
    _("Days within which a look-up that was picked is to be justified more fully"),
    _("Days within which a look-up or an opening is to be reviewed"),
    _("Days within which an older declaration of interests is to be looked through"),
    _("Letters a reason must have at least"),
    _("Letters a fuller justification must have at least"),
    _("Hours for which a case stays open to who asked for access and was given it"),
    _("How often one person may ask for access in a day"),
    _("Day by which the appropriate policy document for sensitive data is reviewed"),
    _("Regime of telling a body that is no competent authority, for law enforcement"),
    _("Days for which an earlier request is compared with a new one"),
)
