from datetime import timedelta

import pytest

from needshare.accounts.jobs import clear_ended_sessions
from needshare.accounts.models import Session
from tests.cast import AT

pytestmark = pytest.mark.django_db


def test_ended_sessions_are_deleted_and_others_kept():
    for key, ends in (("ended", AT - timedelta(seconds=1)), ("lasting", AT + timedelta(seconds=1))):
        Session.objects.create(session_key=key, session_data="", expire_date=ends)
    assert clear_ended_sessions(at=AT) == 1
    assert [session.session_key for session in Session.objects.all()] == ["lasting"]
    assert clear_ended_sessions(at=AT) == 0
