"""The web server's entry: refuses to start when a check finds something unsafe."""

import contextlib
import ctypes
import gc
import os
import sys
from pathlib import Path
from types import ModuleType
from urllib.parse import urlsplit

import django
from django.conf import settings
from django.core.checks import ERROR, Tags, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

from needshare.web.jinja import compile_pages

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "needshare.config.settings")

# django-ninja asks for one small file of Django's test package, and Python would run the whole of it: a test client,
# test cases, unittest, four megabytes in every web process. Named here without being run, only that file is loaded.
unused = sys.modules.setdefault("django.test", ModuleType("django.test"))
unused.__path__ = [str(Path(django.__file__).parent / "test")]


def is_this_site(_host: str, origin: str) -> bool:
    """Tell whether a passkey was used at this site's own address, whole."""
    site = urlsplit(settings.SITE_URL)
    return origin == f"{site.scheme}://{site.netloc}"


# fido2 keeps a list of public suffixes, megabytes of names, to tell whether one host's name ends in another's.
# Passkeys here are for one address: this is asked in its place, and `accounts.proofs` asks the same again.
suffixes = sys.modules.setdefault("fido2.rpid", ModuleType("fido2.rpid"))
vars(suffixes)["verify_rp_id"] = is_this_site

application = get_wsgi_application()

# The settings first: a database is only asked when it is the right one.
for asked in ({"include_deployment_checks": True}, {"tags": [Tags.database], "databases": ["default"]}):
    found = [each for each in run_checks(**asked) if each.is_serious(settings.CHECK_LEVEL)]
    problems = [each for each in found if each.is_serious(ERROR) or not each.is_silenced()]
    if problems:
        raise ImproperlyConfigured("\n".join(str(message) for message in problems))

compile_pages(["casework/desk.jinja2", "casework/cases.jinja2", "casework/case.jinja2"])

# What is loaded now stays for good: the collector of cycles need not look through it at busy times. What loading
# and compiling has used up is given back; only glibc has to be asked to.
gc.collect()
gc.freeze()
with contextlib.suppress(OSError, AttributeError):
    ctypes.CDLL("libc.so.6").malloc_trim(0)
