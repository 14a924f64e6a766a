"""One line of JSON per log record: the act and the reference, never a person's details.

Exception messages are left out, since a database puts row values in them; the kind of the
exception and the place it was raised at are kept.
"""

import json
import logging
import traceback
from datetime import UTC, datetime
from typing import Any

KEPT = ("act", "reference", "status_code", "request_id", "job", "duration_ms")


class JsonLines(logging.Formatter):
    """Write a record as one line of JSON with a fixed set of fields."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; line breaks in values are escaped by JSON, so one record is one line."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "message": record.getMessage(),
        }
        line |= {name: getattr(record, name) for name in KEPT if hasattr(record, name)}
        if record.exc_info and record.exc_info[1] is not None:
            line["exception"] = type(record.exc_info[1]).__qualname__
            line["raised_at"] = [
                f"{frame.filename}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(record.exc_info[2])
            ]
        return json.dumps(line, ensure_ascii=False, default=str)


def log_settings(level: str) -> dict[str, Any]:
    """Send every record to standard error as JSON; no mail to administrators, which would carry data."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "needshare.config.log_lines.JsonLines"}},
        "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["lines"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.server": {"handlers": [], "level": level, "propagate": True},
            "fido2": {"handlers": [], "level": "WARNING", "propagate": True},  # it would name passkeys used
        },
    }
