"""The findings of a stored assessment, read back through the pack it was made with."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from needshare import policy
from needshare.assessment.models import Assessment, PackUsed
from needshare.assessment.rules import Answers
from needshare.assessment.terms import HarmLevel, SubjectTold
from needshare.kernel import Invalid, Outcome, Unavailable, gettext_noop as _


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One stored finding, with everything a page or a decision shows of it."""

    test: str
    label: str
    heading: str
    item: int | None
    outcome: Outcome
    codes: tuple[str, ...]
    reason: str
    clauses: tuple[str, ...]
    sources: tuple[str, ...]
    agreement_clauses: tuple[str, ...]
    duties: tuple[str, ...]
    refer_to: str

    @property
    def code(self) -> str:
        """The first code, as stored."""
        return self.codes[0] if self.codes else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """One basis of a stored assessment: an agreement or a gateway alone, with its findings."""

    id: str
    agreement_reference: str
    gateways: tuple[str, ...]
    outcome: Outcome
    findings: tuple[Found, ...]

    def shown_for(self, items: Iterable[int]) -> tuple[Found, ...]:
        """List the findings of the whole request and of these items."""
        wanted = {None, *items}
        return tuple(each for each in self.findings if each.item in wanted)

    @property
    def codes(self) -> tuple[str, ...]:
        """List every code of the basis once."""
        return tuple(dict.fromkeys(code for each in self.findings for code in each.codes))


def _as_stored(stored: Assessment) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(stored.findings)
    return found


def pack_of(stored: Assessment) -> policy.Pack:
    """Return the pack an assessment was made with, as it was kept then.

    Raises:
        Unavailable: the pack was not kept.
    """
    pack = policy.current_pack()
    if pack.sha256 == stored.pack_hash:
        return pack
    kept = PackUsed.objects.filter(owner_id=stored.owner_id, sha256=stored.pack_hash).first()
    if kept is None:
        raise Unavailable(_("The policy this was assessed under is not here, so it cannot be replayed."))
    return policy.load_canonical(bytes(kept.canonical))


def replay(stored: Assessment) -> bytes:
    """Assess the stored facts again under the pack of then; the bytes must equal those stored."""
    return policy.replay(pack_of(stored), stored.facts)


def bases(stored: Assessment) -> list[Basis]:
    """List the bases of an assessment that are put into words: the one relied on, the best, each one-off."""
    said = _as_stored(stored)
    names = dict.fromkeys((said["relied_on"], said["best"], *said["findings"]))
    return [_basis(said, name) for name in names if name in said["findings"]]


def relied_on(stored: Assessment) -> Basis:
    """Return the basis the requester relied on."""
    said = _as_stored(stored)
    return _basis(said, said["relied_on"])


def basis(stored: Assessment, basis_id: str) -> Basis:
    """Return one basis of an assessment.

    Raises:
        Invalid: there is none of that name.
    """
    said = _as_stored(stored)
    if basis_id not in said["findings"]:
        raise Invalid.field("basis", _("Choose one of the bases that were assessed."))
    return _basis(said, basis_id)


def _basis(said: dict[str, Any], basis_id: str) -> Basis:
    row = next(each for each in said["bases"] if each["id"] == basis_id)
    return Basis(
        id=basis_id,
        agreement_reference=row["agreement"].rpartition(" v")[0],
        gateways=(row["gateway"],) if row["gateway"] else (),
        outcome=Outcome(row["outcome"]),
        findings=tuple(_found(each) for each in said["findings"][basis_id]),
    )


def _found(each: dict[str, Any]) -> Found:
    return Found(
        test=each["test"],
        label=each["label"],
        heading=each["heading"],
        item=each["item"],
        outcome=Outcome(each["outcome"]),
        codes=tuple(each["codes"]),
        reason=each["reason"],
        clauses=tuple(each["clauses"]),
        sources=tuple(each["sources"]),
        agreement_clauses=tuple(each["agreement_clauses"]),
        duties=tuple(each["duties"]),
        refer_to=each["refer_to"],
    )


def _again(stored: Assessment, basis_id: str) -> tuple[policy.Assessment, policy.Basis]:
    result = policy.assess(pack_of(stored), policy.facts_from_canonical(stored.facts))
    chosen = next((each for each in result.bases if each.id == basis_id), result.relied_on)
    return result, chosen


def default_conditions(stored: Assessment, basis_id: str) -> tuple[str, ...]:
    """List the conditions on onward use that the policy attaches by itself on a basis."""
    result, chosen = _again(stored, basis_id)
    return tuple(each.id for each in policy.conditions_for(result.pack, result.facts, basis=chosen))


def authority_for(
    stored: Assessment, *, basis_id: str = "", outcome: str | None = None
) -> policy.AuthorityNeeded:
    """Return who may decide, on a basis and for the decision in mind."""
    result, chosen = _again(stored, basis_id)
    return policy.authority_needed(result.pack, result.facts, basis=chosen, outcome=outcome)


def answers_of(stored: Assessment) -> Answers:
    """Return what the preparer answered for the case as a whole."""
    kept = stored.answers
    return Answers(
        sharing_harm={code: HarmLevel(level) for code, level in kept["sharing_harm"].items()},
        not_sharing_harm={code: HarmLevel(level) for code, level in kept["not_sharing_harm"].items()},
        harm_words=kept["harm_words"],
        subject_told=SubjectTold(kept["subject_told"]),
        fairness_words=kept["fairness_words"],
        is_conflicted=kept["is_conflicted"],
    )
