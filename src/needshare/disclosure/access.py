"""Who may prepare, check, release and see packages; every condition is in the access pack."""

from typing import TYPE_CHECKING

from needshare.documents.access import must_be_cleared_for
from needshare.kernel import Actor, require
from needshare.kernel.actors import NOBODY
from needshare.pathway import access as pathway_access
from needshare.policy import may, resource

if TYPE_CHECKING:
    from .models import Package

must = pathway_access.must
may_do = pathway_access.may_do


def must_be_cleared_for_package(by: Actor, package: "Package") -> None:
    """Go on only if the actor's clearance carries the marking of the package.

    Raises:
        Blocked: it does not, or has ended.
    """
    must_be_cleared_for(by, owner=package.owner_id, markings=[package.marking])


def must_receive(by: Actor) -> None:
    """Go on only for somebody to whom a package may be addressed, be it none today.

    Raises:
        Blocked: with the pack's reason.
    """
    require(may("package.open", by, resource(owner=NOBODY, recipients=[by.id], is_released=True)))
