import json
import struct
import subprocess

import pytest
import typst
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.test import Client

from needshare.web import build_assets, stylesheets, woff
from needshare.web.branding import PRINT_FONTS, TYPEFACE
from needshare.web.jinja import asset

VENDOR = build_assets.VENDOR


def test_what_was_built_is_up_to_date(capsys):
    assert build_assets.main() == 0
    assert capsys.readouterr().out == "Static files are up to date.\n"


def test_nothing_of_another_organisations_brand_is_left():
    names = [path.name for path in VENDOR.rglob("*") if path.is_file()]
    assert not [name for name in names if any(word in name for word in ("crest", "crown", "transport"))]
    for style in VENDOR.glob("*.css"):
        text = style.read_text("utf-8").lower()
        for word in ("crest", "crown", "logotype", "gds transport", "/assets/", "url(http"):
            assert word not in text, f"{style.name} has {word}"


def test_the_same_packages_give_the_same_files(tmp_path):
    for built, fill in ((VENDOR, build_assets.web_files), (PRINT_FONTS, build_assets.print_files)):
        again = tmp_path / built.name
        again.mkdir()
        fill(again)
        files = {path.relative_to(again): path.read_bytes() for path in again.rglob("*") if path.is_file()}
        assert files == {
            path.relative_to(built): path.read_bytes()
            for path in built.rglob("*")
            if path.is_file() and path.name != build_assets.STAMP
        }


def test_each_part_brings_its_licence():
    for name in ("govuk-frontend", "moj-frontend", "typeface"):
        assert len((VENDOR / f"licence-{name}.txt").read_text("utf-8")) > 500


def test_the_lock_names_no_registry():
    lock = (build_assets.ROOT / "package-lock.json").read_text("utf-8")
    packages = json.loads(lock)["packages"]
    assert "resolved" not in lock
    assert all(
        package.get("integrity", "").startswith("sha512-") for name, package in packages.items() if name
    )


def test_the_pinned_versions_are_those_the_components_are_for():
    dependencies = json.loads((build_assets.ROOT / "package.json").read_text("utf-8"))["dependencies"]
    assert dependencies["govuk-frontend"] == "6.3.0"
    assert all(version[0].isdigit() for version in dependencies.values())


def test_a_web_font_becomes_a_font_the_pdf_engine_reads():
    page = f'#set text(font: "{TYPEFACE}", fallback: false)\nNeedshare *0O1Il* _ŵŷ_'.encode()
    compiled = typst.compile(page, font_paths=[str(PRINT_FONTS)], ignore_system_fonts=True)
    assert b"AtkinsonHyperlegibleNext" in compiled


@pytest.mark.parametrize("damage", [b"", b"wOF2" + bytes(60)])
def test_what_is_not_a_web_font_is_refused(damage):
    with pytest.raises((ValueError, struct.error)):
        woff.truetype(damage)


def test_a_damaged_table_is_refused():
    font = bytearray(next((build_assets.PRINT_FONT / "files").glob("*latin-400-normal.woff")).read_bytes())
    struct.pack_into(">I", font, woff.WOFF_HEADER.size + 12, 5)  # the first table's length
    with pytest.raises(ValueError, match="is damaged"):
        woff.truetype(bytes(font))


def test_npm_missing_is_said_in_one_line(monkeypatch, capsys):
    monkeypatch.setattr(build_assets, "npm", lambda: None)
    monkeypatch.setattr(build_assets, "is_built", lambda digest: False)
    assert build_assets.main() == 1
    assert capsys.readouterr().err.startswith("npm is missing: install")


def test_npm_failing_changes_nothing(monkeypatch, capsys):
    monkeypatch.setattr(build_assets, "npm", lambda: ["/bin/false"])
    monkeypatch.setattr(build_assets, "is_built", lambda digest: False)
    before = build_assets.fingerprint()
    assert build_assets.main() == 1
    assert "npm could not install" in capsys.readouterr().err
    assert (VENDOR / build_assets.STAMP).read_text() == before


def test_a_folder_is_put_in_place_whole(tmp_path):
    folder = tmp_path / "vendor"
    folder.mkdir()
    (folder / "old.css").write_text("old")
    build_assets.write(folder, lambda aside: (aside / "new.css").write_text("new"), "digest")
    assert sorted(path.name for path in folder.iterdir()) == ["new.css", build_assets.STAMP]
    assert [path.name for path in tmp_path.iterdir()] == ["vendor"]


def test_npm_of_this_python_comes_first():
    found = build_assets.npm()
    assert found is not None
    assert subprocess.run([*found, "--version"], capture_output=True, check=True).stdout


@pytest.mark.parametrize(
    ("css", "kept"),
    [
        ("@font-face{font-family:GDS Transport}a{b:c}", "a{b:c}"),
        (".govuk-footer__crown{x:y}.govuk-button{x:y}", ".govuk-button{x:y}"),
        (".a{background:url(/assets/images/govuk-crest.svg)}", ""),
        ('.a:before{content:"}{;"}/* } */.b{c:d}', '.a:before{content:"}{;"}\n.b{c:d}'),
        ("@media print{.govuk-header{a:b}}", ""),
        ("@supports (a:b){@media print{.x{c:d}}}", "@supports (a:b){@media print{.x{c:d}}}"),
    ],
)
def test_rules_of_another_brand_go_and_the_rest_stays(css, kept):
    assert stylesheets.govuk(css).strip() == kept


def test_only_named_components_are_kept_of_the_second_style_sheet():
    css = ":root{--a:b}.moj-timeline{a:b}.moj-timelines{a:b}.moj-badge{a:b}"
    assert stylesheets.moj(css, components=("timeline",)).strip() == ".moj-timeline{a:b}"


@pytest.fixture
def hashed(settings, tmp_path):
    """Static files as they are served in production."""
    settings.STATIC_ROOT = tmp_path
    settings.WHITENOISE_USE_FINDERS = False
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "needshare.web.storage.HashedFiles"}}
    call_command("collectstatic", verbosity=0, interactive=False)
    asset.cache_clear()
    yield tmp_path
    asset.cache_clear()


def test_production_names_files_by_content_and_serves_them_for_ever(hashed):
    html = Client().get("/cookies").content.decode()
    address = staticfiles_storage.url("web/needshare.js")
    assert address in html
    assert address != "/static/web/needshare.js"
    answer = Client().get(address)
    script = b"".join(answer.streaming_content).decode()
    assert "immutable" in answer.headers["Cache-Control"]
    assert staticfiles_storage.url("web/vendor/govuk.js").rsplit("/", 1)[1] in script
    assert list(hashed.glob("web/vendor/govuk.*.css.gz"))
