from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from needshare.accounts.rules import operator
from needshare.accounts.terms import Role
from needshare.agencies import actions, queries
from needshare.agencies.access import OWN_UNITS, REGISTER
from needshare.agencies.models import Organisation, Unit, VerifiedDomain
from needshare.agencies.terms import Kind, LegalType, Particulars
from needshare.audit.models import Entry
from needshare.kernel import Blocked, Conflict, Invalid, Unknown
from tests.cast import AT, acting, force, person, unconfirmed

pytestmark = pytest.mark.django_db

SCHOOL = Particulars(name="Tolland Academy", legal_type=LegalType.SCHOOL_OR_COLLEGE)


def last_act() -> str:
    return Entry.objects.order_by("-id")[0].action


def register(by: Any, **changed: Any) -> Organisation:
    return actions.register_organisation(
        **{"code": "TOL", "kind": Kind.AGENCY, "particulars": SCHOOL, "by": by, "at": AT} | changed
    )


def test_the_roles_of_the_register_are_roles():
    assert set(REGISTER) | set(OWN_UNITS) <= set(Role)


def test_information_management_registers_an_agency(cast):
    made = register(cast.acting_information_manager, code=" tol ")
    assert (made.code, made.name, made.owner_id) == ("TOL", "Tolland Academy", made.id)
    assert made.is_active
    assert str(made) == "Tolland Academy"
    assert last_act() == "agencies.register_organisation"


@pytest.mark.parametrize(
    "part", ["officer", "decider", "auditor", "partner", "partner_administrator", "standards"]
)
def test_nobody_else_touches_the_register(cast, part):
    with pytest.raises(Blocked, match="Only information management") as refusal:
        register(getattr(cast, f"acting_{part}"))
    assert refusal.value.codes == ("not_a_register_keeper",)
    assert not Organisation.objects.filter(code="TOL").exists()
    assert last_act() == "agencies.register_organisation"


def test_a_force_is_added_at_the_command_line_only(cast):
    with pytest.raises(Blocked, match="command line") as refusal:
        register(cast.acting_administrator, kind=Kind.FORCE)
    assert refusal.value.codes == ("force_added_at_console",)
    assert register(operator(at=AT), kind=Kind.FORCE).is_force


def test_a_code_is_given_once(cast):
    register(cast.acting_administrator)
    with pytest.raises(Conflict, match="has this code"):
        register(cast.acting_administrator, particulars=replace(SCHOOL, name="Another"))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"code": "T"}, "code"),
        ({"code": "TOL/1"}, "code"),
        ({"code": "T" * 13}, "code"),
        ({"code": "1AB"}, "code"),
        ({"particulars": replace(SCHOOL, name=" ")}, "name"),
        ({"particulars": replace(SCHOOL, legal_type="castle")}, "legal_type"),
        ({"particulars": replace(SCHOOL, jurisdiction="moon")}, "jurisdiction"),
    ],
)
def test_what_is_missing_or_unknown_is_named(cast, changed, field):
    with pytest.raises(Invalid) as refusal:
        register(cast.acting_administrator, **changed)
    assert [error.field for error in refusal.value.errors] == [field]


def test_particulars_are_corrected_once(cast):
    corrected = Particulars(name="Wexcombe Council", legal_type=LegalType.LOCAL_AUTHORITY)
    by = cast.acting_information_manager
    assert actions.change_particulars(code="wbc", particulars=corrected, by=by, at=AT).name == corrected.name
    with pytest.raises(Conflict, match="already says this"):
        actions.change_particulars(code="wbc", particulars=corrected, by=by, at=AT)
    with pytest.raises(Unknown):
        actions.change_particulars(code="nil", particulars=corrected, by=by, at=AT)


def test_a_force_does_not_keep_another_forces_entry(cast):
    other = force("OTH", "Other Constabulary")
    stranger = acting(person(other, "x.other", Role.INFORMATION_MANAGEMENT))
    with pytest.raises(Blocked, match="Another force") as refusal:
        actions.change_particulars(code="NMC", particulars=SCHOOL, by=stranger, at=AT)
    assert refusal.value.codes == ("another_force",)
    assert actions.change_particulars(code="WBC", particulars=SCHOOL, by=stranger, at=AT)
    assert actions.change_particulars(code="NMC", particulars=SCHOOL, by=operator(at=AT), at=AT)


