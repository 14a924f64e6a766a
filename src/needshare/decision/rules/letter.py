"""What a letter of refusal may say of the findings: of those that are not met, and with which the decider agrees."""

from collections.abc import Iterable, Sequence

from needshare.kernel import Outcome

from .marking import Found, Mark


def codes_told(findings: Iterable[Found], marks: Sequence[Mark]) -> tuple[str, ...]:
    """List the first codes of the findings a refusal rests on, in their order; a note or a doubt is none.

    Which words there are for a code, if any, the policy says: none from which something held could be read.
    """
    disagreed = {(mark.test, mark.item) for mark in marks if not mark.agrees}
    found = (
        finding.code
        for finding in findings
        if finding.outcome is Outcome.NOT_MET and (finding.test, finding.item) not in disagreed
    )
    return tuple(dict.fromkeys(code for code in found if code))
