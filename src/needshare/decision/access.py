"""Who may decide; every condition is in the access pack."""

from needshare.pathway import access as pathway_access
from needshare.pathway.terms import Stage

must = pathway_access.must


def verb_to_send_back(stage: str) -> str:
    """Name what it takes to send a case back: a decider's verb, or an adviser's once it is referred."""
    return "case.advise" if stage == Stage.REFERRED else "case.decide"
