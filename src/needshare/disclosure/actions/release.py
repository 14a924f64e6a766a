"""Releasing: the five checks for each named recipient, then the package sealed to that person alone."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import F

from needshare.accounts.access import confirmed_recently
from needshare.audit.recording import about, current_entry, detail, operation, recorded
from needshare.audit.terms import Operation
from needshare.crypto import packages as age, vault
from needshare.crypto.keys import unwrap
from needshare.crypto.tokens import code_hash, new_code, new_token
from needshare.decision.terms import RecipientKind
from needshare.disclosure import access, queries, rules
from needshare.disclosure.models import Delivery, Package
from needshare.disclosure.terms import DeliveryState, PackageState
from needshare.kernel import Actor, Blocked, Conflict, Finding, Invalid, gettext_noop as _, new_id, require
from needshare.notices.actions import queue
from needshare.notices.rules import NewNotice
from needshare.notices.terms import NoticeKind
from needshare.pathway import actions as moves, queries as pathway
from needshare.pathway.errands import case_task
from needshare.pathway.terms import Stage
from needshare.tasks.actions import open_task
from needshare.tasks.terms import TaskKind

if TYPE_CHECKING:
    from needshare.decision.models import DecidedRecipient
    from needshare.pathway.models import SharingCase

NEEDS_NO_PORTAL = ("tracked_post", "hand", "face_to_face")


@dataclass(frozen=True, slots=True)
class Released:
    """What a release made: the package, its deliveries, and the secrets shown once to the releaser.

    `secrets` maps a delivery to the link token and the code of a member of the public; the code is
    to be given by another channel than the link.
    """

    package: Package
    deliveries: tuple[Delivery, ...]
    secrets: dict[str, tuple[str, str]]


@recorded(Operation.DISCLOSURE)
def release(*, reference: str, by: Actor, at: datetime) -> Released:
    """Release a second-checked package to its named recipients, each sealed to that person alone.

    Steps: 1 may they, freshly confirmed; 2 a checked package, whose bytes are those checked; 3 the
    five checks for every recipient, all of them shown; 4 seal; 5 write, move, tell. The package
    opens only once a signed checkpoint covers this act's entry.

    Raises:
        Blocked: any of the five checks fails; the finding says which.
        Conflict: no checked package waits for release.
    """
    case = pathway.case_to_change(reference, viewer=by)
    access.must("package.release", case, by)  # 1
    require(confirmed_recently(by, at))
    if case.stage != Stage.SECOND_CHECKED:  # 2
        raise Conflict(_("No second-checked package of this case waits for release."))
    package = queries.current_package(case)
    access.must_be_cleared_for_package(by, package)
    require(rules.releaser_is_another(decider=package.decision.decided_by_id, releaser=by.id))
    content = queries.content_of(package)
    now = queries.held(package, content, at=at)
    recipients = now.recipients
    require(rules.somebody_is_named(len(recipients)))
    checked = [
        (each, rules.five_checks(queries.release_facts(package, each, now, at=at))) for each in recipients
    ]  # 3
    require(*(finding for _each, findings in checked for finding in findings))
    operation(Operation.DISCLOSURE)
    package.state = PackageState.RELEASED
    package.released_at, package.released_by_id, package.release_entry = at, by.id, current_entry()
    package.five_checks = [_shown(each, findings) for each, findings in checked]
    package.save(
        update_fields=["state", "released_at", "released_by", "release_entry", "five_checks", "recorded_as"]
    )
    secrets: dict[str, tuple[str, str]] = {}
    deliveries = tuple(_deliver(package, each, content, secrets, at=at) for each in recipients)  # 4
    Delivery.objects.bulk_create(deliveries)
    _conclude(case, package, deliveries, recipients, secrets, by=by, at=at)  # 5
    return Released(package, deliveries, secrets)


def _shown(recipient: DecidedRecipient, findings: tuple[Finding, ...]) -> dict[str, Any]:
    return {
        "recipient": recipient.number,
        "checks": [
            {"check": each.test, "outcome": each.outcome.value, "reason": each.reason} for each in findings
        ],
    }


def _deliver(
    package: Package,
    recipient: DecidedRecipient,
    content: bytes,
    secrets: dict[str, tuple[str, str]],
    *,
    at: datetime,
) -> Delivery:
    """Seal the package to one recipient's own key, or keep it for the recipient to open in the portal."""
    account = recipient.account
    delivery = Delivery(
        id=new_id(),
        owner_id=package.owner_id,
        package=package,
        recipient=recipient,
        account=account,
        method=recipient.method,
        state=DeliveryState.SENT,
        sent_at=at,
        expires_at=pathway.due_at("link_expiry", jurisdiction=package.case.owner.jurisdiction, at=at),
        data_key=package.data_key,
    )
    sealed = content
    if account is not None and account.age_recipient:
        delivery.age_recipient = account.age_recipient
        sealed = age.seal_to(account.age_recipient, content)
        stored = vault.write_bytes(sealed, key=unwrap(package.data_key), object_id=delivery.pk)
        delivery.stored_as = stored.name
    delivery.bytes_hash, delivery.size = hashlib.sha256(sealed).hexdigest(), len(sealed)
    if recipient.kind == RecipientKind.MEMBER_OF_PUBLIC and recipient.method not in NEEDS_NO_PORTAL:
        link, code = new_token(), new_code()
        delivery.link_digest, delivery.code_digest = link.hash, code_hash(code)
        secrets[str(delivery.pk)] = (link.token, code)
    return delivery


