"""Settings of the bare project: the same database, sessions and sign-in as the product, nothing else."""

import os
from pathlib import Path

from needshare.config.database import database

SECRET_KEY = "only-for-measuring"
ALLOWED_HOSTS = ["localhost"]
ROOT_URLCONF = "benchmarks.bare.urls"
WSGI_APPLICATION = "django.core.wsgi.get_wsgi_application"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "benchmarks.bare.thing",
]
# As `startproject` writes it: what a Django site is before anybody has thought about it.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
# Durable as the product is; a connection for each request, which is Django's default, unless told otherwise.
DATABASES = {
    "default": {
        **database(os.environ["BENCHMARK_DATABASE_URL"], data_dir=Path(os.environ["BENCHMARK_DIR"])),
        "CONN_MAX_AGE": None if os.environ.get("BENCHMARK_KEEPS_CONNECTIONS") else 0,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
