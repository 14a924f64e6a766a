"""A mail backend whose process is killed, as by a power cut, just before or just after it sends."""

import os
import signal
from collections.abc import Sequence
from typing import Any

from django.core.mail.backends.filebased import EmailBackend as FileBackend

BEFORE, AFTER = "before", "after"


class EmailBackend(FileBackend):
    """Writes messages to a folder; KILLED_AT in the environment says when it dies."""

    def send_messages(self, email_messages: Sequence[Any]) -> int:
        if os.environ["KILLED_AT"] == BEFORE:
            os.kill(os.getpid(), signal.SIGKILL)
        sent = super().send_messages(email_messages)
        os.kill(os.getpid(), signal.SIGKILL)
        return sent
