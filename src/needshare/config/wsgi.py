"""The web server's entry: refuses to start when a check finds something unsafe."""

import gc
import os

from django.core.checks import ERROR, Tags, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "needshare.config.settings")

application = get_wsgi_application()

# The settings first: a database is only asked when it is the right one.
for asked in ({"include_deployment_checks": True}, {"tags": [Tags.database], "databases": ["default"]}):
    problems = [message for message in run_checks(**asked) if message.is_serious(ERROR)]
    if problems:
        raise ImproperlyConfigured("\n".join(str(message) for message in problems))

# What is loaded now stays for good: the collector of cycles need not look through it at busy times.
gc.collect()
gc.freeze()
