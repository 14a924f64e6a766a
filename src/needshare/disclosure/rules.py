"""The five checks of every release, and separation of the people who prepare and check (C3, C8)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from needshare.kernel import FieldError, Finding, gettext_noop as _, met, not_met

from .terms import DeliveryState, FiveChecks

NOTHING_ELSEWHERE = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseFacts:
    """What the five checks look at for one recipient, at the instant of release."""

    at: datetime
    today: date
    approved_hash: str
    present_hash: str
    prepared_hash: str
    checked_hash: str
    bytes_hash: str
    is_named_person: bool
    is_person_active: bool
    is_person_verified: bool
    person_clearance_carries: int
    clearance_until: date | None
    package_marking: int
    elsewhere_marking: int = NOTHING_ELSEWHERE
    ceiling: int | None
    is_organisation_active: bool
    destination: str
    is_signed_up: bool
    is_named_in_agreement: bool
    is_one_off: bool
    is_decision_in_force: bool
    lapses_at: datetime | None
    is_authorised: bool
    method: str
    method_carries: Mapping[str, int]
    allowed_methods: frozenset[str]
    is_public: bool
    is_first_release: bool = False
    is_other_purpose: bool = False

    @property
    def is_told_above_clearance(self) -> bool:
        """Tell whether the package tells of material elsewhere that the recipient may not know of."""
        is_told = self.elsewhere_marking != NOTHING_ELSEWHERE
        return is_told and self.elsewhere_marking > self.person_clearance_carries


def right_information(facts: ReleaseFacts) -> Finding:
    """Check that the bytes are those checked, and the items those approved, unchanged since."""
    test = FiveChecks.RIGHT_INFORMATION.value
    if facts.present_hash != facts.approved_hash or facts.prepared_hash != facts.approved_hash:
        return not_met(
            _("Something that was approved has changed since. The decision must be made again."),
            test=test,
            code="approval_changed",
            sources=("A6", "C3"),
        )
    if not facts.checked_hash:
        return not_met(
            _("A second person has not checked these bytes."),
            test=test,
            code="second_check_missing",
            sources=("C3",),
        )
    if facts.bytes_hash != facts.checked_hash:
        return not_met(
            _("The bytes are not those that a second person has checked."),
            test=test,
            code="approval_changed",
            sources=("A6", "C3"),
        )
    return met(
        _("The bytes are the approved items, as checked by a second person."), test=test, sources=("C3",)
    )


def right_person(facts: ReleaseFacts) -> Finding:
    """Check that the recipient is a named, verified person whose clearance carries the marking."""
    test = FiveChecks.RIGHT_PERSON.value
    if not facts.is_named_person or not facts.is_person_active:
        return not_met(
            _("The recipient is not a named person who can receive now."),
            test=test,
            code="requester_unverified",
            sources=("C3", "C8"),
        )
    if not facts.is_person_verified:
        return not_met(
            _(
                "Nobody has verified this recipient for this case, or the check has run out. "
                "Verify this recipient, then release."
            ),
            test=test,
            code="requester_unverified",
            sources=("C3", "C8"),
        )
    if facts.is_signed_up and not facts.is_named_in_agreement:
        return not_met(
            _(
                "The agreement does not name this recipient as a user or contact point today. Have the "
                "person named in it, or decide again to share with a named person or on a one-off basis."
            ),
            test=test,
            code="requester_not_named_contact",
            sources=("C3", "C4"),
        )
    return _cleared_person(facts, test)


def _cleared_person(facts: ReleaseFacts, test: str) -> Finding:
    cleared = facts.clearance_until is not None and facts.clearance_until >= facts.today
    if not facts.is_public and (not cleared or facts.person_clearance_carries < facts.package_marking):
        return not_met(
            _("The recipient's clearance does not carry the marking of the package today."),
            test=test,
            code="clearance_below_marking",
            sources=("C8", "B13"),
        )
    if facts.is_told_above_clearance:
        return not_met(
            _(
                "The package tells of material held elsewhere, whose marking the recipient's clearance does not "
                "carry today. Decide again, without it."
            ),
            test=test,
            code="clearance_below_marking",
            sources=("C8", "B13"),
        )
    return _usual_person(facts, test)


SOUND = _("The recipient is named, verified and cleared for the marking.")
FIRST = _("Sound, and nothing was ever released to them before: look at name and address once more.")
UNUSUAL = _("Sound, and nothing was released to them for this purpose before: look once more.")


def _usual_person(facts: ReleaseFacts, test: str) -> Finding:
    """Have whoever releases look twice where this person was given nothing before, or nothing for this purpose."""
    if facts.is_first_release:
        return met(FIRST, test=test, code="recipient_first", sources=("C3", "C8"))
    code, reason = ("recipient_unusual", UNUSUAL) if facts.is_other_purpose else ("", SOUND)
    return met(reason, test=test, code=code, sources=("C3", "C8"))


def right_agency(facts: ReleaseFacts) -> Finding:
    """Check the organisation: active, reached at its own domain, signed up or on a one-off basis."""
    test = FiveChecks.RIGHT_AGENCY.value
    if facts.is_public:
        return met(
            _("The recipient is an individual member of the public, identified with evidence."),
            test=test,
            sources=("C1", "C3"),
        )
    if not facts.is_organisation_active:
        return not_met(
            _("The recipient's organisation is not active in the register."),
            test=test,
            code="org_unverified",
            sources=("C3",),
        )
    if facts.destination != "verified":
        return not_met(
            _("The recipient's address is not at a verified domain of the organisation."),
            test=test,
            code="destination_mismatch",
            sources=("C3", "C8"),
        )
    if not (facts.is_signed_up or facts.is_one_off):
        return not_met(
            _("The organisation is not covered by the agreement today."),
            test=test,
            code="isa_expired",
            sources=("C5", "B10"),
        )
    return met(
        _("The organisation is verified, and covered by the agreement or a one-off basis."),
        test=test,
        sources=("C3", "C5"),
    )


def right_time(facts: ReleaseFacts) -> Finding:
    """Check that the decision, and every authorisation it rests on, is in force at this instant."""
    test = FiveChecks.RIGHT_TIME.value
    if not facts.is_decision_in_force:
        return not_met(
            _("There is no decision in force to share."),
            test=test,
            code="decision_missing",
            sources=("B8", "C3"),
        )
    if facts.lapses_at is None or facts.at > facts.lapses_at:
        return not_met(
            _("The approval has lapsed. The decision must be made again."),
            test=test,
            code="approval_lapsed",
            sources=("C3",),
        )
    if not facts.is_authorised:
        return not_met(
            _(
                "A warrant, order, approval or consent that the decision rests on has ended, or covers an item no "
                "longer. Reopen the decision."
            ),
            test=test,
            code="authorisation_ended",
            sources=("A2", "A5"),
        )
    return met(_("The decision is in force at this instant."), test=test, sources=("C3",))


def right_way(facts: ReleaseFacts) -> Finding:
    """Check that the method is allowed and carries the marking, within the agreement's ceiling."""
    test = FiveChecks.RIGHT_WAY.value
    carries = facts.method_carries.get(facts.method)
    if carries is None or facts.method not in facts.allowed_methods:
        return not_met(
            _("This method is not allowed for this sharing."),
            test=test,
            code="method_forbidden",
            sources=("C7", "A4"),
        )
    if carries < facts.package_marking:
        return not_met(
            _("This method does not carry the marking of the package."),
            test=test,
            code="method_insufficient",
            sources=("C7", "A4"),
        )
    if facts.ceiling is not None and facts.ceiling < facts.package_marking:
        return not_met(
            _("The marking is above the ceiling of the agreement."),
            test=test,
            code="clearance_below_marking",
            sources=("C8",),
        )
    return met(_("The method is allowed and carries the marking."), test=test, sources=("C7", "A4"))


