import re
from importlib import import_module

from needshare.config import environment
from needshare.kernel import Term
from tests.architecture.source import PACKAGE, ROOT, nothing, sources

GLOSSARY = ROOT / "docs" / "glossary.md"
LOWER_SNAKE = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")


def terms() -> list[type[Term]]:
    for source in sources():
        if "Term" in source.path.read_text("utf-8") and source.kind not in {"management"}:
            import_module(".".join(("needshare", *source.inside)))
    found = [each for each in all_under(Term) if each.__module__.startswith("needshare.")]
    return sorted(found, key=lambda each: (each.__module__, each.__name__))


def all_under(parent: type[Term]) -> list[type[Term]]:
    return [each for child in parent.__subclasses__() for each in (child, *all_under(child))]


def test_every_term_is_in_the_glossary():
    text = GLOSSARY.read_text("utf-8")
    absent = [
        f"{term.__name__}.{word.value}" for term in terms() for word in term if f"`{word.value}`" not in text
    ]
    nothing(absent)


def test_every_term_is_stored_as_a_word_and_has_a_label():
    for term in terms():
        for word in term:
            assert LOWER_SNAKE.fullmatch(word.value), word
            assert word.label.strip(), word


def test_every_setting_is_in_the_documents():
    assert (ROOT / "docs" / "reference" / "settings.md").read_text("utf-8") == environment.reference()


def test_no_file_reads_the_environment_but_one():
    readers = {
        source.name
        for source in sources()
        if re.search(r"os\.(environ(?!ment)|getenv)", source.path.read_text("utf-8"))
        and source.inside[0] not in {"cli", "demo"}
    }
    allowed = {"config/environment.py", "config/wsgi.py", "web/build_assets.py"}
    assert readers <= {f"src/needshare/{name}" for name in allowed}


def test_every_variable_that_is_mentioned_exists():
    mentioned = {
        name
        for path in [*PACKAGE.rglob("*.py"), *(ROOT / "docs").rglob("*.md"), ROOT / "README.md"]
        for name in re.findall(r"NEEDSHARE_([A-Z]+(?:_[A-Z]+)*)\b", path.read_text("utf-8"))
    }
    assert mentioned <= {*environment.BY_NAME, "TEST_DATABASE"}
