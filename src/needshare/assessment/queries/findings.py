"""The findings of a stored assessment, read back through the pack it was made with."""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from typing import Any

from needshare import policy
from needshare.assessment.models import Assessment, PackUsed
from needshare.assessment.rules import Answers, Score, Transfer
from needshare.assessment.terms import HarmLevel, SubjectTold
from needshare.kernel import Invalid, Outcome, Unavailable, gettext_noop as _
from needshare.policy.passing import Decided, what_decided


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
    guidance: tuple[tuple[str, str], ...] = ()

    @property
    def code(self) -> str:
        """The first code, as stored."""
        return self.codes[0] if self.codes else ""

    @property
    def is_plainly_met(self) -> bool:
        """Tell whether it is met and there is nothing to note."""
        return self.outcome is Outcome.MET and not self.codes

    @property
    def policy(self) -> str:
        """The clauses of the policy, in a row."""
        return ", ".join(self.clauses)

    @property
    def law(self) -> str:
        """The legal sources, in a row."""
        return "; ".join(self.sources)

    @property
    def advice(self) -> tuple[str, ...]:
        """What its codes mean and what to do about each, as the policy has it today."""
        known = policy.current_pack().codes
        return tuple(known[code].officer for code in self.codes if code in known and known[code].officer)

    @property
    def follows(self) -> str:
        """The passages of national guidance it follows, in a row."""
        return "; ".join(f"{title}: {section}" for title, section in self.guidance)

    @property
    def agreed(self) -> str:
        """The clauses of the agreement, in a row."""
        return ", ".join(self.agreement_clauses)


@dataclass(frozen=True, kw_only=True)
class Basis:
    """One basis of a stored assessment: an agreement or a gateway alone, with its findings.

    The findings are put into words when they are first looked at: most pages show those of one basis only.
    """

    id: str
    agreement_reference: str
    gateways: tuple[str, ...]
    outcome: Outcome
    worded: Callable[[], tuple[Found, ...]]
    told: Callable[[], Mapping[tuple[str, int | None], Decided]] = dict

    @cached_property
    def findings(self) -> tuple[Found, ...]:
        """The findings in words."""
        return self.worded()

    @cached_property
    def _decided(self) -> Mapping[tuple[str, int | None], Decided]:
        return self.told()

    def decided(self, finding: Found) -> Decided | None:
        """Give the facts that decided a finding and what would make it pass, worked out when first asked for.

        That some items are covered and some are not says so itself: it has none.
        """
        if finding.item is None and set(finding.codes) == {"partial_cover"}:
            return None
        return self._decided.get((finding.test, finding.item))

    @property
    def by_heading(self) -> dict[str, tuple[list[Found], list[Found]]]:
        """Sort the findings under their headlines: those to look at, and those that are plainly met."""
        sorted_: dict[str, tuple[list[Found], list[Found]]] = {}
        for each in self.findings:
            to_look_at, met = sorted_.setdefault(each.heading, ([], []))
            (met if each.is_plainly_met else to_look_at).append(each)
        return sorted_

    @property
    def met_count(self) -> int:
        """Count the findings that are plainly met."""
        return sum(each.is_plainly_met for each in self.findings)

    @property
    def codes(self) -> tuple[str, ...]:
        """List every code of the basis once."""
        return tuple(dict.fromkeys(code for each in self.findings for code in each.codes))


def _as_stored(stored: Assessment) -> dict[str, Any]:
    """Read the findings as stored; once for one row, which never changes."""
    found: dict[str, Any] | None = stored.__dict__.get("findings_read")
    if found is None:
        found = stored.__dict__["findings_read"] = json.loads(stored.findings)
    return found


def pack_of(stored: Assessment) -> policy.Pack:
    """Return the pack an assessment was made with, as it was kept then.

    Raises:
        Unavailable: the pack was not kept.
    """
    pack = policy.current_pack(stored.owner_id)
    if pack.sha256 == stored.pack_hash:
        return pack
    kept = PackUsed.objects.filter(owner_id=stored.owner_id, sha256=stored.pack_hash).first()
    if kept is None:
        raise Unavailable(_("The policy this was assessed under is not here, so it cannot be replayed."))
    return _loaded(bytes(kept.canonical))


@lru_cache(maxsize=2)
def _loaded(canonical: bytes) -> policy.Pack:
    return policy.load_canonical(canonical)


def replay(stored: Assessment) -> bytes:
    """Assess the stored facts again under the pack of then; the bytes must equal those stored."""
    return policy.replay(pack_of(stored), stored.facts)


MOST_BASES = 12


