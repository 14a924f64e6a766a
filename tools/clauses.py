"""Which tests and which acts name which clause, read from the code: the data of the page of policy coverage."""

import ast
import json
import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CLAUSE = re.compile(r"\b(?:A(?:10|[1-9])|B(?:1[0-4]|[1-9])|C(?:1[0-2]|[1-9]))\b")
NAMED = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")


def in_words(text: str) -> set[str]:
    """Find the clauses that a text names in brackets: "(A3, C8)", "(clause B13)", "[C6]"."""
    inside = " ".join(part for found in NAMED.findall(text) for part in found)
    return set(CLAUSE.findall(inside))


def _texts(path: Path) -> list[tuple[str, str]]:
    """Give what may name a clause in a file: its docstring and those of its functions, each with its place."""
    tree = ast.parse(path.read_text("utf-8"))
    place = path.relative_to(ROOT).as_posix()
    found = [(place, ast.get_docstring(tree) or "")]
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found.append((f"{place}::{node.name}", ast.get_docstring(node) or ""))
    return found


def _groups(path: Path) -> list[tuple[str, str]]:
    """Give the groups of the access matrix: what is done, and the clauses that say who may."""
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Group" and len(node.args) > 1:
            does, clauses = (getattr(each, "value", "") for each in node.args[:2])
            found.append((f"tests/matrix: {does}", f"({clauses})"))
    return found


def coverage() -> str:
    """Write the data of the page of policy coverage."""
    found: dict[str, dict[str, set[str]]] = {"code": defaultdict(set), "tests": defaultdict(set)}
    for path in sorted((ROOT / "src" / "needshare").rglob("*.py")):
        if "migrations" not in path.parts and "wording" not in path.parts:
            for place, text in _texts(path):
                for clause in in_words(text):
                    found["code"][clause].add(place.removeprefix("src/needshare/"))
    for path in sorted((ROOT / "tests").rglob("*.py")):
        pairs = _groups(path) if path.parent.name == "matrix" else _texts(path)
        for place, text in pairs:
            for clause in in_words(text):
                found["tests"][clause].add(place)
    made = {
        name: {clause: sorted(places) for clause, places in sorted(by.items())} for name, by in found.items()
    }
    return json.dumps(made, indent=1, ensure_ascii=False) + "\n"
