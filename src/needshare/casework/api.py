"""A case whole, its findings, one's desk, and the words of the policy that requests are written in."""

from needshare.api.routes import Call, Doorways
from needshare.assessment.schemas import AssessmentShown
from needshare.pathway.schemas import CaseState
from needshare.policy import current_pack

from . import actions, queries
from .schemas import CaseWhole, DeskShown, FindingsShown, WordsShown

doorways = Doorways(tags=["Cases"])
WORDS = (
    "category",
    "channel",
    "gateway",
    "harm",
    "harm_of_not_sharing",
    "identity_match",
    "accuracy",
    "marking",
    "method",
    "opening_purpose",
    "purpose",
    "sensitive_condition",
    "subject_role",
    "verification_method",
    "wrong_route",
)


@doorways.look("/cases/{reference:reference}/open", needs="case.view", answer=CaseWhole)
def open_case(request: Call, reference: str) -> CaseWhole:
    """Open the whole story of a case; who has no part in it gives a reason first."""
    return CaseWhole.whole(actions.open_case_page(reference=reference, by=request.actor, at=request.at))


@doorways.look("/cases/{reference:reference}/findings", needs="case.view", answer=FindingsShown)
def findings(request: Call, reference: str) -> FindingsShown:
    """Open the newest assessment of a case: every basis, and every finding with its reason."""
    page = actions.open_case_page(reference=reference, by=request.actor, at=request.at)
    found = AssessmentShown.of(page.assessment, page.bases) if page.assessment else None
    return FindingsShown(**CaseState.of(page.case).model_dump(), assessment=found)


@doorways.read("/desk", needs="signed_in", answer=DeskShown)
def desk(request: Call) -> DeskShown:
    """Show what waits for the caller, and the open cases they handle."""
    return DeskShown.of(queries.desk_of(request.actor, at=request.at))


@doorways.read("/words", needs="signed_in", answer=WordsShown)
def words(request: Call) -> WordsShown:
    """List the words of the policy in force that requests, items and decisions are written in."""
    pack = current_pack()
    return WordsShown(
        pack=pack.name,
        version=pack.version,
        sha256=pack.sha256,
        words={name: pack.words(name) for name in WORDS}
        | {"condition": {code: each.text for code, each in pack.conditions.items()}},
    )
