"""Who may search and assess; every condition is in the access pack."""

from typing import TYPE_CHECKING

from needshare.kernel import Conflict, gettext_noop as _
from needshare.pathway import access as pathway_access
from needshare.pathway.terms import Stage

if TYPE_CHECKING:
    from needshare.pathway.models import SharingCase

must = pathway_access.must
judged = pathway_access.judged
must_hold = pathway_access.must_hold


def must_be_under_assessment(case: "SharingCase") -> None:
    """Refuse to work on a case that is not assessed, or no longer.

    Raises:
        Conflict: it is at another stage.
    """
    if case.stage != Stage.UNDER_ASSESSMENT:
        raise Conflict(_("The case is not under assessment."))
