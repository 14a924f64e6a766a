"""The tests themselves: they leave no trace and reach nothing but this machine."""

import socket
import subprocess
import sys
import warnings

import pytest

from tests.conftest import NetworkIsBlocked
from tests.programs import needs_program


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("2001:db8::1", 80), ("needshare.example", 80)])
def test_no_test_leaves_this_machine(address):
    with pytest.raises(NetworkIsBlocked):
        socket.create_connection(address, timeout=1)


def test_loopback_is_open():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass


def test_warnings_are_errors():
    with pytest.raises(UserWarning, match="look"):
        warnings.warn("look", stacklevel=1)


def test_a_missing_program_fails_in_one_line(monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(pytest.fail.Exception, match="age is missing: apt-get install age"):
        needs_program("age")


def test_unsafe_settings_stop_the_web_server(tmp_path):
    environment = {
        "NEEDSHARE_ENV": "production",
        "NEEDSHARE_DATA_DIR": str(tmp_path / "data"),
        "NEEDSHARE_KEYS_DIR": str(tmp_path / "data" / "keys"),
        "NEEDSHARE_STATIC_DIR": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "-c", "import needshare.config.wsgi"],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert "Keep NEEDSHARE_KEYS_DIR and NEEDSHARE_DATA_DIR apart" in done.stderr
    assert "NEEDSHARE_SITE_URL must start with https" in done.stderr
