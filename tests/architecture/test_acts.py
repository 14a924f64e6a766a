"""Every write and every recorded look goes through an action, and every action leaves its entry."""

import ast
from collections.abc import Iterator

from tests.architecture.source import Source, functions, name_of, of_kind

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
    assert unrecorded == []


def test_every_action_is_told_who_and_when():
    untold = [
        f"{source.at(node)} {node.name}"
        for source, node in public_actions()
        if not {"by", "at"} <= {each.arg for each in node.args.kwonlyargs}
    ]
    assert untold == []


def test_every_action_and_query_says_what_it_does():
    silent = [
        f"{source.at(node)} {node.name}"
        for source in of_kind("actions", "queries", "rules")
        for node in source.tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]
    assert silent == []


def test_no_query_writes():
    writing = [
        f"{source.at(node)} {node.func.attr}"
        for source in of_kind("queries", "access")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {*WRITES, "save"}
    ]
    assert writing == []


def test_every_query_has_a_viewer_or_reads_for_an_action():
    names = {"viewer", "by", "case", "at"}
    unseen = [
        f"{source.at(node)} {node.name}"
        for source in of_kind("queries")
        for node in functions(source.tree)
        if not node.name.startswith("_")
        and reads_a_table(node)
        and not names & {each.arg for each in [*node.args.args, *node.args.kwonlyargs]}
    ]
    assert unseen == []


def reads_a_table(node: ast.AST) -> bool:
    return any(isinstance(inner, ast.Attribute) and inner.attr == "objects" for inner in ast.walk(node))
