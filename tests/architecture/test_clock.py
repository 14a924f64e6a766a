import ast

from tests.architecture.source import name_of, nothing, sources

CLOCKS = {
    ("timezone", "now"), ("datetime", "now"),
    ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("time", "time"), ("time", "time_ns"),
}  # fmt: skip
# These read the clock only when no time is given to them.
CONVERTERS = {("timezone", "localdate"), ("timezone", "localtime")}
DOORWAYS = {"views", "api", "middleware", "management"}
DOORWAY_FOLDERS = {"cli", "demo"}
# Sessions end by the clock; a record's id carries the time it was made at; the worker is the
# doorway of work done by itself; which version of a force's layer is in force goes by the day.
ALLOWED = {
    ("policy", "in_force"),
    ("kernel", "references"),
    ("jobs", "worker"),
    ("jobs", "supervisor"),
    ("web", "context"),
    ("accounts", "sessions"),
}


def reads_the_clock(node: ast.AST) -> bool:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    called = (name_of(node.func.value), node.func.attr)
    return called in CLOCKS or (called in CONVERTERS and not node.args and not node.keywords)


def test_only_doorways_read_the_clock():
    read = [
        source.at(node)
        for source in sources()
        if source.kind not in DOORWAYS
        and source.folder not in DOORWAY_FOLDERS
        and source.inside[:2] not in ALLOWED
        for node in ast.walk(source.tree)
        if reads_the_clock(node)
    ]
    nothing(read)


def test_no_query_uses_the_clock_of_the_database():
    read = [
        source.at(node)
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ImportFrom) and any(alias.name == "Now" for alias in node.names)
    ]
    nothing(read)
