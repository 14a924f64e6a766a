"""What a directory and those who connect it do."""

from .connecting import issue_token, map_group, revoke_token, unmap_group
from .grouping import add_group, change_group, drop_group
from .people import change_person, join, leave

__all__ = [
    "add_group",
    "change_group",
    "change_person",
    "drop_group",
    "issue_token",
    "join",
    "leave",
    "map_group",
    "revoke_token",
    "unmap_group",
]
