"""What pages of packages show alike, whoever the recipient is."""

from datetime import date
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from needshare.disclosure.packing import Unpacked
from needshare.policy import condition_text, current_pack
from needshare.policy.markings import handling_rules

if TYPE_CHECKING:
    from needshare.disclosure.models import Delivery


def conditions_of(delivery: "Delivery") -> list[tuple[str, date | None]]:
    """List the handling conditions of a delivery in words, each with its date where it has one."""
    return [
        (
            condition_text(each, owner=delivery.owner_id),
            date.fromisoformat(each["on"]) if each.get("on") else None,
        )
        for each in delivery.package.decision.conditions
    ]


def handling_of(delivery: "Delivery") -> list[str]:
    """List how the marking of a delivery is handled."""
    return [each.label for each in handling_rules(current_pack(), delivery.package.marking)]


def file_of(unpacked: Unpacked, number: int) -> tuple[str, bytes] | None:
    """Find one file of a package by its item's number, or the cover sheet by 0; its name and bytes."""
    paths = {item["number"]: item["path"] for item in unpacked.manifest["items"]}
    paths[0] = unpacked.manifest["cover_sheet"]["path"]
    path = paths.get(number)
    return (PurePosixPath(path).name, unpacked.files[path]) if path else None
