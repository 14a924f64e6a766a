"""Every read of casework: a person's desk, the list of cases, the whole story of one case."""

from .desk import Desk, Waiting, desk_of
from .finding import ALL, Findings, FoundCase, Part, findings, hidden_cases_like, newest_references, sought_by
from .listing import CaseList, CaseRow, case_list
from .offers import Offer, offers_for
from .own_part import OwnPart, own_part
from .story import ONLY_THE_CASE, Also, CasePage, Gathered, Look, PackageShown, admitted_look, case_page

__all__ = [
    "ALL",
    "ONLY_THE_CASE",
    "Also",
    "CaseList",
    "CasePage",
    "CaseRow",
    "Desk",
    "Findings",
    "FoundCase",
    "Gathered",
    "Look",
    "Offer",
    "OwnPart",
    "PackageShown",
    "Part",
    "Waiting",
    "admitted_look",
    "case_list",
    "case_page",
    "desk_of",
    "findings",
    "hidden_cases_like",
    "newest_references",
    "offers_for",
    "own_part",
    "sought_by",
]
