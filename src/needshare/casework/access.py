"""What a person may search through; every condition is in the access pack."""

from needshare.kernel import Actor
from needshare.policy import may, resource


def may_search_people(by: Actor) -> bool:
    """Tell whether the actor may search the register of people."""
    return may("subject.search", by, resource(owner=by.owner)).is_met
