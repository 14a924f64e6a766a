"""`make matrix`: ask every cell on one database, print the counts; fail on a disagreement not in known.txt."""

import os
import sys

import django


def main() -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    from .counting import main as count  # the settings come first

    return count()


if __name__ == "__main__":
    sys.exit(main())