def five_checks(facts: ReleaseFacts) -> tuple[Finding, ...]:
    """Make the five checks of a release, all of them, none hidden by the first that fails."""
    return (
        right_information(facts),
        right_person(facts),
        right_agency(facts),
        right_time(facts),
        right_way(facts),
    )


NO_CHECK = "not_verified_emergency"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientEvidence:
    """What the verifier of a recipient did: the method, what each layer showed, and the evidence in words."""

    method: str
    is_person_confirmed: bool
    is_organisation_confirmed: bool | None = None
    is_authority_confirmed: bool | None = None
    words: str


def evidence_is_given(
    evidence: RecipientEvidence, *, methods: Collection[str], is_public: bool
) -> list[FieldError]:
    """List what is missing of the evidence; of a member of the public only the person is asked about.

    >>> said = RecipientEvidence(method="id_document_sighted", is_person_confirmed=True, words="Passport.")
    >>> evidence_is_given(said, methods=["id_document_sighted"], is_public=True)
    []
    """
    wrong = []
    if evidence.method not in methods:
        wrong.append(FieldError("method", _("Choose how the recipient was verified.")))
    if not is_public and evidence.is_organisation_confirmed is None:
        remedy = _("Say whether the organisation is confirmed.")
        wrong.append(FieldError("is_organisation_confirmed", remedy))
    if not is_public and evidence.is_authority_confirmed is None:
        remedy = _("Say whether the organisation lets this person receive it.")
        wrong.append(FieldError("is_authority_confirmed", remedy))
    if not evidence.words.strip():
        remedy = _("Say what was seen or heard, and where the number or address came from.")
        wrong.append(FieldError("evidence", remedy))
    return wrong


