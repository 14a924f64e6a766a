"""The source as the house rules see it: files, their folders, their syntax trees."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "needshare"
TESTS = ROOT / "tests"

# The folder tree of ARCHITECTURE.md. A folder is made when its first feature is built.
STAGES = ("intake", "assessment", "decision", "disclosure", "receipt", "correction")
REGISTERS = (
    "pathway", "agreements", "dpia", "documents", "received", "subjects", "clearances", "guidance",
    "authorisations", "challenges", "consultations", "tasks", "search", "notices", "federation", "provisioning",
    "accounts", "agencies",
)  # fmt: skip
OVERSEERS = ("casework", "oversight", "retention", "breaches", "protections")
CAPABILITIES = (*STAGES, *REGISTERS, *OVERSEERS)
MECHANISMS = ("config", "cli", "demo", "policy", "audit", "web", "jobs", "api", "crypto", "kernel")
DATA_FOLDERS = ("locale",)


@dataclass(frozen=True)
class Source:
    """One Python file of the product, without migrations."""

    path: Path

    @property
    def inside(self) -> tuple[str, ...]:
        """The path below the package, without the suffix: ("intake", "actions")."""
        return self.path.relative_to(PACKAGE).with_suffix("").parts

    @property
    def folder(self) -> str:
        """The capability or mechanism it belongs to; empty for the package itself."""
        return self.inside[0] if len(self.inside) > 1 else ""

    @property
    def kind(self) -> str:
        """The file name that tells its one job, also when it was split into a folder."""
        return self.inside[1] if len(self.inside) > 1 else ""

    @property
    def name(self) -> str:
        return str(self.path.relative_to(ROOT))

    @property
    def lines(self) -> int:
        return len(self.path.read_text("utf-8").splitlines())

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.path.read_text("utf-8"), filename=str(self.path))

    def at(self, node: ast.AST) -> str:
        """Name a place as editors open it."""
        return f"{self.name}:{getattr(node, 'lineno', 1)}"


@cache
def sources() -> tuple[Source, ...]:
    """Every Python file of the product but migrations."""
    paths = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)
    return tuple(Source(path) for path in paths)


def of_kind(*kinds: str) -> Iterator[Source]:
    """The files of capabilities and mechanisms with one of these jobs."""
    return (source for source in sources() if source.kind in kinds)


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def name_of(node: ast.expr) -> str:
    """The last word of a name, an attribute or a call."""
    if isinstance(node, ast.Call):
        return name_of(node.func)
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


class Imports(ast.NodeVisitor):
    """The imports that run: those under `if TYPE_CHECKING` are left out."""

    def __init__(self) -> None:
        self.found: list[tuple[str, ast.stmt]] = []

    def visit_If(self, node: ast.If) -> None:
        if name_of(node.test) != "TYPE_CHECKING":
            self.generic_visit(node)

    def visit_Import(self, node: ast.Import) -> None:
        self.found += [(alias.name, node) for alias in node.names]

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        if node.level == 0 and node.module:
            self.found += [(f"{node.module}.{alias.name}", node) for alias in node.names]


def imports(source: Source) -> list[tuple[str, ast.stmt]]:
    """Every absolute import that runs, as a dotted name, with its place."""
    visitor = Imports()
    visitor.visit(source.tree)
    return visitor.found


def nothing(found: Iterable[object]) -> None:
    """Fail with every place found, one on a line."""
    places = [str(each) for each in found]
    assert not places, "\n" + "\n".join(places)
