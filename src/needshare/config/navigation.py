"""The main menu: which links a person gets. A link that is not shown is still guarded by its page.

Roles only choose what is worth offering; whether somebody may do a thing is asked in `access.py`.
"""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from needshare.kernel import Actor


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of the menu: its words, its page, and the roles it is for (none named: everyone)."""

    words: str
    page: str
    roles: tuple[str, ...] = ()

    def is_for(self, actor: Actor) -> bool:
        """Tell whether this person is offered the link."""
        return not self.roles or actor.has_role(*self.roles)


# Words are marked with kernel.gettext_noop and translated where they are shown.
LINKS: tuple[Link, ...] = ()


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Give every page its menu, the section it belongs to marked; named in TEMPLATES."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return {"navigation": []}
    shown = [(gettext(link.words), reverse(link.page)) for link in LINKS if link.is_for(actor)]
    here = current(request.path, [address for _, address in shown])
    return {
        "navigation": [
            {"text": words, "href": address, "active": address == here} for words, address in shown
        ]
    }


def current(path: str, addresses: list[str]) -> str:
    """Name the section a page lies in: the longest address that its own begins with.

    >>> current("/cases/NMC-26-7K3F-9QXW", ["/", "/cases/", "/agreements/"])
    '/cases/'
    """
    return max((address for address in addresses if path.startswith(address)), key=len, default="")