def test_an_organisation_is_deactivated_and_reactivated_with_a_reason(cast):
    by = cast.acting_administrator
    with pytest.raises(Invalid):
        actions.deactivate_organisation(code="WBC", reason=" ", by=by, at=AT)
    assert not actions.deactivate_organisation(code="WBC", reason="Left.", by=by, at=AT).is_active
    with pytest.raises(Conflict, match="already done"):
        actions.deactivate_organisation(code="WBC", reason="Left.", by=by, at=AT)
    assert actions.reactivate_organisation(code="WBC", reason="Back.", by=by, at=AT).is_active
    assert last_act() == "agencies.reactivate_organisation"


def verify(by: Any, **changed: Any) -> VerifiedDomain:
    usual = {
        "code": "WBC",
        "domain": "wexcombe.gov.example",
        "evidence": "Published; the switchboard confirmed it.",
        "expires_on": date(2027, 3, 16),
    }
    return actions.verify_domain(**usual | changed, by=by, at=AT)


def test_a_domain_is_verified_with_evidence_and_an_end(cast):
    made = verify(cast.acting_information_manager, domain="Wexcombe.GOV.example.")
    assert (made.domain, str(made)) == ("wexcombe.gov.example", "wexcombe.gov.example")
    assert made.is_in_force(on=date(2026, 3, 16))
    assert made.is_in_force(on=date(2027, 3, 16))
    assert not made.is_in_force(on=date(2027, 3, 17))
    assert made.domain in queries.verified_domains(cast.council.id, at=AT)


def test_verifying_again_replaces_evidence_and_dates(cast):
    verify(cast.acting_information_manager)
    verify(cast.acting_administrator, evidence="Seen again.", expires_on=date(2028, 1, 1))
    row = VerifiedDomain.objects.get(domain="wexcombe.gov.example")
    assert (row.evidence, row.expires_on) == ("Seen again.", date(2028, 1, 1))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"domain": "not a domain"}, "domain"),
        ({"domain": "nodots"}, "domain"),
        ({"domain": "gmail.com"}, "domain"),
        ({"evidence": ""}, "evidence"),
        ({"expires_on": date(2026, 3, 16)}, "expires_on"),
    ],
)
def test_a_domain_that_cannot_be_their_own_is_refused(cast, changed, field):
    with pytest.raises(Invalid) as refusal:
        verify(cast.acting_information_manager, **changed)
    assert [error.field for error in refusal.value.errors] == [field]


def test_a_withdrawn_domain_is_not_trusted(cast):
    by = cast.acting_information_manager
    with pytest.raises(Invalid):
        actions.withdraw_domain(code="WBC", domain="wexcombe.example", reason="", by=by, at=AT)
    actions.withdraw_domain(code="WBC", domain="wexcombe.example", reason="Lapsed.", by=by, at=AT)
    assert queries.verified_domains(cast.council.id, at=AT) == []
    with pytest.raises(Unknown):
        actions.withdraw_domain(code="WBC", domain="wexcombe.example", reason="Lapsed.", by=by, at=AT)


def test_units_are_added_and_closed_by_the_register_and_by_the_partners_administrator(cast):
    for by, code in ((cast.acting_administrator, "NMC"), (cast.acting_partner_administrator, "WBC")):
        made = actions.add_unit(code=code, name=" Hub ", by=by, at=AT)
        assert (made.name, str(made)) == ("Hub", "Hub")
        with pytest.raises(Conflict, match="already a unit"):
            actions.add_unit(code=code, name="Hub", by=by, at=AT)
        assert not actions.close_unit(code=code, name="Hub", by=by, at=AT).is_active
        with pytest.raises(Conflict, match="already done"):
            actions.close_unit(code=code, name="Hub", by=by, at=AT)
        with pytest.raises(Unknown):
            actions.close_unit(code=code, name="Nowhere", by=by, at=AT)
        with pytest.raises(Invalid):
            actions.add_unit(code=code, name=" ", by=by, at=AT)
    assert Unit.objects.count() == 2


