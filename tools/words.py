"""Write the stored words of the product into the glossary: every Term, its words and their labels."""

import inspect
from importlib import import_module
from pathlib import Path

import needshare
from needshare.kernel import Term

PACKAGE = Path(needshare.__file__).parent
GLOSSARY = PACKAGE.parents[1] / "docs" / "glossary.md"
MARK = "<!-- below: written from the code by `make fix` -->"


def terms() -> list[type[Term]]:
    """Find every Term of the product; only files that speak of Term are loaded."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if "migrations" not in path.parts and "Term" in path.read_text("utf-8"):
            import_module(".".join(("needshare", *path.relative_to(PACKAGE).with_suffix("").parts)))
    found = [each for each in under(Term) if each.__module__.startswith("needshare.")]
    return sorted(found, key=lambda each: (each.__module__.split(".")[1], each.__name__))


def under(parent: type[Term]) -> list[type[Term]]:
    """List the classes below one, at any depth."""
    return [each for child in parent.__subclasses__() for each in (child, *under(child))]


def glossary() -> str:
    """Keep what people wrote above the mark and write the stored words anew below it."""
    head = GLOSSARY.read_text("utf-8").partition(MARK)[0] if GLOSSARY.is_file() else ""
    parts = [head.rstrip(), "", MARK, "", "## Stored words", ""]
    for term in terms():
        about = (inspect.getdoc(term) or "").split("\n\n")[0].replace("\n", " ")
        parts += [f"### {term.__name__} ({term.__module__.split('.')[1]})", "", about, ""]
        parts += ["| stored | shown |", "|---|---|"]
        parts += [f"| `{word.value}` | {word.label} |" for word in term]
        parts.append("")
    return "\n".join(parts)
