"""Verify e-mail domains as an organisation's, and stop trusting them."""

import re
from datetime import date, datetime

from django.utils import timezone

from needshare.agencies import access, queries
from needshare.agencies.models import VerifiedDomain
from needshare.agencies.rules import PERSONAL_PROVIDERS
from needshare.audit.recording import about, current_entry, detail, recorded
from needshare.audit.terms import Operation
from needshare.kernel import Actor, FieldError, Invalid, Unknown, gettext_noop as _

DOMAIN = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])")


def _day_of(at: datetime) -> date:
    """Return the local day of an instant."""
    return timezone.localtime(at).date()


@recorded(Operation.ADMINISTRATION)
def verify_domain(
    *,
    code: str,
    domain: str,
    evidence: str,
    expires_on: date,
    is_told_apart: bool = False,
    by: Actor,
    at: datetime,
) -> VerifiedDomain:
    """Record that an e-mail domain is the organisation's, how that is known, and until when.

    Verifying a domain again replaces its evidence and dates. A domain that is, or could be taken for,
    another organisation's is verified only by who says that they told the two apart.

    Raises:
        Blocked: not a register keeper, or not just confirmed.
        Invalid: not an organisation's own, like another's, or without ground or end.
    """
    organisation = queries.organisation_to_change(code, by=by)
    access.must_keep(organisation, by)
    access.must_be_confirmed(by, at)
    domain = domain.strip().lower().rstrip(".")
    _must_be_own(domain, evidence=evidence, expires_on=expires_on, on=_day_of(at))
    alike = queries.domain_taken_for(domain, organisation_id=organisation.id, at=at)
    if alike and not is_told_apart:
        raise Invalid.field("domain", _("This looks like a domain of another organisation. Compare the two."))
    columns = {
        "evidence": evidence.strip(),
        "verified_on": _day_of(at),
        "verified_by": by.id,
        "expires_on": expires_on,
        "recorded_as": current_entry(),
    }
    known = VerifiedDomain.objects.filter(owner=organisation, domain=domain)
    if known.update(**columns) == 0:
        del columns["recorded_as"]
        VerifiedDomain.objects.create(owner=organisation, domain=domain, **columns)
    about(owner=organisation.id)
    detail(
        code=organisation.code,
        domain=domain,
        evidence=evidence.strip(),
        expires_on=str(expires_on),
        told_apart_from=alike,
    )
    return known.get()


def _must_be_own(domain: str, *, evidence: str, expires_on: date, on: date) -> None:
    """Refuse a domain that cannot be an organisation's own, or a verification without ground or end."""
    wrong = []
    if not DOMAIN.fullmatch(domain):
        wrong.append(FieldError("domain", _("Enter a domain, such as council.gov.uk.")))
    elif domain in PERSONAL_PROVIDERS:
        wrong.append(FieldError("domain", _("Anyone can have an address at this provider.")))
    if not evidence.strip():
        wrong.append(FieldError("evidence", _("Say how you know that the domain is theirs.")))
    if expires_on <= on:
        wrong.append(FieldError("expires_on", _("Enter a date in the future.")))
    if wrong:
        raise Invalid(*wrong)


@recorded(Operation.ADMINISTRATION)
def withdraw_domain(*, code: str, domain: str, reason: str, by: Actor, at: datetime) -> None:
    """Stop trusting a domain from now on; what it was verified by stays in the audit log."""
    organisation = queries.organisation_to_change(code, by=by)
    access.must_keep(organisation, by)
    if not reason.strip():
        raise Invalid.field("reason", _("Say why."))
    deleted, _rows = VerifiedDomain.objects.filter(owner=organisation, domain=domain.strip().lower()).delete()
    if not deleted:
        raise Unknown
    about(owner=organisation.id, reason=reason)
    detail(code=organisation.code, domain=domain.strip().lower())
