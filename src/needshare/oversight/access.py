"""Who may see how the policies are carried out; every condition is in the access pack."""

from needshare.kernel import Actor, require
from needshare.policy import may, resource


def must_be_able_to_see_coverage(by: Actor) -> None:
    """Go on only if the actor answers for the policy, or audits it.

    Raises:
        Blocked: with the pack's reason.
    """
    require(may("coverage.view", by, resource(owner=by.owner)))
