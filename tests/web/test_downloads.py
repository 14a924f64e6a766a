import pytest

from needshare.web.downloads import attachment, display_name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\files\\report.pdf", "report.pdf"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("a\r\nSet-Cookie: b.txt", "aSet-Cookie: b.txt"),
        ("nul\x00.txt", "nul.txt"),
        ("...", "file"),
        ("", "file"),
        (" .hidden", "hidden"),
        ("n" * 300 + ".pdf", "n" * 109 + ".pdf"),
        ("n" * 300, "n" * 120),
        ("x." + "y" * 300, "x.yyyyyyyyyy"),
    ],
)
def test_a_file_name_is_made_harmless(name, shown):
    assert display_name(name) == shown


def test_a_download_is_saved_and_never_run():
    answer = attachment(b"<script>", name='a"b.html', content_type="text/html")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="a\\"b.html"'
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer.headers["Content-Length"] == "8"


def test_a_large_file_is_streamed():
    answer = attachment(iter([b"a", b"b"]), name="Straße.txt", content_type="text/plain")
    assert b"".join(answer.streaming_content) == b"ab"
    assert answer.headers["Content-Disposition"] == "attachment; filename*=utf-8''Stra%C3%9Fe.txt"
