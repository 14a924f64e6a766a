"""Matching people, gathering what was found, assessing it, and putting it forward."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from needshare import policy
from needshare.agencies.ownership import as_kept, row_again
from needshare.assessment import queries
from needshare.assessment.models import Assessment, GatheredItem, PackUsed, SubjectMatch
from needshare.assessment.rules import (
    Answers,
    Judgement,
    Words,
    assessment_is_current,
    is_in_known_words,
    not_offered,
    unanswered,
)
from needshare.assessment.terms import MatchConfidence
from needshare.audit.recording import current_entry, detail, recorded
from needshare.audit.terms import Operation
from needshare.documents import queries as documents
from needshare.intake import queries as intake
from needshare.kernel import Actor, Invalid, gettext_noop as _, require
from needshare.pathway import actions as moves
from needshare.pathway.errands import case_task
from needshare.pathway.terms import Stage
from needshare.policy.documents import canonical
from needshare.subjects import queries as subjects
from needshare.tasks.actions import open_task
from needshare.tasks.terms import TaskKind

if TYPE_CHECKING:
    from needshare.pathway.models import SharingCase


@recorded(Operation.COMBINATION)
def match_subject(
    *,
    reference: str,
    number: int,
    subject: UUID,
    confidence: MatchConfidence,
    evidence: str,
    by: Actor,
    at: datetime,
) -> SubjectMatch:
    """Match a person held to a person the request names, with the evidence; never by name alone.

    Raises:
        Invalid: no such person in the request, or no evidence.
        Unknown: no such person held.
    """
    case = queries.case_under_assessment(reference, viewer=by)
    if not evidence.strip():
        raise Invalid.field("evidence", _("Say what shows that this is the same person, besides the name."))
    asked = {each.number: each for each in intake.subjects_of(intake.request_of(case))}
    if number not in asked:
        raise Invalid.field("number", _("Choose one of the people the request names."))
    held = subjects.subject(subject, viewer=by)
    found = queries.match_of(asked[number], held) or SubjectMatch(
        owner_id=case.owner_id,
        case=case,
        request_subject=asked[number],
        subject=held,
        data_key=case.data_key,
    )
    found.confidence, found.evidence = confidence, evidence
    found.matched_at, found.matched_by_id = at, by.id
    found.save()
    moves.note_step(case=case, act="assessment.match_subject", by=by, at=at)
    detail(confidence=confidence.value)
    return found


@recorded(Operation.COMBINATION)
def gather(*, reference: str, judgements: Sequence[Judgement], by: Actor, at: datetime) -> list[GatheredItem]:
    """Set which item versions are put together for a case, with what was judged of each.

    What was gathered before and is not named again is taken off; its row stays.

    Raises:
        Invalid: an item named twice, not held, or a number the request does not have.
    """
    case = queries.case_under_assessment(reference, viewer=by)
    queries.items_at_hand(case, viewer=by)  # nobody takes off what they may not see
    asked = {each.number: each for each in intake.items_of(intake.request_of(case))}
    _must_be_in_known_words(judgements)
    named = [each.item_version for each in judgements]
    versions = {str(each.pk): each for each in documents.item_versions(_ids(named), viewer=by)}
    wrong = [each for each in judgements if each.item_version not in versions]
    if wrong or len(set(named)) != len(named):
        raise Invalid.field("items", _("Name each item held once, by its version."))
    if any(each.requested_number is not None and each.requested_number not in asked for each in judgements):
        raise Invalid.field("items", _("Link each item to one that the request asks for, or to none."))
    GatheredItem.objects.filter(case=case, removed_at__isnull=True).update(
        removed_at=at, recorded_as=current_entry()
    )
    start = GatheredItem.objects.filter(case=case).count()
    gathered = [
        GatheredItem(
            owner_id=case.owner_id,
            case=case,
            number=start + place,
            item_version=versions[each.item_version],
            requested_item=asked.get(each.requested_number) if each.requested_number else None,
            is_relevant=each.is_relevant,
            is_excessive=each.is_excessive,
            is_misleading=each.is_misleading,
            accuracy=each.accuracy,
            identity_match=each.identity_match,
            sensitive_condition=each.sensitive_condition,
            reason=each.reason,
            gathered_at=at,
            gathered_by_id=by.id,
            data_key=case.data_key,
        )
        for place, each in enumerate(judgements, start=1)
    ]
    GatheredItem.objects.bulk_create(gathered)
    moves.note_step(case=case, act="assessment.gather", by=by, at=at)
    detail(items=[str(each.item_version_id) for each in gathered])
    return gathered


def _ids(named: Sequence[str]) -> list[UUID]:
    """Turn the names of item versions into ids; what is none names nothing held."""
    try:
        return [UUID(name) for name in set(named)]
    except ValueError as none:
        raise Invalid.field("items", _("Name each item held once, by its version.")) from none


def _must_be_in_known_words(judgements: Sequence[Judgement]) -> None:
    pack = policy.current_pack()
    words = Words(
        accuracy=frozenset(pack.words("accuracy")),
        identity_match=frozenset(pack.words("identity_match")),
        sensitive_condition=frozenset(pack.words("sensitive_condition")),
    )
    if not all(is_in_known_words(each, words) for each in judgements):
        raise Invalid.field("items", _("Judge each item in the words offered."))


@recorded(Operation.ALTERATION)
def assess(*, reference: str, answers: Answers, by: Actor, at: datetime) -> Assessment:
    """Put every test of the policy to the case as it is now, and store facts, pack and findings.

    The engine only finds; it never decides. Every basis is assessed whole and stored.

    Raises:
        Invalid: an answer is missing or unknown.
        Conflict: the case is not under assessment.
    """
    case = queries.case_under_assessment(reference, viewer=by)
    queries.items_at_hand(case, viewer=by)
    pack = policy.current_pack(case.owner_id)
    wrong = unanswered(
        answers, sharing=list(pack.words("harm")), not_sharing=list(pack.words("harm_of_not_sharing"))
    )
    people = [each.number for each in intake.subjects_of(intake.request_of(case))]
    words = {name: frozenset(pack.words(name)) for name in pack.lists}
    wrong += not_offered(answers, words=words, people=people)
    if wrong:
        raise Invalid(*wrong)
    facts = queries.facts_of(case, answers=answers, at=at)
    result = policy.assess(pack, facts)
    findings = policy.assessment_to_canonical(result)
    moves.note_step(case=case, act="assessment.assess", by=by, at=at)
    stored = Assessment(
        owner_id=case.owner_id,
        case=case,
        number=case.version,
        assessed_at=at,
        assessed_by_id=by.id,
        pack_name=pack.name,
        pack_version=pack.version,
        pack_hash=pack.sha256,
        overall=result.relied_on.outcome.value,
        route="agreement" if result.relied_on.agreement else "one_off",
        codes=list(policy.codes_on(result, result.relied_on)),
        answers=asdict(answers),
        facts=policy.facts_to_canonical(facts),
        findings=findings,
        findings_hash=hashlib.sha256(findings).hexdigest(),
        data_key=case.data_key,
    )
    stored.save(force_insert=True)
    _keep(pack, case, at=at)
    moves.watch_risk(case=case, is_severe=bool(facts.harm.not_sharing_severe), by=by, at=at)
    detail(overall=stored.overall, codes=stored.codes, pack=pack.sha256, findings=stored.findings_hash)
    return stored


def _keep(pack: policy.Pack, case: SharingCase, *, at: datetime) -> None:
    """Keep the pack itself the first time something is assessed with it, so that it can be replayed."""
    if not PackUsed.objects.filter(owner_id=case.owner_id, sha256=pack.sha256).exists():
        PackUsed(
            owner_id=case.owner_id,
            sha256=pack.sha256,
            name=pack.name,
            version=pack.version,
            canonical=canonical(pack.documents),
            first_used_at=at,
        ).save(force_insert=True)


@recorded(Operation.ALTERATION)
def put_forward(*, reference: str, by: Actor, at: datetime) -> SharingCase:
    """Put an assessed case forward for decision by a named person with the authority.

    Raises:
        Blocked: nothing is assessed, or something changed since.
    """
    case = queries.case_under_assessment(reference, viewer=by)
    newest = queries.newest_assessment(case)
    is_unchanged = newest is not None and queries.still_stands(case, newest, at=at)
    require(assessment_is_current(is_assessed=newest is not None, is_unchanged=is_unchanged))
    moves.move(
        case=case,
        to=Stage.AWAITING_DECISION,
        act="assessment.put_forward",
        by=by,
        at=at,
        is_shown_to_requester=False,
    )
    roles = queries.authority_for(newest).roles if newest else frozenset()
    task = case_task(
        case,
        TaskKind.DECIDE_CASE,
        due_at=max(case.due_at or at, at),
        role="decision_maker" if "decision_maker" in roles or not roles else min(roles),
    )
    open_task(task=task, by=by, at=at)
    return case


@recorded(Operation.ERASURE)
def take_out_matches(*, subject: UUID, by: Actor, at: datetime) -> list[dict[str, Any]]:
    """Take out that a person was matched in cases; who may is asked by the act this is part of."""
    found = list(queries.matches_with(subject, owner=by.owner))
    kept = [as_kept(each) | {"data_key_id": str(each.data_key_id)} for each in found]
    for each in found:
        each.delete()
    return kept


@recorded(Operation.COMBINATION)
def put_back_matches(*, kept: Iterable[Mapping[str, Any]], by: Actor, at: datetime) -> None:
    """Put matches back as they were."""
    for each in kept:
        row_again(SubjectMatch, each, owner_id=by.owner).save(force_insert=True)
