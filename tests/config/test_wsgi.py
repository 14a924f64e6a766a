"""The web process: what it loads before the first request, and what it never does."""

import subprocess
import sys
from pathlib import Path

from tests.installation import Installation

LOADED = """
import sys
import needshare.config.wsgi
from django.template import engines
from fido2 import server
from fido2.rpid import verify_rp_id
print("django.test.client" in sys.modules, "unittest" in sys.modules, len(engines["jinja2"].env.cache) > 20)
print(hasattr(sys.modules["fido2.rpid"], "suffixes"), server.verify_rp_id is verify_rp_id)
for origin in ("http://localhost:8000", "http://localhost:8001", "http://a.localhost:8000", "https://localhost"):
    print(verify_rp_id("localhost", origin))
"""


def test_the_web_process_loads_the_busiest_pages_and_no_test_client(tmp_path: Path):
    here = Installation(tmp_path)
    here.done("init")
    command = [sys.executable, "-c", LOADED]
    served = subprocess.run(command, env=here.environment, capture_output=True, text=True, check=True)
    lines = served.stdout.splitlines()
    assert lines[0].split() == ["False", "False", "True"]
    assert lines[1].split() == ["False", "True"]  # no list of public suffixes
    assert lines[2:] == ["True", "False", "False", "False"]  # passkeys are for one address
