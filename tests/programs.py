"""Programs that only tests need; a test that lacks one fails and says what to install."""

import shutil

import pytest

PACKAGES = {
    "age": "age",
    "age-keygen": "age",
    "chromium": "chromium",
    "go": "golang-go",
    "pdfinfo": "poppler-utils",
    "pdftotext": "poppler-utils",
    "qpdf": "qpdf",
    "msgfmt": "gettext",
    "xgettext": "gettext",
}


def needs_program(name: str) -> str:
    """Return the program's path, or fail the test in one line: nothing is skipped in silence."""
    path = shutil.which(name)
    if path is None:
        pytest.fail(f"{name} is missing: apt-get install {PACKAGES[name]}", pytrace=False)
    return path
