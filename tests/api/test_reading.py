import pytest

from needshare.api.reading import read


@pytest.mark.parametrize(
    ("content", "found"),
    [(b'{"a": [1, null, "\xc3\xa9"]}', {"a": [1, None, "é"]}), (b" [] ", []), (b"1e3", 1000.0)],
)
def test_json_is_read(content, found):
    assert read(content) == found


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xef\xbb\xbf{}",
        '{"a": 1}'.encode("utf-16"),
        b'{"a": Infinity}',
        b'{"a": -Infinity}',
        b'{"a": 1, "b": {"c": 1, "c": 2}}',
        b'{"a": 1,}',
        b"{'a': 1}",
        b"9" * 5_000,
        b"[" * 17 + b"]" * 17,
    ],
    ids=["empty", "mark", "utf-16", "infinity", "less", "twice", "comma", "quotes", "huge", "deep"],
)
def test_anything_else_is_not(content):
    with pytest.raises((ValueError, RecursionError)):
        read(content)


def test_what_is_deep_enough_to_break_a_reader_is_refused():
    with pytest.raises((ValueError, RecursionError)):
        read(b"[" * 100_000 + b"]" * 100_000)
