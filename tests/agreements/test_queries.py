from datetime import date, timedelta

import pytest

from needshare.agreements import actions, queries
from needshare.agreements.rules import NamedPerson, Party
from needshare.agreements.terms import Status
from needshare.kernel import Unknown, new_id
from tests.agreements.builders import REFERENCE, agreed, in_force, parties
from tests.cast import AT, Cast, acting, force, person

TODAY = AT.date()


def facts(cast: Cast, organisation=None, *, account=None, name: str = "", on: date = TODAY):
    return queries.facts_between(
        owner=cast.force.id,
        organisation=(organisation or cast.council).id,
        requester=account,
        requester_name=name,
        on=on,
    )


def test_the_engine_is_told_what_was_agreed(cast: Cast):
    in_force(cast, prohibited=["health"], prohibited_purposes=["insurance_claim"])
    (told,) = facts(cast, account=cast.partner.id)
    assert (told.reference, told.version, told.status) == (REFERENCE, 3, "in_force")
    assert told.purposes == {"asb_prevention", "prevent_detect_crime"}
    assert told.categories == {"identity", "contact_address", "incident_log", "court_orders"}
    assert (told.ceiling, told.methods) == ("official_sensitive", {"portal", "gov_tls_email"})
    assert told.discloser_is_party
    assert told.recipient_is_party
    assert told.requester_is_named
    assert told.clauses == {"purposes": "4.1", "categories": "8.2"}
    assert facts(cast, cast.housing) == ()


@pytest.mark.parametrize(
    ("part", "name", "is_named"),
    [
        ("partner", "", True),
        ("contact_point", "", True),
        ("partner_administrator", "", False),
        (None, "r hale", True),
        (None, "R. Hall", False),
        (None, "", False),
        ("partner_administrator", "R. Hale", True),
    ],
)
def test_a_named_user_or_contact_point_may_ask(cast: Cast, part, name, is_named):
    in_force(cast)
    account = getattr(cast, part).id if part else None
    (told,) = facts(cast, account=account, name=name)
    assert told.requester_is_named is is_named
    asked = {"owner": cast.force.id, "organisation": cast.council.id, "account": account, "name": name}
    assert queries.is_named_user("nmc-isa-014", **asked, on=TODAY) is is_named
    assert not queries.is_named_user("NMC-ISA-099", **asked, on=TODAY)
    assert not queries.is_named_user("nul\x00", **asked, on=TODAY)


def test_a_named_user_may_ask_for_as_long_as_named(cast: Cast):
    left = NamedPerson(cast.council.id, account=cast.partner.id, ends_on=date(2026, 1, 31))
    in_force(cast, named_users=[left])
    assert not facts(cast, account=cast.partner.id)[0].requester_is_named
    assert facts(cast, account=cast.partner.id, on=date(2026, 1, 31))[0].requester_is_named


def test_who_has_not_signed_is_not_a_party_yet(cast: Cast):
    three = [*parties(cast), Party(cast.housing.id)]
    in_force(cast, parties=three, named_users=[NamedPerson(cast.housing.id, account=cast.outsider.id)])
    (told,) = facts(cast, cast.housing, account=cast.outsider.id)
    assert not told.recipient_is_party
    standing = {"owner": cast.force.id, "organisation": cast.housing.id, "on": TODAY}
    assert queries.standing(REFERENCE, **standing) is None
    asked = {**standing, "account": cast.outsider.id, "name": ""}
    assert not queries.is_named_user(REFERENCE, **asked)


def test_an_ended_a_draft_and_a_replaced_agreement_are_told_apart(cast: Cast):
    in_force(cast, "NMC-ISA-021", ends_on=date(2026, 3, 15), review_on=date(2026, 1, 1))
    in_force(cast, "NMC-ISA-030", parties=parties(cast, signed_on=None))
    in_force(cast, "NMC-ISA-040", starts_on=date(2026, 4, 1))
    in_force(cast, "NMC-ISA-050")
    actions.withdraw(reference="NMC-ISA-050", reason="Over.", by=cast.acting_information_manager, at=AT)
    told = {each.reference: each.status for each in facts(cast)}
    assert told == {"NMC-ISA-021": "expired", "NMC-ISA-040": "in_force", "NMC-ISA-050": "withdrawn"}
    assert facts(cast, on=date(2026, 3, 15))[0].status == "in_force"


