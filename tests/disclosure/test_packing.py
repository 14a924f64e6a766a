import hashlib
import io
import json
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from needshare.disclosure import packing
from needshare.disclosure.packing import Cover, PackedItem, pack, path_of, unpack
from needshare.disclosure.queries.contents import _labels
from needshare.kernel import Unavailable
from tests.programs import needs_program

NASTY = '#set text(red) "quoted" \\ $x$ <b>bold</b> *star* _under_ @ref [bracket] `raw` é Жуков محمد'


def item(number: int = 1, **changes: object) -> PackedItem:
    plain = PackedItem(
        number=number,
        file_name="incident_log.txt",
        category="Incident log",
        marking="OFFICIAL-SENSITIVE",
        caveats=("UK EYES ONLY: Only nationals of the United Kingdom may see it.",),
        handling=(),
        descriptors=("LEGAL",),
        label="Fact",
        as_at="24 February 2026 09:00",
        source="Control room",
        people=("Marlon Pryce: Suspect",),
        accuracy="Checked against its source",
        completeness="Complete",
        reliability="Not stated",
        currency="Not stated",
        content=b"A call was made at 23:10.",
    )
    return replace(plain, **changes)


def cover(**changes: object) -> Cover:
    plain = Cover(
        reference="NMC-26-AAAA-AAAA",
        force="Northmoor Constabulary",
        marking="OFFICIAL-SENSITIVE",
        caveats=("UK EYES ONLY: Only nationals of the United Kingdom may see it.",),
        handling=("RECIPIENTS ONLY: Only the people it is addressed to may see it.",),
        handling_rules=("Speak of it only to people who need to know it for this case.",),
        recipients=("L Osei, Wexcombe Borough Council",),
        purpose="Preventing anti-social behaviour",
        legal_basis="Crime and Disorder Act 1998",
        route="ISA-014",
        conditions=("Only for the purpose stated.",),
        retention="Until the injunction ends.",
        contact="01632 960100",
        prepared_at="2026-03-16T09:00:00+00:00",
        labels=_labels(),
    )
    return replace(plain, **changes)


def words_of(pdf: bytes, folder: Path) -> str:
    sheet = folder / "cover.pdf"
    sheet.write_bytes(pdf)
    shown = subprocess.run(
        [needs_program("pdftotext"), "-layout", str(sheet), "-"], capture_output=True, check=True
    )
    return " ".join(shown.stdout.decode().split())


def test_the_cover_and_the_manifest_tell_how_it_is_handled(tmp_path):
    content, manifest = pack(cover(), [item()])
    said = words_of(unpack(content).files["cover.pdf"], tmp_path)
    for words in (
        "How it must be handled",
        "UK EYES ONLY: Only nationals of the United Kingdom may see it.",
        "RECIPIENTS ONLY: Only the people it is addressed to may see it.",
        "Speak of it only to people who need to know it for this case.",
        "Descriptors LEGAL",
    ):
        assert words in said, said
    assert manifest["handling"] == cover().handling
    assert manifest["items"][0]["caveats"] == item().caveats
    assert "Handling instructions" not in said.split("What is enclosed")[1], (
        "what an item has none of is not named"
    )


def test_the_same_content_gives_the_same_bytes_every_time():
    items = [item(1), item(2, content=b"Not to enter.")]
    assert pack(cover(), items)[0] == pack(cover(), items)[0]


def test_anything_changed_gives_other_bytes():
    first = pack(cover(), [item()])[0]
    assert pack(cover(), [item(content=b"Other.")])[0] != first
    assert pack(cover(), [item(label="Opinion")])[0] != first
    assert pack(cover(conditions=()), [item()])[0] != first


