"""Make the bare project's database with one row and one person signed in; print what a call needs."""

import json
import os

import django


def main() -> None:
    """Migrate, add the row and the person, print cookies and form token as JSON."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.bare.settings"
    django.setup()
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.middleware.csrf import _get_new_csrf_string
    from django.test import Client

    from benchmarks.bare.thing.models import Thing

    call_command("migrate", verbosity=0)
    Thing.objects.get_or_create(pk=1, name="one row")
    user, _made = User.objects.get_or_create(username="measurer")
    client = Client()
    client.force_login(user)
    token = _get_new_csrf_string()
    cookies = {"sessionid": client.cookies["sessionid"].value, "csrftoken": token}
    print(json.dumps({"cookies": cookies, "form": {"name": "x" * 100, "csrfmiddlewaretoken": token}}))


if __name__ == "__main__":
    main()
