import re

from needshare.config import environment
from tests.architecture.source import PACKAGE, ROOT, nothing, sources
from tools.words import terms

GLOSSARY = ROOT / "docs" / "glossary.md"
LOWER_SNAKE = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")


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


def test_every_decision_record_has_a_number_of_its_own():
    numbers = [path.name[:4] for path in (ROOT / "docs" / "adr").iterdir()]
    nothing({number for number in numbers if numbers.count(number) > 1})


def test_every_decision_record_that_is_cited_is_there():
    there = {int(path.name[:4]) for path in (ROOT / "docs" / "adr").iterdir()}
    nothing(
        f"{source.name} cites ADR {number}"
        for source in sources()
        for number in re.findall(r"ADR (\d{4})", source.path.read_text("utf-8"))
        if int(number) not in there
    )