def test_a_partners_administrator_keeps_no_other_organisations_units(cast):
    with pytest.raises(Unknown):
        actions.add_unit(code="AHA", name="Hub", by=cast.acting_partner_administrator, at=AT)
    with pytest.raises(Blocked):
        actions.add_unit(code="NMC", name="Hub", by=cast.acting_partner_administrator, at=AT)


TRUST = {"evidence": "Shared mail of the service.", "expires_on": date(2027, 3, 16)}


def test_two_organisations_may_verify_one_domain_they_share(cast):
    by = cast.acting_administrator
    shared = {"code": "AHA", "domain": "wexcombe.example", **TRUST, "by": by, "at": AT}
    with pytest.raises(Invalid) as refusal:
        actions.verify_domain(**shared)
    assert [each.field for each in refusal.value.errors] == ["domain"]
    actions.verify_domain(**shared, is_told_apart=True)
    assert VerifiedDomain.objects.filter(domain="wexcombe.example").count() == 2


@pytest.mark.parametrize("domain", ["wexc0mbe.example", "wexcombe-housing.example", "wexcornbe.example"])
def test_a_domain_that_looks_like_anothers_is_told_apart_first(cast, domain):
    by = cast.acting_administrator
    with pytest.raises(Invalid):
        actions.verify_domain(code="AHA", domain=domain, **TRUST, by=by, at=AT)
    actions.verify_domain(code="AHA", domain=domain, **TRUST, is_told_apart=True, by=by, at=AT)
    assert Entry.objects.order_by("-id")[0].action == "agencies.verify_domain"


def test_a_domain_like_ones_own_is_no_anothers(cast):
    by = cast.acting_administrator
    actions.verify_domain(code="WBC", domain="mail.wexcombe.example", **TRUST, by=by, at=AT)


def test_who_may_come_in_is_changed_only_by_somebody_just_confirmed(cast):
    stale = unconfirmed(cast.acting_administrator)
    for act in (
        lambda: actions.verify_domain(code="WBC", domain="new-borough.example", **TRUST, by=stale, at=AT),
        lambda: actions.deactivate_organisation(code="WBC", reason="Merged.", by=stale, at=AT),
        lambda: actions.reactivate_organisation(code="WBC", reason="Back.", by=stale, at=AT),
    ):
        with pytest.raises(Blocked) as refusal:
            act()
        assert refusal.value.codes == ("confirmation_needed",)


def test_nobody_ends_the_access_of_their_own_organisation(cast):
    with pytest.raises(Blocked) as refusal:
        actions.deactivate_organisation(code="NMC", reason="Mistake.", by=cast.acting_administrator, at=AT)
    assert refusal.value.codes == ("own_organisation",)


def test_a_unit_gets_another_name(cast):
    by = cast.acting_partner_administrator
    actions.add_unit(code="WBC", name="Hub", by=by, at=AT)
    actions.add_unit(code="WBC", name="Desk", by=by, at=AT)
    assert (
        actions.rename_unit(code="WBC", name="Hub", new_name=" Safety hub ", by=by, at=AT).name
        == "Safety hub"
    )
    with pytest.raises(Conflict):
        actions.rename_unit(code="WBC", name="Desk", new_name="Safety hub", by=by, at=AT)
    with pytest.raises(Unknown):
        actions.rename_unit(code="WBC", name="Hub", new_name="Other", by=by, at=AT)
    with pytest.raises(Invalid):
        actions.rename_unit(code="WBC", name="Desk", new_name=" ", by=by, at=AT)
    actions.close_unit(code="WBC", name="Desk", by=by, at=AT)
    with pytest.raises(Conflict):
        actions.rename_unit(code="WBC", name="Desk", new_name="Table", by=by, at=AT)
