"""Every write and every recorded look goes through an action, and every action leaves its entry."""

import ast
from collections.abc import Iterator

from tests.architecture.source import Source, name_of, nothing, of_kind

WRITES = {"create", "bulk_create", "bulk_update", "update_or_create", "get_or_create"}


def public_actions() -> Iterator[tuple[Source, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for source in of_kind("actions"):
        for node in source.tree.body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
                yield source, node


def test_every_action_is_recorded_or_consulted():
    unrecorded = [
        f"{source.at(node)} {node.name}"
        for source, node in public_actions()
        if not {name_of(each) for each in node.decorator_list} & {"recorded", "consulted"}
    ]
    nothing(unrecorded)


def test_every_action_is_told_who_and_when():
    untold = [
        f"{source.at(node)} {node.name}"
        for source, node in public_actions()
        if not {"by", "at"} <= {each.arg for each in node.args.kwonlyargs}
    ]
    nothing(untold)


def test_every_action_and_query_says_what_it_does():
    silent = [
        f"{source.at(node)} {node.name}"
        for source in of_kind("actions", "queries", "rules")
        for node in source.tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]
    nothing(silent)


def test_no_query_writes():
    writing = [
        f"{source.at(node)} {node.func.attr}"
        for source in of_kind("queries", "access")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {*WRITES, "save"}
    ]
    nothing(writing)


def without_viewer() -> set[str]:
    """Queries that actions and jobs may use, and doorways may not."""
    return {
        f"needshare.{source.folder}.queries.{node.name}"
        for source in of_kind("queries")
        for node in source.tree.body
        if isinstance(node, ast.FunctionDef)
        and "viewer" not in {each.arg for each in [*node.args.args, *node.args.kwonlyargs]}
    }


def used_names(source: Source) -> Iterator[str]:
    """Dotted names of what a file takes from other files, by import or by module and attribute."""
    modules: dict[str, str] = {}
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ImportFrom):
            parent = f"needshare.{source.folder}" if node.level else ""
            origin = ".".join(part for part in (parent, node.module) if part)
            for alias in node.names:
                modules[alias.asname or alias.name] = f"{origin}.{alias.name}"
                yield f"{origin}.{alias.name}"
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
            yield f"{modules[node.value.id]}.{node.attr}"


def test_every_read_from_a_doorway_has_a_viewer():
    unseen = without_viewer()
    nothing(
        f"{source.name} {name}"
        for source in of_kind("views", "api", "forms", "schemas")
        for name in used_names(source)
        if name in unseen
    )
