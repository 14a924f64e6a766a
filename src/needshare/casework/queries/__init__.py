"""Every read of casework: a person's desk, the list of cases, the whole story of one case."""

from .desk import Desk, Waiting, desk_of
from .finding import Findings, FoundCase, findings, newest_references, sought_by
from .listing import CaseList, CaseRow, case_list
from .offers import Offer, offers_for
from .story import ONLY_THE_CASE, Also, CasePage, Gathered, PackageShown, case_page, why_opened

__all__ = [
    "ONLY_THE_CASE",
    "Also",
    "CaseList",
    "CasePage",
    "CaseRow",
    "Desk",
    "Findings",
    "FoundCase",
    "Gathered",
    "Offer",
    "PackageShown",
    "Waiting",
    "case_list",
    "case_page",
    "desk_of",
    "findings",
    "newest_references",
    "offers_for",
    "sought_by",
    "why_opened",
]
