"""Release and sending killed at random moments: nothing acknowledged is lost, nothing is half done."""

import hashlib
import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import connection

from needshare.accounts import actions as accounts
from needshare.audit import sealing
from needshare.audit.models import Entry
from needshare.audit.verification import verify
from needshare.crypto.packages import new_identity
from needshare.disclosure import queries
from needshare.disclosure.models import Delivery, Package
from needshare.intake import actions as intake
from needshare.intake.models import Draft, RequestedItem, RequestSubject, SharingRequest
from needshare.intake.terms import AskingPart
from needshare.notices.models import Notice
from needshare.pathway.models import SharingCase, Step
from needshare.pathway.terms import Stage
from needshare.tasks.models import Task
from tests.audit.test_crashes import address
from tests.cast import assemble
from tests.story import Story, begin

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
POOL = 20  # one is used up by each act that lived to its end


def kills() -> int:
    return 50 if connection.vendor == "sqlite" else 16


def let_die(act: str, keys: list[str]) -> list[str]:
    """Let an act die again and again; return what was acknowledged."""
    told = subprocess.run(
        [sys.executable, "-m", "tests.disclosure.dying_process", act, str(kills()), *keys],
        env=os.environ | {"NEEDSHARE_DATABASE_URL": address(), "DJANGO_SETTINGS_MODULE": "tests.settings"},
        stdout=subprocess.PIPE,
        timeout=240,
        check=True,
    )
    return [line.split()[1] for line in told.stdout.decode().splitlines() if line.startswith("acknowledged")]


def log_is_whole(story: Story) -> None:
    later = story.at + timedelta(minutes=5)
    sealing.tick(at=later)
    report = verify(deep=True, at=later)
    assert report.findings == []
    assert report.size == Entry.objects.count()


def test_release_killed_at_random_moments_is_done_whole_or_not_at_all():
    story = begin(assemble())
    recipient = new_identity().recipient
    accounts.set_age_recipient(recipient=recipient, by=story.by("partner"), at=story.at)
    story.to(Stage.SECOND_CHECKED)
    references = [story.reference]
    for _case in range(POOL - 1):
        more = Story(story.cast, items=story.items, subject=story.subject).to(Stage.SECOND_CHECKED)
        references.append(more.reference)
    acknowledged = let_die("release", references)
    released = 0
    for reference in references:
        released += is_whole(reference, told=acknowledged.count(reference))
    assert released == POOL  # those that died were released afterwards
    assert Entry.objects.filter(action="disclosure.release").count() == POOL
    log_is_whole(story)


def is_whole(reference: str, *, told: int) -> bool:
    """Check that everything a release writes is there, or nothing of it."""
    case = SharingCase.objects.get(reference=reference)
    package = Package.objects.get(case=case)
    is_released = case.stage == Stage.RELEASED
    assert (package.state == "released") is is_released
    assert (package.released_at is not None) is is_released
    assert Delivery.objects.filter(package=package).count() == is_released
    assert Step.objects.filter(case=case, act="disclosure.release").count() == is_released
    assert Notice.objects.filter(reference=reference, kind="package_ready").count() == is_released
    assert Task.objects.filter(record_id=case.pk, kind="chase_receipt").count() == is_released
    entries = Entry.objects.filter(action="disclosure.release", uuid=package.recorded_as_id)
    assert entries.count() == is_released
    assert told <= is_released
    assert len(queries.content_of(package)) == package.size
    for delivery in Delivery.objects.filter(package=package):
        sealed = queries.content_for(delivery)
        assert hashlib.sha256(sealed).hexdigest() == delivery.bytes_hash
    return is_released


def test_sending_killed_at_random_moments_is_done_whole_or_not_at_all():
    story = begin(assemble())
    drafts = [
        intake.save_draft(
            draft_id=None,
            force="NMC",
            part=AskingPart.NECESSITY,
            answers=story.asked,
            by=story.by("partner"),
            at=story.at,
        )
        for _draft in range(POOL)
    ]
    acknowledged = let_die("submit", [str(draft.pk) for draft in drafts])
    assert len(acknowledged) == len(set(acknowledged))
    sent = Draft.objects.filter(sent_at__isnull=False)
    assert set(acknowledged) <= {str(key) for key in sent.values_list("pk", flat=True)}
    assert sent.count() == POOL
    cases = list(SharingCase.objects.all())
    assert len(cases) == POOL
    for case in cases:
        asked = SharingRequest.objects.get(case=case)
        assert RequestedItem.objects.filter(sharing_request=asked).count() == 2
        assert RequestSubject.objects.filter(sharing_request=asked).count() == 1
        assert Step.objects.filter(case=case).count() == 1
        assert Notice.objects.filter(reference=case.reference, kind="request_received").count() == 1
        assert Task.objects.filter(record_id=case.pk, kind="claim_case").count() == 1
        assert Draft.objects.filter(recorded_as=case.recorded_as_id).count() == 1
    assert Entry.objects.filter(action="intake.submit").count() == POOL
    log_is_whole(story)
