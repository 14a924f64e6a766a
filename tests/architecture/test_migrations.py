"""No migration may drop or edit what the audit log holds."""

import ast
import re

from tests.architecture.source import PACKAGE, ROOT, name_of, nothing

LOSES = {"DeleteModel", "RemoveField", "RenameField", "RenameModel", "AlterModelTable"}
EDITS = re.compile(
    r"\b(?:DELETE\s+FROM|UPDATE|TRUNCATE|DROP\s+TABLE|ALTER\s+TABLE)\s+\"?audit_", re.IGNORECASE
)


def migrations(folder: str = "*"):
    return sorted(PACKAGE.glob(f"{folder}/migrations/[0-9]*.py"))


def test_no_migration_of_the_log_loses_a_table_or_a_column():
    nothing(
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in migrations("audit")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and name_of(node.func) in LOSES
    )


def test_no_migration_writes_to_the_log():
    nothing(path.relative_to(ROOT) for path in migrations() if EDITS.search(path.read_text("utf-8")))


def test_no_migration_runs_python_over_the_log():
    nothing(
        path.relative_to(ROOT)
        for path in migrations()
        if "RunPython" in (text := path.read_text("utf-8")) and '"audit"' in text
    )
