"""A case whole, its findings, one's desk and part, the search, and the words that requests are written in."""

from ninja import Query

from needshare.api.routes import Call, Doorways
from needshare.policy import current_pack
from needshare.policy.scheme_parts import whole_schemes

from . import actions, queries
from .queries import Also
from .schemas import (
    BasesAsked,
    CaseWhole,
    DecisionsShown,
    DeskShown,
    FindingsFound,
    FindingsShown,
    OwnPartShown,
    SchemeShown,
    SchemesShown,
    SearchForAsked,
    WordsShown,
)
from .terms import Sought

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
def findings(request: Call, reference: str, page: Query[BasesAsked]) -> FindingsShown:
    """Open the newest assessment of a case: its bases, and every finding with its reason."""
    also = Also(bases_from=page.bases_from)
    found = actions.open_case_page(reference=reference, also=also, by=request.actor, at=request.at)
    return FindingsShown.whole(found)


@doorways.look("/cases/{reference:reference}/decisions", needs="case.view", answer=DecisionsShown)
def decisions(request: Call, reference: str) -> DecisionsShown:
    """Open every version of the decision of a case, the newest first."""
    also = Also(versions=True)
    found = actions.open_case_page(reference=reference, also=also, by=request.actor, at=request.at)
    return DecisionsShown.whole(found)


@doorways.read("/desk", needs="signed_in", answer=DeskShown)
def desk(request: Call) -> DeskShown:
    """Show what waits for the caller, and the open cases they handle."""
    return DeskShown.of(queries.desk_of(request.actor, at=request.at))


@doorways.read("/what-may-i-share", needs="signed_in", answer=OwnPartShown)
def may_share(request: Call) -> OwnPartShown:
    """Show what the caller may ask, decide and release by the policy in force, and whom to ask for the rest."""
    return OwnPartShown.whole(queries.own_part(request.actor, at=request.at))


@doorways.read("/schemes", needs="signed_in", answer=SchemesShown)
def schemes(request: Call) -> SchemesShown:
    """List the schemes of the policy in force: what each asks, by when, who decides, and by which rules."""
    return SchemesShown(schemes=[SchemeShown.of(each) for each in whole_schemes(current_pack())])


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


@doorways.look("/search", needs="signed_in", answer=FindingsFound)
def search(request: Call, asked: SearchForAsked) -> FindingsFound:
    """Search cases, people, organisations and agreements by anything known of them, with the reason why."""
    kinds = asked.kinds or tuple(Sought)
    found = actions.search(
        words=asked.words, reason=asked.reason, kinds=kinds, by=request.actor, at=request.at
    )
    return FindingsFound.of(found, is_force=request.actor.is_force)
