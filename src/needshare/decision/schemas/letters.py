"""What the API shows of a letter of refusal, to the force and to whoever asked."""

from needshare.api.schemas import Shown
from needshare.decision.queries import Letter


class LetterPart(Shown):
    """One part of a letter: its heading and its fixed words, if it has any."""

    part: str
    heading: str
    text: str


class LetterShown(Shown):
    """A letter of refusal in the words it goes out with: why, what the decider tells, how to ask again."""

    reference: str
    dated: str
    force: str
    switchboard: str
    organisation: str
    addressee: str
    parts: list[LetterPart]
    why: list[str]
    told: str

    @classmethod
    def of(cls, letter: Letter) -> "LetterShown":
        plain = ("reference", "dated", "force", "switchboard", "organisation", "addressee", "why", "told")
        parts = [LetterPart(part=part, heading=heading, text=text) for part, heading, text in letter.parts]
        return cls(**{name: getattr(letter, name) for name in plain}, parts=parts)
