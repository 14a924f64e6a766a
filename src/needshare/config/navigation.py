"""The main menu: which links a person gets. A link that is not shown is still guarded by its page.

Roles only choose what is worth offering; whether somebody may do a thing is asked in `access.py`.
"""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from needshare.kernel import Actor, gettext_noop as _
from needshare.web.jinja import address as address_of
from needshare.web.translating import gettext


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of the menu: its words, its page, and the roles it is for (none named: everyone)."""

    words: str
    page: str
    roles: tuple[str, ...] = ()

    def is_for(self, actor: Actor) -> bool:
        """Tell whether this person is offered the link."""
        return not self.roles or actor.has_role(*self.roles)


ASKERS = ("partner_user", "partner_contact_point")
# Whoever may be sent a package and open it, as the access pack says (package.open): partners, and officers
# of another force.
RECIPIENTS = (
    *ASKERS, "officer", "disclosure_officer", "decision_maker", "supervisor", "information_management",
)  # fmt: skip

KEEPERS = (
    "system_administrator",
    "partner_administrator",
    "professional_standards",
    "information_management",
)
STAFF = (
    "officer", "disclosure_officer", "decision_maker", "second_checker", "supervisor", "information_management",
    "dpo", "siro", "professional_standards", "protected_persons",
)  # fmt: skip
CASEWORK = (
    "officer", "disclosure_officer", "decision_maker", "second_checker", "supervisor", "information_management",
    "dpo", "auditor",
)  # fmt: skip

# Whoever may open a case in an emergency, as the access pack says (case.open_in_emergency).
OPENERS = (
    "officer", "disclosure_officer", "decision_maker", "second_checker", "supervisor", "siro",
    "professional_standards", "protected_persons",
)  # fmt: skip
# Whoever may ask for access by a reference, as the access pack says (access.ask).
ASKERS_FOR_ACCESS = (*STAFF, "auditor", *ASKERS)
RECORDERS = ("officer", "disclosure_officer", "decision_maker", "supervisor", "information_management")
SEARCHERS = ("disclosure_officer", "decision_maker", "information_management", "protected_persons")
# Whoever reads the register of reviews, as the access pack says (refusal.list).
REVIEW_READERS = (
    "disclosure_officer", "decision_maker", "supervisor", "information_management", "dpo", "siro", "auditor",
)  # fmt: skip
PREPARERS = ("disclosure_officer", "information_management")

# Whoever sees what a changed policy would have found, as the access pack says (what_if.view).
TRIERS = ("information_management", "dpo", "siro", "auditor")

LOG_READERS = (
    "auditor", "dpo", "professional_standards", "information_management",
    "partner_user", "partner_contact_point", "partner_administrator",
)  # fmt: skip

LINKS: tuple[Link, ...] = (
    Link(_("Your desk"), "casework:desk", STAFF),
    Link(_("Cases"), "casework:cases", CASEWORK),
    Link(_("Openings and look-ups to review"), "pathway:openings", ("professional_standards",)),
    Link(_("Compartments"), "pathway:compartments", ("siro",)),
    Link(_("Audit log"), "oversight:audit", LOG_READERS),
    Link(_("What if the policy changed?"), "assessment:what_ifs", TRIERS),
    Link(_("Policy coverage"), "oversight:coverage", TRIERS),
    Link(_("What is kept apart"), "protections:desk", ("protected_persons",)),
    Link(_("Your requests"), "receipt:requests", ASKERS),
    Link(_("Packages for you"), "receipt:packages", RECIPIENTS),
    Link(_("Record a request"), "intake:start", RECORDERS),
    Link(_("What may I share?"), "casework:may_share"),
    Link(_("Agreements"), "agreements:register"),
    Link(_("People"), "people", KEEPERS),
    Link(_("Organisations"), "organisations", KEEPERS),
)
# Further pages and acts, for the page of all places and the palette that reads it.
MORE_LINKS: tuple[Link, ...] = (
    Link(_("Search"), "casework:search"),
    Link(_("Schemes"), "casework:schemes"),
    Link(_("Restricted log"), "protections:log", ("protected_persons", "professional_standards")),
    Link(_("Open a case in an emergency"), "pathway:emergency", OPENERS),
    Link(_("Look-ups you are asked about"), "challenges:own", STAFF),
    Link(_("Questions for you"), "consultations:waiting", STAFF),
    Link(_("Requests for access"), "pathway:askings", ASKERS_FOR_ACCESS),
    Link(_("Compartments you know of"), "pathway:compartments", STAFF),
    Link(_("Your declarations"), "pathway:declarations"),
    Link(_("Reviews of refusals"), "decision:reviews", REVIEW_READERS),
    Link(_("Interests to settle"), "pathway:interests", ("supervisor", "information_management")),
    Link(_("Record a person"), "documents:record", PREPARERS),
    Link(_("Search for a person"), "documents:search", SEARCHERS),
    Link(_("Add material held"), "documents:add", PREPARERS),
    Link(_("Note what is held elsewhere"), "documents:elsewhere", PREPARERS),
    Link(_("Check whether an organisation has signed up"), "agreements:check", STAFF),
    Link(_("Add an agreement"), "agreements:add", ("information_management",)),
    Link(_("Light or dark"), "web:appearance"),
    Link(_("Accessibility"), "web:accessibility"),
    Link(_("Cookies"), "web:cookies"),
)
OWN_LINKS = (Link(_("Your sign-in"), "mfa_index"), Link(_("Sign out"), "account_logout"))


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Give every page its menu and the person's own links, where one is marked; named in TEMPLATES."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return {"navigation": [], "own_links": [], "search_link": "", "places": list}
    return {
        "search_link": address_of("casework:search"),
        "places": lambda: shown((*LINKS, *MORE_LINKS, *OWN_LINKS), actor, ""),
        "navigation": shown(LINKS, actor, request.path),
        "own_links": shown(OWN_LINKS, actor, request.path),
    }


def shown(links: tuple[Link, ...], actor: Actor, path: str) -> list[dict[str, Any]]:
    """List the links a person is offered, in words, the one they are at marked."""
    offered = [(gettext(link.words), address_of(link.page)) for link in links if link.is_for(actor)]
    here = current(path, [address for _, address in offered])
    return [{"text": words, "href": address, "active": address == here} for words, address in offered]


def current(path: str, addresses: list[str]) -> str:
    """Name the section a page lies in: the longest address that its own begins with.

    >>> current("/cases/NMC-26-7K3F-9QXW", ["/", "/cases/", "/agreements/"])
    '/cases/'
    """
    return max((address for address in addresses if path.startswith(address)), key=len, default="")
