"""What the pages of preparing, checking and releasing show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from needshare.disclosure import access, rules
from needshare.kernel import Actor, Conflict, Finding, gettext_noop as _
from needshare.pathway import queries as pathway
from needshare.pathway.terms import Stage

from .standing import content_of, current_package, delivery_to, held, release_facts, standing_of

if TYPE_CHECKING:
    from needshare.decision.models import DecidedRecipient
    from needshare.disclosure.models import Delivery, Package
    from needshare.pathway.models import SharingCase


@dataclass(frozen=True, slots=True, kw_only=True)
class Releasing:
    """A checked package before its release: the five checks of each recipient, as they stand now."""

    case: SharingCase
    package: Package
    checks: Sequence[tuple[DecidedRecipient, tuple[Finding, ...]]]

    @property
    def passes(self) -> bool:
        """Tell whether every check of every recipient is met."""
        return all(finding.is_met for _recipient, findings in self.checks for finding in findings)


def case_to_release(reference: str, *, viewer: Actor) -> SharingCase:
    """Return a case whose package waits for its release, to somebody who releases; nothing in it is read.

    Raises:
        Unknown: absent, or hidden from the viewer.
        Blocked: the viewer does not release packages.
        Conflict: no checked package waits for release.
    """
    case = pathway.case_for_step(reference, "package.release", viewer=viewer)
    if case.stage != Stage.SECOND_CHECKED:
        raise Conflict(_("No second-checked package of this case waits for release."))
    return case


def releasing(case: SharingCase, *, at: datetime) -> Releasing:
    """Make the five checks of a case's package, without releasing it.

    Raises:
        Unknown: there is no package.
    """
    package = current_package(case)
    now = held(package, content_of(package), at=at)
    checks = [(each, rules.five_checks(release_facts(package, each, now, at=at))) for each in now.recipients]
    return Releasing(case=case, package=package, checks=checks)


def case_of(reference: str, verb: str, *, viewer: Actor) -> SharingCase:
    """Return a case to somebody who may do this to it, for the head of a page.

    Raises:
        Unknown: absent, or hidden from the viewer.
        Blocked: the viewer may see it and may not do this.
    """
    return pathway.case_for_step(reference, verb, viewer=viewer)


def package_to(verb: str, reference: str, *, viewer: Actor) -> tuple[SharingCase, Package]:
    """Return a case and its package to somebody who may look at it or check it: not who made or decided it.

    Raises:
        Unknown: the case is absent or hidden from the viewer, or has no package.
        Blocked: the viewer may see the case and may not do this.
    """
    case = pathway.sharing_case(reference, viewer=viewer)
    access.must(verb, case, viewer, **made_by(case))
    return case, current_package(case)


def made_by(case: SharingCase) -> dict[str, UUID]:
    """Name who prepared the package of a case and who decided it, as the pack asks for them."""
    found = standing_of(case).values("prepared_by_id", "decided_by_id").first()
    return {"preparer": found["prepared_by_id"], "decided_by": found["decided_by_id"]} if found else {}


def may(verb: str, case: SharingCase, *, viewer: Actor) -> bool:
    """Tell whether the viewer may do this, for what a page offers."""
    return access.may_do(verb, case, viewer)


def delivery_of(reference: str, number: int, *, viewer: Actor) -> tuple[SharingCase, Delivery]:
    """Return the delivery to one recipient, to somebody who releases packages.

    Raises:
        Unknown: the case is hidden from the viewer, or has no such delivery.
        Blocked: the viewer does not release packages.
    """
    case = pathway.case_for_step(reference, "package.release", viewer=viewer)
    return case, delivery_to(case, number)
