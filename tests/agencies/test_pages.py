"""The pages of the register, used as its keepers and its organisations use them."""

import pytest

from needshare.agencies.models import Organisation, ParticularsProposal, Unit, VerifiedDomain
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db

NEW = {
    "code": "TOL",
    "name": "Tolland Academy",
    "legal_type": "school_or_college",
    "jurisdiction": "england_and_wales",
    "switchboard": "01632 960300",
}
DOMAIN = {
    "domain": "tolland.example",
    "evidence": "Published, confirmed by the switchboard.",
    "expires_on-day": "1",
    "expires_on-month": "3",
    "expires_on-year": "2099",
}
CHANGES = (
    "change",
    "domains/add",
    "domains/wexcombe.example/end",
    "suspend",
    "reinstate",
    "units/add",
)


def test_an_agency_is_added_verified_and_given_units(cast):
    keeper = signed_in(cast.administrator)
    assert keeper.post("/organisations/add", NEW).status_code == 302
    assert keeper.post("/organisations/TOL/domains/add", DOMAIN).status_code == 302
    assert keeper.post("/organisations/TOL/units/add", {"name": "Hub"}).status_code == 302
    unit = Unit.objects.get(name="Hub")
    renamed = keeper.post(f"/organisations/TOL/units/{unit.pk}/rename", {"new_name": "Safety hub"})
    assert renamed.status_code == 302
    shown = keeper.get("/organisations/TOL").content.decode()
    for words in ("Tolland Academy", "tolland.example", "confirmed by the switchboard", "Safety hub"):
        assert words in shown
    assert keeper.post(f"/organisations/TOL/units/{unit.pk}/close").status_code == 302
    assert (
        keeper.post("/organisations/TOL/domains/tolland.example/end", {"reason": "Sold."}).status_code == 302
    )
    assert not VerifiedDomain.objects.filter(domain="tolland.example").exists()
    assert "Tolland Academy" in keeper.get("/organisations").content.decode()


def test_what_is_wrong_is_said_beside_its_field(cast):
    keeper = signed_in(cast.administrator)
    answer = keeper.post("/organisations/add", {**NEW, "code": "T!"})
    assert answer.status_code == 422
    assert "2 to 12 capital letters" in answer.content.decode()
    alike = keeper.post("/organisations/AHA/domains/add", {**DOMAIN, "domain": "wexc0mbe.example"})
    assert alike.status_code == 422
    assert "looks like a domain of another organisation" in alike.content.decode()
    told = keeper.post(
        "/organisations/AHA/domains/add", {**DOMAIN, "domain": "wexc0mbe.example", "is_told_apart": "on"}
    )
    assert told.status_code == 302


def test_a_suspended_organisation_ends_at_its_peoples_next_page(cast):
    partner, keeper = signed_in(cast.partner), signed_in(cast.administrator)
    assert partner.get("/organisations").status_code == 200
    assert keeper.post("/organisations/WBC/suspend", {"reason": "Merged."}).status_code == 302
    assert "/account/sign-in" in partner.get("/organisations").headers["Location"]
    assert keeper.post("/organisations/WBC/reinstate", {"reason": "Settled."}).status_code == 302


def test_a_partners_administrator_reads_own_page_and_proposes(cast):
    own = signed_in(cast.partner_administrator)
    shown = own.get("/organisations/WBC").content.decode()
    assert "/organisations/WBC/propose" in shown
    assert "/organisations/WBC/change" not in shown
    assert "confirmed by its switchboard" not in shown
    assert own.get("/organisations/AHA").status_code == 404
    for path in CHANGES[:-1]:
        assert own.get(f"/organisations/WBC/{path}").status_code == 403, path
    entry = {**NEW, "name": "Wexcombe Borough Council", "legal_type": "local_authority", "reason": "Moved."}
    assert own.post("/organisations/WBC/propose", entry).status_code == 302
    proposal = ParticularsProposal.objects.get()
    accept = f"/organisations/proposals/{proposal.pk}/accept"
    assert accept not in own.get("/organisations/WBC").content.decode()
    assert own.post(accept).status_code == 403
    keeper = signed_in(cast.information_manager)
    assert accept in keeper.get("/organisations/WBC").content.decode()
    assert keeper.post(accept).status_code == 302
    assert Organisation.objects.get(code="WBC").switchboard == "01632 960300"


def test_a_proposal_can_be_declined(cast):
    entry = {**NEW, "reason": "Renamed."}
    signed_in(cast.partner_administrator).post("/organisations/WBC/propose", entry)
    proposal = ParticularsProposal.objects.get()
    keeper = signed_in(cast.administrator)
    assert keeper.post(f"/organisations/proposals/{proposal.pk}/decline").status_code == 302
    assert Organisation.objects.get(code="WBC").name == "Wexcombe Borough Council"


@pytest.mark.parametrize("part", ["officer", "decider", "auditor", "partner", "contact_point", "standards"])
def test_nobody_else_gets_a_page_that_changes_the_register(cast, part):
    client = signed_in(getattr(cast, part))
    assert client.get("/organisations/add").status_code == 403
    for path in (*CHANGES, "propose"):
        assert client.get(f"/organisations/WBC/{path}").status_code == 403, path


def test_own_units_are_kept_by_the_partners_administrator(cast):
    own = signed_in(cast.partner_administrator)
    assert own.post("/organisations/WBC/units/add", {"name": "Hub"}).status_code == 302
    assert own.get("/organisations/AHA/units/add").status_code == 404
    foreign = Unit.objects.get(name="Hub")
    assert own.get(f"/organisations/NMC/units/{foreign.pk}/rename").status_code == 403
    keeper = signed_in(cast.administrator)
    assert keeper.get(f"/organisations/AHA/units/{foreign.pk}/rename").status_code == 404
