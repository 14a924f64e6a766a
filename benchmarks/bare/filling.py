"""Fill the bare project's database: one row, and one person signed in."""

from typing import Any

from django.contrib.auth.models import User
from django.core.management import call_command
from django.middleware.csrf import _get_new_csrf_string
from django.test import Client

from benchmarks.bare.thing.models import Thing


def fill() -> dict[str, Any]:
    """Migrate, add the row and the person; return the cookies and the form that calls need."""
    call_command("migrate", verbosity=0)
    Thing.objects.get_or_create(name="one row")  # the first: its id is 1
    user, _made = User.objects.get_or_create(username="measurer")
    client = Client()
    client.force_login(user)
    token = _get_new_csrf_string()
    cookies = {"sessionid": client.cookies["sessionid"].value, "csrftoken": token}
    return {"cookies": cookies, "form": {"name": "x" * 100, "csrfmiddlewaretoken": token}}