def test_whether_an_organisation_is_signed_up_is_answered_with_its_ground(cast: Cast):
    in_force(cast)
    viewer = cast.acting_officer
    yes = queries.signed_up(cast.council.id, purpose="asb_prevention", at=AT, viewer=viewer)
    assert (yes.is_signed_up, yes.codes) == (True, ())
    assert yes.under[0].agreement.reference == REFERENCE
    assert yes.under[0].partners == ["Wexcombe Borough Council"]
    no = queries.signed_up(cast.council.id, purpose="insurance_claim", at=AT, viewer=viewer)
    assert (no.is_signed_up, no.codes) == (False, ("purpose_out_of_scope",))
    none = queries.signed_up(cast.housing.id, purpose="asb_prevention", at=AT, viewer=viewer)
    assert (none.is_signed_up, none.codes) == (False, ("partner_not_signed",))


@pytest.mark.parametrize(
    ("changed", "act", "code"),
    [
        ({"ends_on": date(2026, 3, 15), "review_on": date(2026, 1, 1)}, None, "isa_expired"),
        ({"starts_on": date(2026, 4, 1)}, None, "isa_not_started"),
        ({}, actions.suspend, "isa_suspended"),
        ({}, actions.withdraw, "isa_withdrawn"),
    ],
)
def test_what_stands_in_the_way_is_named(cast: Cast, changed, act, code):
    in_force(cast, **changed)
    if act:
        act(reference=REFERENCE, reason="Because.", by=cast.acting_information_manager, at=AT)
    answer = queries.signed_up(cast.council.id, purpose="asb_prevention", at=AT, viewer=cast.acting_officer)
    assert answer.codes == (code,)


def test_a_partner_that_has_not_signed_is_not_signed_up(cast: Cast):
    in_force(cast, parties=[*parties(cast), Party(cast.housing.id)])
    answer = queries.signed_up(cast.housing.id, purpose="asb_prevention", at=AT, viewer=cast.acting_officer)
    assert (answer.is_signed_up, answer.codes) == (False, ("partner_not_signed",))


def test_one_agreement_that_covers_is_enough(cast: Cast):
    in_force(cast, "NMC-ISA-021", ends_on=date(2026, 3, 15), review_on=date(2026, 1, 1))
    in_force(cast)
    answer = queries.signed_up(cast.council.id, purpose="asb_prevention", at=AT, viewer=cast.acting_officer)
    assert answer.is_signed_up
    assert [(line.agreement.reference, code) for line, code in answer.not_under] == [
        ("NMC-ISA-021", "isa_expired")
    ]


def test_the_register_is_read_page_by_page(cast: Cast):
    for number in (5, 1, 4, 2, 3):
        in_force(cast, f"NMC-ISA-{number:03d}")
    seen, after = [], ""
    while after is not None:
        page = queries.register(cast.acting_officer, at=AT, after=after, limit=2)
        seen += [line.agreement.reference for line in page.lines]
        after = page.after
    assert seen == [f"NMC-ISA-{number:03d}" for number in (1, 2, 3, 4, 5)]
    for key in ("nul\x00", "", "NMC-ISA-000", "NMC-ISA-000.zz"):
        first = queries.register(cast.acting_officer, at=AT, after=key, limit=1).lines[0]
        assert first.agreement.reference == "NMC-ISA-001"


def test_a_partner_of_two_forces_with_one_reference_sees_both(cast: Cast):
    in_force(cast)
    southmoor = force("SMC", "Southmoor Police")
    keeper = person(southmoor, "j.doe", *cast.information_manager.roles)
    both = [Party(southmoor.id, None, AT.date()), Party(cast.council.id, None, AT.date())]
    theirs = agreed(cast, owner_person=keeper.id, parties=both, named_users=())
    actions.add(reference=REFERENCE, agreed=theirs, by=acting(keeper), at=AT)
    first = queries.register(cast.acting_partner, at=AT, limit=1)
    second = queries.register(cast.acting_partner, at=AT, limit=1, after=first.after)
    owners = {line.agreement.owner_id for page in (first, second) for line in page.lines}
    assert owners == {cast.force.id, southmoor.id}
    assert second.after is None


