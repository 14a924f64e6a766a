"""The released package, opened by programs that are not ours."""

import hashlib
import json
import subprocess
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

from needshare.accounts import actions as accounts
from needshare.audit.sealing import tick
from needshare.crypto.packages import new_identity
from needshare.disclosure.models import Delivery, Package
from needshare.kernel import Blocked
from needshare.pathway.terms import Stage
from needshare.receipt import actions as receipt
from tests.cast import Cast
from tests.disclosure.test_packing import words_of
from tests.programs import needs_program
from tests.story import Story, begin

Keys = tuple[str, str]


def new_keys() -> Keys:
    """Make a key pair with Debian's own program: the identity and the recipient."""
    made = subprocess.run([needs_program("age-keygen")], capture_output=True, check=True)
    lines = made.stdout.decode().splitlines()
    return lines[2], lines[1].removeprefix("# public key: ")


@pytest.fixture
def keys() -> Keys:
    return new_keys()


@pytest.fixture
def story(cast: Cast, keys: Keys) -> Story:
    story = begin(cast)
    accounts.set_age_recipient(recipient=keys[1], by=story.by("partner"), at=story.at)
    return story.to(Stage.RELEASED)


def collect(story: Story) -> receipt.Opened:
    tick(at=story.at)
    by = story.by("partner")
    receipt.accept_conditions(reference=story.reference, by=by, at=story.at)
    return receipt.open_package(reference=story.reference, by=by, at=story.at)


def decrypt(sealed: bytes, identity: str, folder: Path) -> subprocess.CompletedProcess[bytes]:
    key, package = folder / "key.txt", folder / "package.zip.age"
    key.write_text(identity + "\n")
    package.write_bytes(sealed)
    return subprocess.run(
        [needs_program("age"), "-d", "-i", str(key), "-o", str(folder / "package.zip"), str(package)],
        capture_output=True,
        check=False,
    )


def test_debians_age_opens_it_with_the_recipients_key_and_every_hash_matches(
    story: Story, keys: Keys, tmp_path: Path
):
    opened = collect(story)
    assert opened.is_sealed
    assert opened.file_name == f"{story.reference}.zip.age"
    assert decrypt(opened.content, keys[0], tmp_path).returncode == 0
    packed = (tmp_path / "package.zip").read_bytes()
    assert hashlib.sha256(packed).hexdigest() == Package.objects.get().bytes_hash
    with zipfile.ZipFile(tmp_path / "package.zip") as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(files["manifest.json"])
    said = {each["path"]: each["sha256"] for each in [*manifest["items"], manifest["cover_sheet"]]}
    assert {*said, "manifest.json"} == set(files)
    assert all(hashlib.sha256(files[path]).hexdigest() == sha256 for path, sha256 in said.items())
    assert b"A call was made at 23:10." in files.values()
    assert b"Not to enter Alder Row." in files.values()
    assert manifest["reference"] == story.reference


def test_no_other_key_opens_it(story: Story, tmp_path: Path):
    opened = collect(story)
    for stranger in (new_keys()[0], new_identity().identity):
        refused = decrypt(opened.content, stranger, tmp_path)
        assert refused.returncode != 0
        assert b"no identity matched" in refused.stderr
    assert b"A call was made" not in opened.content


def test_a_sealed_package_is_not_read_in_the_portal(story: Story):
    collect(story)
    with pytest.raises(Blocked, match="sealed to your own key"):
        receipt.read_package(reference=story.reference, by=story.by("partner"), at=story.at)


def test_the_cover_says_what_annex_e_demands(story: Story, keys: Keys, tmp_path: Path):
    decrypt(collect(story).content, keys[0], tmp_path)
    with zipfile.ZipFile(tmp_path / "package.zip") as archive:
        cover = words_of(archive.read("cover.pdf"), tmp_path)
    wanted = {
        "marking": "OFFICIAL-SENSITIVE",
        "reference": story.reference,
        "person and purpose": "Disclosed only to L Osei, Wexcombe Borough Council",
        "only for": "for the purpose named, and for nothing else",
        "legal basis": "Crime and Disorder Act 1998",
        "agreement": "ISA-014",
        "data as at": "Information as at 24 February 2026 09:00",
        "grading": "Accuracy Verified",
        "fact or opinion": "What kind of statement Fact",
        "people": "Marlon Pryce: Suspect",
        "conditions": "Conditions you accepted",
        "no copying": "Do not copy it or pass it on without our consent",
        "breach contact": "01632 960100",
        "breach at any hour": "Report a breach or an error at any",
        "retention": "Until the injunction ends.",
        "not evidence": "This is not evidence unless an item says so",
        "receipt": "acknowledge receipt",
    }
    missing = {name: words for name, words in wanted.items() if words not in cover}
    assert missing == {}, cover


def test_a_recipient_without_a_key_opens_it_in_the_portal(cast: Cast):
    story = begin(cast).to(Stage.RELEASED)
    opened = collect(story)
    assert not opened.is_sealed
    read = receipt.read_package(reference=story.reference, by=story.by("partner"), at=story.at)
    assert [each["words"] for each in read.unpacked.items] == [
        "A call was made at 23:10.",
        "Not to enter Alder Row.",
    ]
    assert hashlib.sha256(opened.content).hexdigest() == Package.objects.get().bytes_hash


def test_it_opens_only_once_a_signed_checkpoint_covers_its_release(story: Story):
    by = story.by("partner")
    receipt.accept_conditions(reference=story.reference, by=by, at=story.at)
    with pytest.raises(Blocked) as refused:
        receipt.open_package(reference=story.reference, by=by, at=story.at)
    assert refused.value.codes == ("not_in_checkpoint",)
    tick(at=story.at + timedelta(seconds=1))
    assert receipt.open_package(reference=story.reference, by=by, at=story.at).content


def test_the_stored_package_is_neither_plain_in_the_database_nor_in_the_vault(story: Story):
    delivery = Delivery.objects.get()
    assert delivery.age_recipient
    assert delivery.stored_as != Package.objects.get().stored_as
    assert delivery.bytes_hash == hashlib.sha256(collect(story).content).hexdigest()