def what_fails(evidence: RecipientEvidence, *, destination: str, is_public: bool) -> list[str]:
    """List the codes of what the check of a recipient did not confirm; none is a passed check.

    >>> said = RecipientEvidence(method="id_document_sighted", is_person_confirmed=False, words="No passport.")
    >>> what_fails(said, destination="", is_public=True)
    ['requester_unverified']
    """
    if is_public:
        return [] if evidence.is_person_confirmed else ["requester_unverified"]
    failures = (
        (not evidence.is_organisation_confirmed, "org_unverified"),
        (not evidence.is_person_confirmed, "requester_unverified"),
        (not evidence.is_authority_confirmed, "authority_missing"),
        (destination != "verified", "destination_mismatch"),
    )
    return [code for failed, code in failures if failed]


def somebody_is_named(recipients: int) -> Finding:
    """Check that there is anybody to release to, so that the five checks are made at least once.

    >>> somebody_is_named(0).code
    'requester_unverified'
    """
    if not recipients:
        return not_met(
            _("No recipient is named in the decision."),
            test=FiveChecks.RIGHT_PERSON.value,
            code="requester_unverified",
            sources=("C3",),
        )
    return met(_("A recipient is named."), test=FiveChecks.RIGHT_PERSON.value)


def releaser_is_another(*, decider: object, releaser: object) -> Finding:
    """Check that whoever lets a package go is not the person who decided that it may.

    >>> releaser_is_another(decider=1, releaser=1).code
    'self_approval'
    """
    if decider == releaser:
        return not_met(
            _("You decided this case, so somebody else must release it."),
            test="accountable",
            code="self_approval",
            sources=("C9", "B8"),
        )
    return met(_("The releaser did not decide the case."), test="accountable")


def checker_is_another(*, preparer: object, decider: object, checker: object) -> Finding:
    """Check that the second check is made by a person other than the preparer and the decider.

    >>> checker_is_another(preparer=1, decider=2, checker=1).outcome.value
    'not_met'
    >>> checker_is_another(preparer=1, decider=2, checker=2).code
    'self_approval'
    """
    if decider == checker:
        return not_met(
            _("You decided this case, so somebody else must make the second check."),
            test="accountable",
            code="self_approval",
            sources=("C9",),
        )
    if preparer == checker:
        return not_met(
            _("The second check must be made by somebody other than the preparer."),
            test="accountable",
            code="self_approval",
            sources=("C9",),
        )
    return met(_("The checker did not prepare the package."), test="accountable")


def bytes_are_those_seen(*, seen: str, present: str) -> Finding:
    """Check that the bytes confirmed are the bytes that stand in the vault."""
    if seen != present:
        return not_met(
            _("The package you looked at is not the one that stands now. Open it again."),
            test="accountable",
            code="approval_changed",
            sources=("C3",),
        )
    return met(_("The bytes are those that were looked at."), test="accountable")


def highest(markings: Sequence[int]) -> int:
    """Return the marking of the whole: that of its highest part (domain reference 5.1).

    >>> highest([0, 1, 0])
    1
    """
    return max(markings, default=0)


def is_unopened(state: str) -> bool:
    """Tell whether the recipient has not opened what was sent.

    >>> is_unopened("bounced"), is_unopened("acknowledged")
    (True, False)
    """
    return state in (DeliveryState.SENT, DeliveryState.BOUNCED)