def test_the_register_says_what_each_agreement_is_today(cast: Cast):
    in_force(cast, "NMC-ISA-021", ends_on=date(2026, 3, 15), review_on=date(2026, 1, 1))
    in_force(cast, review_on=date(2026, 3, 15))
    lines = queries.register(cast.acting_officer, at=AT).lines
    assert [(each.agreement.reference, each.status, each.is_review_overdue) for each in lines] == [
        (REFERENCE, Status.IN_FORCE, True),
        ("NMC-ISA-021", Status.EXPIRED, True),
    ]


def test_a_partner_sees_its_own_agreements_and_its_own_people(cast: Cast):
    both = [*parties(cast), Party(cast.housing.id, None, date(2024, 3, 1))]
    people = [
        NamedPerson(cast.council.id, account=cast.partner.id),
        NamedPerson(cast.housing.id, account=cast.outsider.id),
    ]
    in_force(cast)
    in_force(cast, "NMC-ISA-030", parties=both, named_users=people)
    outsider, partner = cast.acting_outsider, cast.acting_partner
    assert [line.agreement.reference for line in queries.register(outsider, at=AT).lines] == ["NMC-ISA-030"]
    assert len(queries.register(partner, at=AT).lines) == 2
    (version,) = queries.agreement("NMC-ISA-030", viewer=outsider).versions.all()
    assert [user.account_id for user in version.named_users.all()] == [cast.outsider.id]
    with pytest.raises(Unknown):
        queries.agreement(REFERENCE, viewer=outsider)


def test_another_force_sees_none(cast: Cast):
    in_force(cast)
    other = acting(person(force("SMC", "Southmoor Police"), "j.doe", *cast.information_manager.roles))
    assert queries.register(other, at=AT).lines == []
    between = {"owner": cast.force.id, "organisation": cast.council.id, "on": TODAY}
    assert queries.agreements_between(**between, viewer=other) == []
    assert len(queries.agreements_between(**between, viewer=cast.acting_officer)) == 1
    with pytest.raises(Unknown):
        queries.agreement(REFERENCE, viewer=other)


@pytest.mark.parametrize("reference", ["NMC-ISA-099", "", "nul\x00", "N" * 200])
def test_what_is_no_agreement_is_unknown(cast: Cast, reference):
    with pytest.raises(Unknown):
        queries.agreement(reference, viewer=cast.acting_officer)


def test_reads_take_the_same_statements_whatever_the_number(cast: Cast, django_assert_num_queries):
    viewer = cast.acting_officer
    reads = (
        lambda: queries.register(viewer, at=AT).lines,
        lambda: facts(cast, account=cast.partner.id),
        lambda: queries.signed_up(cast.council.id, purpose="asb_prevention", at=AT, viewer=viewer).under,
        lambda: [*queries.agreement("NMC-ISA-001", viewer=viewer).versions.all()[0].named_users.all()],
    )
    for most, number in ((1, 1), (9, 9)):
        for each in range(1, number + 1):
            if each > 1 or most == 1:
                in_force(cast, f"NMC-ISA-{each:03d}")
        for read, statements in zip(reads, (3, 4, 4, 4), strict=True):
            with django_assert_num_queries(statements):
                assert read()


def test_an_agreement_of_nobody_else_is_named_in_words(cast: Cast):
    version = in_force(cast)
    page = queries.agreement(REFERENCE, viewer=cast.acting_officer)
    assert str(page) == REFERENCE
    assert str(version).endswith("v3")
    assert cast.council.id.hex[:8] in str(version.parties.all()[1]).replace("-", "")
    assert "named user" in str(version.named_users.first())
    assert queries.contact_points(version) == [cast.information_manager.id, cast.contact_point.id]
    assert new_id() not in queries.contact_points(version)
    assert version.is_review_overdue(TODAY + timedelta(days=365))
