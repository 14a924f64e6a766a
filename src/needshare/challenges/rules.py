"""What no agency may change about look-ups that are picked: a justification says enough."""

from needshare.kernel import FieldError, gettext_noop as _
from needshare.kernel.texts import faults_in

LONGEST_WORDS = 2_000


def faults_of(words: str, *, least: int) -> list[FieldError]:
    """List what is wrong with a fuller justification; `least` is how many letters it must have.

    >>> faults_of("I look after the cases of D. Whitcombe.", least=20)
    []
    """
    faults = faults_in("words", words, most=LONGEST_WORDS)
    if len("".join(words.split())) < least:
        faults.append(FieldError("words", _("Say more fully why you looked this up.")))
    return faults
