"""An independent tester goes through all of SCIM against the running server."""

from datetime import UTC, datetime, timedelta

import httpx2
import pytest
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_tester import Status, check_server

from needshare.provisioning import actions
from tests.cast import acting


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_an_independent_tester_finds_nothing_wrong(cast, live_server):
    now = datetime.now(UTC)
    _token, secret = actions.issue_token(
        organisation="WBC",
        label="Tester",
        expires_at=now + timedelta(days=1),
        by=acting(cast.partner_administrator, at=now),
        at=now,
    )
    headers = {"Authorization": f"Bearer {secret}"}
    with httpx2.Client(base_url=f"{live_server.url}/scim/v2", headers=headers) as http:
        results = check_server(SyncSCIMClient(http))
    wrong = [f"{each.title}: {each.reason}" for each in results if each.status is not Status.SUCCESS]
    allowed = [each for each in wrong if "skipped" in each.lower()]
    assert [each for each in wrong if each not in allowed] == []
    assert len(results) > 50
