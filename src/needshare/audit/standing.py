"""Where the log stands: how long it is, its root, and the newest signed checkpoint."""

from dataclasses import dataclass

from needshare.kernel import Actor

from . import access
from .sealing import Sealed, head, latest_checkpoint


@dataclass(frozen=True, slots=True)
class Standing:
    """The size and root of the tree, and the last that was signed."""

    size: int
    root: bytes
    signed: Sealed | None


def standing(*, viewer: Actor) -> Standing:
    """Say where the log stands, to those who may read it.

    Raises:
        Blocked: the viewer may not look into the audit log.
    """
    access.must_be_verifier(viewer)
    size, root = head()
    return Standing(size, root, latest_checkpoint())