def _conclude(
    case: SharingCase,
    package: Package,
    deliveries: tuple[Delivery, ...],
    recipients: list[DecidedRecipient],
    secrets: dict[str, tuple[str, str]],
    *,
    by: Actor,
    at: datetime,
) -> None:
    moves.move(case=case, to=Stage.RELEASED, act="disclosure.release", by=by, at=at)
    due_at = pathway.due_at("receipt", jurisdiction=case.owner.jurisdiction, at=at)
    task = case_task(case, TaskKind.CHASE_RECEIPT, due_at=due_at, account=case.handler_id)
    open_task(task=task, by=by, at=at)
    for delivery, recipient in zip(deliveries, recipients, strict=True):
        _tell(case, delivery, recipient, secrets, by=by, at=at)
    about(case=case.reference, recipients=[str(each.account_id or each.recipient_id) for each in deliveries])
    detail(
        package=package.number,
        bytes_hash=package.bytes_hash,
        deliveries=[{"method": each.method, "sha256": each.bytes_hash} for each in deliveries],
    )


def _tell(
    case: SharingCase,
    delivery: Delivery,
    recipient: DecidedRecipient,
    secrets: dict[str, tuple[str, str]],
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Queue the notice that something waits; it names the reference, never the content."""
    if delivery.account_id:
        notice = NewNotice(
            kind=NoticeKind.PACKAGE_READY,
            reference=case.reference,
            owner=case.owner_id,
            data_key=case.data_key,
            account=delivery.account_id,
            facts={"due_at": delivery.expires_at.isoformat()},
        )
    elif recipient.email and str(delivery.pk) in secrets:
        notice = NewNotice(
            kind=NoticeKind.ONE_TIME_LINK,
            reference=case.reference,
            owner=case.owner_id,
            data_key=case.data_key,
            address=recipient.email,
            facts={
                "token": secrets[str(delivery.pk)][0],
                "due_at": delivery.expires_at.isoformat(),
            },
        )
    else:
        return
    queue(notice=notice, by=by, at=at)


@recorded(Operation.DISCLOSURE)
def record_handing_over(*, reference: str, number: int, evidence: str, by: Actor, at: datetime) -> Delivery:
    """Record that a letter was posted, or that the package was read out or handed over in person.

    Raises:
        Invalid: no evidence, or a recipient whose delivery does not go by hand or post.
        Blocked: the actor does not release packages.
    """
    case = pathway.case_to_change(reference, viewer=by)
    access.must("package.release", case, by)
    if not evidence.strip():
        raise Invalid.field("evidence", _("Say who was given what, how they were identified, and when."))
    delivery = queries.delivery_to(case, number)
    if delivery.method not in NEEDS_NO_PORTAL:
        raise Invalid.field("number", _("This delivery does not go by hand or post."))
    delivery.handed_over, delivery.state = evidence, DeliveryState.OPENED
    delivery.save(update_fields=["handed_over", "state", "recorded_as"])
    moves.note_step(case=case, act="disclosure.record_handing_over", by=by, at=at)
    return delivery


@recorded(Operation.ALTERATION)
def record_bounce(*, reference: str, number: int, by: Actor, at: datetime) -> Delivery:
    """Record that the notice to a recipient came back; the handler must reach the person another way.

    Raises:
        Blocked: the delivery has been opened already.
    """
    case = pathway.case_to_change(reference, viewer=by)
    access.must("package.release", case, by)
    delivery = queries.delivery_to(case, number)
    if delivery.state != DeliveryState.SENT:
        raise Blocked(_("This delivery has been opened, so its notice did arrive."))
    delivery.state, delivery.bounced_at = DeliveryState.BOUNCED, at
    delivery.save(update_fields=["state", "bounced_at", "recorded_as"])
    moves.note_step(case=case, act="disclosure.record_bounce", by=by, at=at)
    return delivery


@recorded(Operation.ALTERATION)
def mark_delivery(*, delivery: Delivery, state: DeliveryState, by: Actor, at: datetime) -> Delivery:
    """Set how far a delivery has come, from within the recipient's own act.

    Raises:
        Blocked: the delivery is addressed to somebody else.
    """
    if delivery.account_id is not None and delivery.account_id != by.id:
        raise Blocked(_("This package is addressed to somebody else."))
    delivery.state = state
    delivery.save(update_fields=["state", "recorded_as"])
    return delivery


@recorded(Operation.ALTERATION)
def count_wrong_code(*, delivery: Delivery, by: Actor, at: datetime) -> Delivery:
    """Count a wrong code of a one-time link, from within the act that tries it; two at once are two."""
    counted = Delivery.objects.filter(pk=delivery.pk)
    counted.update(wrong_codes=F("wrong_codes") + 1, recorded_as=current_entry())
    delivery.refresh_from_db(fields=["wrong_codes"])
    return delivery
