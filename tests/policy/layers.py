"""Layers for tests: the documents of a small, sound layer of the fictional force, and changes of it."""

import copy
from datetime import date
from pathlib import Path
from typing import Any

HEAD = {
    "pack": "uk_police",
    "force": "NMC",
    "version": "3",
    "title": "Northmoor: local policy",
    "effective_from": date(2026, 2, 1),
}
LAYER: dict[str, dict[str, Any]] = {
    "layer.toml": HEAD,
    "codes.toml": {
        "code": [
            {
                "id": "nmc_no_phone",
                "label": "Not by phone here",
                "severity": "stop",
                "cleared_by": "Choose another method",
            }
        ]
    },
    "assessment.toml": {
        "test": [
            {
                "id": "security",
                "restrict": [
                    {
                        "code": "nmc_no_phone",
                        "when": "request.method == 'phone' and request.urgency == 'routine'",
                        "message": "Northmoor tells nothing routine by phone.",
                        "clauses": ["C4"],
                    }
                ],
            }
        ]
    },
}


def layer(**files: Any) -> dict[str, dict[str, Any]]:
    """Give the sound layer with files put in or replaced: `layer(clocks=clock("receipt", 2))`."""
    found = copy.deepcopy(LAYER)
    return found | {f"{name}.toml": document for name, document in files.items()}


def table(key: str, **rest: Any) -> dict[str, Any]:
    return {key: [rest]}


def write(folder: Path, text: dict[str, str]) -> Path:
    for name, written in text.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(written, encoding="utf-8")
    return folder


HEAD_TEXT = """# Northmoor's own policy.
pack = "uk_police"
force = "NMC"
version = "3"
title = "Northmoor: local policy"
effective_from = 2026-02-01
"""
SHORTER = """# Receipts are wanted sooner here.
[[clock]]
id = "receipt"
amount = 2
"""
LONGER = SHORTER.replace("amount = 2", "amount = 99")
