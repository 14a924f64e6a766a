"""The web server's entry: refuses to start when a check finds something unsafe."""

import gc
import os

from django.core.checks import ERROR, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "needshare.config.settings")

application = get_wsgi_application()

messages = run_checks(include_deployment_checks=True, databases=["default"])
problems = [message for message in messages if message.is_serious(ERROR)]
if problems:
    raise ImproperlyConfigured("\n".join(str(message) for message in problems))

# What is loaded now stays for good: the collector of cycles need not look through it at busy times.
gc.collect()
gc.freeze()