def test_the_manifest_describes_every_file_by_its_hash():
    packed, manifest = pack(cover(), [item(1), item(2)])
    opened = unpack(packed)
    assert opened.manifest == json.loads(json.dumps(manifest))
    said = {opened.manifest["cover_sheet"]["path"]: opened.manifest["cover_sheet"]["sha256"]}
    said |= {each["path"]: each["sha256"] for each in opened.manifest["items"]}
    assert set(opened.files) == {*said, "manifest.json"}
    for path, sha256 in said.items():
        assert hashlib.sha256(opened.files[path]).hexdigest() == sha256
    assert "content" not in opened.manifest["items"][0]
    assert [each["size"] for each in opened.manifest["items"]] == [25, 25]


def test_the_zip_tells_nothing_of_the_machine_that_made_it():
    packed, _manifest = pack(cover(), [item()])
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        for entry in archive.infolist():
            assert entry.date_time == (1980, 1, 1, 0, 0, 0)
            assert entry.external_attr >> 16 == 0o600


def test_two_files_of_one_name_stand_side_by_side():
    assert path_of(item(1)) != path_of(item(2))
    packed, _manifest = pack(cover(), [item(1, content=b"one"), item(2, content=b"two")])
    assert [each["words"] for each in unpack(packed).items] == ["one", "two"]


def test_what_is_not_text_has_no_words():
    packed, _manifest = pack(cover(), [item(file_name="photo.png", content=b"\x89PNG")])
    assert unpack(packed).items[0]["words"] is None


def test_case_text_is_never_read_as_markup_of_the_cover(tmp_path: Path):
    packed, _manifest = pack(cover(retention=NASTY), [item(source=NASTY)])
    shown = words_of(unpack(packed).files["cover.pdf"], tmp_path)
    for word in ("#set text(red)", "*star*", "_under_", "@ref", "[bracket]", "<b>bold</b>", "$x$"):
        assert shown.count(word) == 2, word


def test_a_character_that_no_font_has_does_not_stop_a_release(tmp_path: Path):
    held = item(source="漢 😀 \x01 said", people=("漢: Suspect",))
    packed, _manifest = pack(cover(), [held])
    opened = unpack(packed)
    shown = words_of(opened.files["cover.pdf"], tmp_path)
    assert "[U+6F22] [U+1F600] [U+0001] said" in shown
    assert "[U+6F22]: Suspect" in shown
    assert opened.manifest["items"][0]["source"] == "漢 😀 \x01 said"


def test_the_cover_is_an_accessible_document(tmp_path: Path):
    packed, _manifest = pack(cover(), [item()])
    sheet = tmp_path / "cover.pdf"
    sheet.write_bytes(unpack(packed).files["cover.pdf"])
    told = subprocess.run(
        [needs_program("pdfinfo"), str(sheet)], capture_output=True, check=True
    ).stdout.decode()
    assert "Tagged:          yes" in told
    assert "NMC-26-AAAA-AAAA" in told
    subprocess.run([needs_program("qpdf"), "--check", str(sheet)], check=True, capture_output=True)


@pytest.mark.parametrize("command", [["/nonexistent/python"], [sys.executable, "-c", "raise SystemExit(1)"]])
def test_without_the_typesetter_nothing_is_packed(monkeypatch, command):
    monkeypatch.setattr(packing, "TYPESETTER", command)
    with pytest.raises(Unavailable, match="could not be made"):
        pack(cover(), [item()])


def test_a_typesetter_that_does_not_end_is_ended(monkeypatch):
    monkeypatch.setattr(packing, "TYPESETTER", [sys.executable, "-c", "import time; time.sleep(60)"])
    monkeypatch.setattr(packing, "SECONDS", 0.3)
    with pytest.raises(Unavailable, match="could not be made"):
        pack(cover(), [item()])


ALONE = """
import sys
import needshare.disclosure.typesetting
print(*sorted(name for name in sys.modules if name.startswith(("needshare.", "django"))))
"""


def test_the_typesetter_knows_nothing_of_the_product():
    found = subprocess.run([sys.executable, "-c", ALONE], capture_output=True, check=True, env={}).stdout
    assert found.decode().split() == ["needshare.disclosure", "needshare.disclosure.typesetting"]
