"""The web process: what it loads before the first request, and what it never does."""

import subprocess
import sys
from pathlib import Path

from tests.installation import Installation

LOADED = """
import sys
import needshare.config.wsgi
from django.template import engines
print("django.test.client" in sys.modules, "unittest" in sys.modules, len(engines["jinja2"].env.cache) > 20)
"""


def test_the_web_process_loads_the_busiest_pages_and_no_test_client(tmp_path: Path):
    here = Installation(tmp_path)
    here.done("init")
    command = [sys.executable, "-c", LOADED]
    served = subprocess.run(command, env=here.environment, capture_output=True, text=True, check=True)
    assert served.stdout.split() == ["False", "False", "True"]
