import ast

from tests.architecture.source import TESTS, functions, nothing, sources

SOURCE_LINES = 400
TEST_LINES = 700
FUNCTION_LINES = 50
CLASS_LINES = 200
PARAMETERS = 7


def length(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def parameters(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    return sum(each.arg not in {"self", "cls"} for each in given)


def test_no_source_file_is_too_long():
    nothing([(source.name, source.lines) for source in sources() if source.lines > SOURCE_LINES])


def test_no_test_file_is_too_long():
    long = [
        (str(path.relative_to(TESTS)), count)
        for path in sorted(TESTS.rglob("*.py"))
        if (count := len(path.read_text("utf-8").splitlines())) > TEST_LINES
    ]
    nothing(long)


def test_no_function_is_too_long():
    long = [
        (source.at(node), length(node))
        for source in sources()
        for node in functions(source.tree)
        if length(node) > FUNCTION_LINES
    ]
    nothing(long)


def test_no_function_takes_too_much():
    many = [
        (source.at(node), parameters(node))
        for source in sources()
        for node in functions(source.tree)
        if parameters(node) > PARAMETERS
    ]
    nothing(many)


def test_no_class_is_too_long():
    long = [
        (source.at(node), length(node))
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef) and length(node) > CLASS_LINES
    ]
    nothing(long)
