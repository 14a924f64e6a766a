"""The words of a receipt: how often a recipient was reminded, and that the time is over."""

from needshare.kernel import Term, gettext_noop as _


class ReminderStep(Term):
    """What has been said of a delivery that waits, in the order of its times; each is a clock of the pack."""

    FIRST = "package_reminder_first", _("First reminder to collect a package")
    SECOND = "package_reminder_second", _("Second reminder to collect a package")
    LAST = "package_reminder_last", _("Last reminder to collect a package")
    LAPSED = "package_reminder_lapsed", _("A package was not collected in its time")
