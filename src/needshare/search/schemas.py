"""What the API takes for a search, and what it shows of each kind of thing found."""

from needshare.api.schemas import Asked, Line, Note, Shown

from .rules import Match
from .terms import Difference, Likeness


class WordsLookedFor(Asked):
    """What is looked for, in any order and mix, and why."""

    words: Line
    reason: Note


class WhyFound(Shown):
    """Why a record is shown, the surest reason first, and in what it differs from what was asked."""

    agrees: list[Likeness]
    differs: list[Difference]

    @classmethod
    def of(cls, match: Match) -> "WhyFound":
        return cls(agrees=list(match.likenesses), differs=list(match.differs))


class CaseFound(Shown):
    """One case; whom it asks about and why it is found only for who may open it, its stage only for the force."""

    reference: str
    organisation: str
    stage: str | None
    people: list[str]
    why: WhyFound | None


class OrganisationFound(Shown):
    """One organisation of the register."""

    code: str
    name: str
    kind: str


class AgreementFound(Shown):
    """One agreement of the register."""

    reference: str
    title: str
    status: str
    why: WhyFound
