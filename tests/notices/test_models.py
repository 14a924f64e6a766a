from datetime import timedelta

import pytest
from django.db import IntegrityError

from needshare.notices import actions
from needshare.notices.models import Notice
from needshare.notices.rules import NewNotice
from needshare.notices.terms import NoticeKind
from tests import entries
from tests.cast import AT, Cast


@pytest.mark.parametrize(
    "changes",
    [
        {"delivery": "sent"},
        {"sent_at": AT},
        {"delivery": "bounced", "sent_at": AT},
        {"bounced_at": AT},
        {"delivery": "failed"},
        {"failed_at": AT},
        {"to_account_id": None},
        {"send_after": AT - timedelta(seconds=1)},
        {"delivery": "lost"},
    ],
    ids="_and_".join,
)
def test_the_database_refuses_what_must_never_be(cast: Cast, changes):
    notice = NewNotice(
        kind=NoticeKind.REQUEST_RECEIVED,
        reference="NMC-26-7K3F-9QXW",
        owner=cast.force.id,
        account=cast.partner.id,
    )
    actions.queue(notice=notice, by=cast.acting_preparer, at=AT)
    with pytest.raises(IntegrityError):
        entries.overwrite(rows=Notice.objects.all(), changes=changes, by=cast.acting_officer, at=AT)