def bases(stored: Assessment, *, start: int = 0) -> list[Basis]:
    """List some of the bases assessed: the one relied on, and at most MOST_BASES in all.

    Their order is the one relied on, the best, each one-off, then the agreements; from `start` on, which
    is 0 or what `following` names. The one relied on is always the first. Words are stored for the first
    two; those of the others are written again from the stored facts, which gives the same (ADR 0030).
    """
    said = _as_stored(stored)
    first, *others = _names(said)
    begin = max(start, 1) - 1
    again = lru_cache(maxsize=1)(partial(_assessed_again, stored))
    return [_basis(said, name, again) for name in (first, *others[begin : begin + MOST_BASES - 1])]


def number_of_bases(stored: Assessment) -> int:
    """Count the bases that were assessed."""
    return len(_as_stored(stored)["bases"])


def following(start: int, *, total: int) -> int | None:
    """Name where the next bases start, or nothing at the end; the one relied on stands before them all.

    >>> following(0, total=12), following(0, total=13), following(12, total=23)
    (None, 12, None)
    """
    begin = max(start, 1) + MOST_BASES - 1
    return begin if begin < total else None


def _names(said: dict[str, Any]) -> list[str]:
    ids = [each["id"] for each in said["bases"]]
    one_off = [name for name in ids if name.startswith("one_off")]
    return list(dict.fromkeys((said["relied_on"], said["best"], *one_off, *ids)))


def relied_on(stored: Assessment) -> Basis:
    """Return the basis the requester relied on."""
    said = _as_stored(stored)
    return _basis(said, said["relied_on"], partial(_assessed_again, stored))


def basis(stored: Assessment, basis_id: str) -> Basis:
    """Return one basis of an assessment.

    Raises:
        Invalid: there is none of that name.
    """
    said = _as_stored(stored)
    if basis_id not in {each["id"] for each in said["bases"]}:
        raise Invalid.field("basis", _("Choose one of the bases that were assessed."))
    return _basis(said, basis_id, partial(_assessed_again, stored))


def basis_rested_on(stored: Assessment, *, agreement_reference: str, gateways: Collection[str]) -> Basis:
    """Return the basis a decision rests on, by what the decision names; the one relied on where it names none."""
    said = _as_stored(stored)
    for row in said["bases"]:
        is_same = row["agreement"].rpartition(" v")[0] == agreement_reference
        if is_same and gateways and row["gateway"] in gateways:
            return _basis(said, row["id"], partial(_assessed_again, stored))
    return relied_on(stored)


def _basis(said: dict[str, Any], basis_id: str, again: Callable[[], policy.Assessment]) -> Basis:
    row = next(each for each in said["bases"] if each["id"] == basis_id)
    return Basis(
        id=basis_id,
        agreement_reference=row["agreement"].rpartition(" v")[0],
        gateways=(row["gateway"],) if row["gateway"] else (),
        outcome=Outcome(row["outcome"]),
        worded=lambda: tuple(found_of(each) for each in _words(said, basis_id, again)),
        told=lambda: _decided(again(), basis_id),
    )


def _decided(result: policy.Assessment, basis_id: str) -> Mapping[tuple[str, int | None], Decided]:
    return what_decided(result, result.basis(basis_id))


def _words(
    said: dict[str, Any], basis_id: str, again: Callable[[], policy.Assessment]
) -> list[dict[str, Any]]:
    if basis_id in said["findings"]:
        stored: list[dict[str, Any]] = said["findings"][basis_id]
        return stored
    result = again()
    return [policy.finding_as_data(each) for each in policy.findings(result, result.basis(basis_id))]


def found_of(each: dict[str, Any]) -> Found:
    """Read one finding as it is stored."""
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
        guidance=tuple((title, section) for title, section in each.get("guidance", ())),
    )


def _assessed_again(stored: Assessment) -> policy.Assessment:
    return policy.assess(pack_of(stored), policy.facts_from_canonical(stored.facts))


def _again(stored: Assessment, basis_id: str) -> tuple[policy.Assessment, policy.Basis]:
    result = _assessed_again(stored)
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
        conditions={int(number): words for number, words in kept["conditions"].items()},
        **_later_answers(kept),
    )


def _later_answers(kept: dict[str, Any]) -> dict[str, Any]:
    """Read the answers that assessments from before them do not have."""
    found: dict[str, Any] = {
        name: kept[name]
        for name in ("alternatives", "gateways", "regime", "lawful_basis", "recipient_basis")
        if name in kept
    }
    found["scores"] = {code: Score(**each) for code, each in kept.get("scores", {}).items()}
    found["best_interests"] = {int(number): words for number, words in kept.get("best_interests", {}).items()}
    found["transfer"] = Transfer(**kept["transfer"]) if kept.get("transfer") else None
    return found
