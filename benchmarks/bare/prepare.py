"""Make the bare project's database in a process of its own; print what a call needs as JSON."""

import importlib
import json
import os

import django


def main() -> None:
    """Set Django up for the bare project, fill its database, print cookies and form."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.bare.settings"
    django.setup()
    print(json.dumps(importlib.import_module("benchmarks.bare.filling").fill()))


if __name__ == "__main__":
    main()
