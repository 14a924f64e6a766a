"""SCN-07 in part, by HTTP: SECRET is refused with what to do, the rest reaches the recipient with how it is handled."""

from datetime import UTC, datetime

from needshare.audit.sealing import tick
from needshare.documents.models import Item
from needshare.pathway.terms import Stage
from tests.cast import Cast
from tests.documents.test_views import filled
from tests.signing_in import signed_in
from tests.story import begin


def test_what_is_secret_never_enters_and_the_rest_is_read_with_its_rules(cast: Cast):
    at = datetime.now(UTC)
    story = begin(cast, at=at).to(Stage.UNDER_ASSESSMENT)
    preparer = signed_in(cast.preparer)
    refused = preparer.post("/items/add", filled(marking="secret", title="Operation Larch"), secure=True)
    assert refused.status_code == 403
    page = refused.content.decode()
    assert "ask its originator for a version marked OFFICIAL-SENSITIVE" in page
    assert "Larch" not in page
    assert Item.objects.count() == 2
    marked = {
        "marking": "official_sensitive",
        "handling": ["recipients_only"],
        "reason": "For the court alone.",
    }
    done = preparer.post(f"/items/held/{story.items[0].item_id}/marking", marked, secure=True)
    assert done.status_code == 302
    story.to(Stage.RELEASED)
    tick(at=at)
    partner, address = signed_in(cast.partner), f"/packages/{story.reference}"
    assert "How it must be handled" in partner.get(address, secure=True).content.decode()
    assert partner.post(f"{address}/accept", {"accepted": "on"}, secure=True).status_code == 302
    read = partner.get(f"{address}/read", secure=True).content.decode()
    assert "RECIPIENTS ONLY: Only the people it is addressed to may see it." in read
    assert "Larch" not in read
