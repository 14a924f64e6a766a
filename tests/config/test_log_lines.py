import json
import logging
import sys

from needshare.config.log_lines import JsonLines


def line(message: str, *arguments: object, exc_info=None, **extra: object) -> dict[str, object]:
    record = logging.LogRecord("needshare.intake", logging.WARNING, __file__, 1, message, arguments, exc_info)
    record.__dict__ |= extra
    written = JsonLines().format(record)
    assert "\n" not in written
    return json.loads(written)


def test_a_line_names_the_act_and_the_reference():
    written = line("Blocked", act="disclosure.release", reference="NMC-26-7K3F-9QXW")
    assert (written["act"], written["reference"], written["level"]) == (
        "disclosure.release",
        "NMC-26-7K3F-9QXW",
        "warning",
    )


def test_fields_nobody_listed_are_left_out():
    assert "surname" not in line("Sent", surname="Example")


def test_a_line_break_in_a_value_does_not_make_a_second_line():
    assert line("Not Found: %s", "/a\nlevel: error")["message"] == "Not Found: /a\nlevel: error"


def test_the_message_of_an_exception_is_left_out():
    try:
        raise ValueError("Key (surname)=(Example) already exists")
    except ValueError:
        written = line("It failed", exc_info=sys.exc_info())
    assert written["exception"] == "ValueError"
    assert "Example" not in json.dumps(written)
    assert "test_log_lines.py" in str(written["raised_at"])
