"""Build the product's database for measuring, in a process of its own; print what the calls need.

What was built before (`--built`, the file that this printed then) is only signed in to anew.
"""

import argparse
import importlib
import json
import os
from pathlib import Path

import django

from needshare.kernel.sight import INSTALLATION, looking


def main() -> None:
    """Set up an installation where the environment says, fill it, print JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, required=True)
    parser.add_argument("--decide", type=int, required=True)
    parser.add_argument("--release", type=int, required=True)
    parser.add_argument("--built", type=Path)
    told = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "needshare.config.settings"
    django.setup()
    importlib.import_module("needshare.cli.running").set_up()
    filling = importlib.import_module("benchmarks.filling")
    with looking(INSTALLATION, has_end=False):
        if told.built and told.built.exists():
            built = json.loads(told.built.read_text())
        else:
            built = filling.build(told.cases, told.decide, told.release)
        if told.built:
            told.built.write_text(json.dumps(built, default=str))
        print(json.dumps({**built, **filling.sign_in(built["usernames"])}, default=str))


if __name__ == "__main__":
    main()
