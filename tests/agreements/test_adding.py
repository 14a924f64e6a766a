from dataclasses import replace
from datetime import date, timedelta

import pytest

from needshare.agreements import actions, queries
from needshare.agreements.models import Agreement, AgreementVersion
from needshare.agreements.rules import NamedPerson, Party
from needshare.agreements.terms import Status
from needshare.kernel import Blocked, Conflict, Invalid, Unknown, new_id
from tests import entries
from tests.agreements.builders import REFERENCE, agreed, in_force, parties
from tests.cast import AT, Cast, acting, force, person


def test_an_agreement_signed_by_both_sides_is_in_force(cast: Cast):
    version = in_force(cast)
    assert (version.status, version.number) == (Status.IN_FORCE, 3)
    page = queries.agreement(REFERENCE, viewer=cast.acting_officer)
    assert page.title == "Tackling anti-social behaviour together"
    (shown,) = page.versions.all()
    assert [party.organisation.code for party in shown.parties.all()] == ["NMC", "WBC"]
    assert [party.contact_point.username for party in shown.parties.all()] == ["s.tarn@nmc", "a.prewett@wbc"]
    assert [(user.account_id, user.name) for user in shown.named_users.all()] == [
        (cast.partner.id, ""),
        (None, "R. Hale"),
    ]
    assert shown.named_users.all()[0].ends_on == date(2027, 3, 15)
    assert shown.clauses == {"purposes": "4.1", "categories": "8.2"}


def test_the_entry_names_reference_version_and_status(cast: Cast):
    in_force(cast)
    event = entries.newest("agreements.add")
    assert (event.operation, event.references) == ("administration", (REFERENCE,))
    assert event.said == {"version": 3, "status": "in_force"}


def test_until_enough_have_signed_it_is_a_draft(cast: Cast):
    version = in_force(cast, parties=parties(cast, signed_on=None))
    assert version.status == Status.DRAFT
    by = cast.acting_information_manager
    sign = {"reference": REFERENCE, "signed_on": AT.date(), "by": by, "at": AT}
    assert actions.record_signature(**sign, organisation=cast.force.id).status == Status.DRAFT
    assert actions.record_signature(**sign, organisation=cast.council.id).status == Status.IN_FORCE
    assert entries.newest("agreements.record_signature").said["status"] == "in_force"
    with pytest.raises(Conflict):
        actions.record_signature(**sign, organisation=cast.council.id)
    with pytest.raises(Unknown):
        actions.record_signature(**sign, organisation=cast.housing.id)
    with pytest.raises(Invalid):
        actions.record_signature(
            **sign | {"signed_on": AT.date() + timedelta(days=1)}, organisation=cast.force.id
        )


def test_a_third_party_may_sign_later(cast: Cast):
    three = [*parties(cast), Party(cast.housing.id)]
    in_force(cast, parties=three)
    by = cast.acting_information_manager
    signed = actions.record_signature(
        reference=REFERENCE, organisation=cast.housing.id, signed_on=AT.date(), by=by, at=AT
    )
    assert signed.status == Status.IN_FORCE


def test_a_reference_is_used_once(cast: Cast):
    in_force(cast)
    with pytest.raises(Conflict) as conflict:
        in_force(cast)
    assert conflict.value.reason == "There is already an agreement with this reference."
    assert Agreement.objects.count() == 1


def test_another_force_may_use_the_same_reference(cast: Cast):
    in_force(cast)
    southmoor = force("SMC", "Southmoor Police")
    keeper = person(southmoor, "j.doe", *cast.information_manager.roles)
    theirs = agreed(
        cast,
        owner_person=keeper.id,
        parties=[Party(southmoor.id, None, AT.date()), Party(cast.council.id, None, AT.date())],
        named_users=(),
    )
    actions.add(reference=REFERENCE, agreed=theirs, by=acting(keeper), at=AT)
    assert queries.agreement(REFERENCE, viewer=acting(keeper)).owner_id == southmoor.id
    assert queries.agreement(REFERENCE, viewer=cast.acting_officer).owner_id == cast.force.id


@pytest.mark.parametrize("part", ["officer", "preparer", "partner", "contact_point", "administrator"])
def test_only_information_management_enters_agreements(cast: Cast, part):
    by = getattr(cast, f"acting_{part}")
    with pytest.raises(Blocked) as blocked:
        actions.add(reference=REFERENCE, agreed=agreed(cast), by=by, at=AT)
    assert blocked.value.reason == "Only information management may add an agreement."
    assert (entries.newest().act, entries.newest().ending) == ("agreements.add", "blocked")
    in_force(cast)
    for act in (
        lambda: actions.add_version(reference=REFERENCE, agreed=agreed(cast, number=4), by=by, at=AT),
        lambda: actions.record_signature(
            reference=REFERENCE, organisation=cast.council.id, signed_on=AT.date(), by=by, at=AT
        ),
    ):
        with pytest.raises((Blocked, Unknown)):
            act()
    assert AgreementVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": " "}, "title"),
        ({"purposes": ["gossip"]}, "purposes"),
        ({"methods": ["fax"]}, "methods"),
        ({"clauses": {"weather": "9"}}, "clauses"),
        ({"review_on": date(2020, 1, 1)}, "review_on"),
        ({"owner_person": new_id()}, "owner_person"),
        ({"parties": []}, "parties"),
        ({"named_users": [NamedPerson(new_id(), new_id())]}, "named_users"),
    ],
)
def test_what_cannot_be_agreed_is_named_and_changes_nothing(cast: Cast, changed, field):
    before = entries.count()
    with pytest.raises(Invalid) as invalid:
        in_force(cast, **changed)
    assert field in [error.field for error in invalid.value.errors]
    assert (Agreement.objects.count(), entries.count()) == (0, before)


def test_parties_and_people_must_be_known_and_belong_together(cast: Cast):
    stranger = Party(new_id(), None, AT.date())
    wrong_contact = Party(cast.council.id, cast.outsider.id, AT.date())
    partner_as_owner = {"owner_person": cast.partner.id}
    wrong_user = {"named_users": [NamedPerson(cast.council.id, account=cast.outsider.id)]}
    for changed, field in (
        ({"parties": [*parties(cast), stranger]}, "parties"),
        ({"parties": [parties(cast)[0], wrong_contact]}, "parties"),
        (partner_as_owner, "owner_person"),
        (wrong_user, "named_users"),
    ):
        with pytest.raises(Invalid) as invalid:
            in_force(cast, **changed)
        assert [error.field for error in invalid.value.errors] == [field]


@pytest.mark.parametrize("reference", ["", "NMC ISA 14", "NMC/14", "N" * 41, "NMC\x00"])
def test_a_reference_is_capitals_digits_and_hyphens(cast: Cast, reference):
    with pytest.raises(Invalid) as invalid:
        in_force(cast, reference)
    assert [error.field for error in invalid.value.errors] == ["reference"]


def test_a_new_version_replaces_the_one_that_stands(cast: Cast):
    in_force(cast)
    by = cast.acting_information_manager
    new = agreed(cast, number=4, title="Tackling it better", starts_on=AT.date(), review_on=AT.date())
    actions.add_version(reference=REFERENCE, agreed=new, by=by, at=AT)
    page = queries.agreement(REFERENCE, viewer=by)
    assert page.title == "Tackling it better"
    assert [(each.number, each.status) for each in page.versions.all()] == [
        (4, Status.IN_FORCE),
        (3, Status.SUPERSEDED),
    ]
    assert page.versions.all()[1].standing_changed_at == AT
    assert entries.newest("agreements.add_version").said["version"] == 4


def test_a_version_may_start_when_the_present_one_has_ended(cast: Cast):
    in_force(cast)
    new = agreed(
        cast,
        number=4,
        starts_on=date(2027, 3, 16),
        ends_on=date(2030, 3, 15),
        review_on=date(2027, 9, 16),
    )
    actions.add_version(reference=REFERENCE, agreed=new, by=cast.acting_information_manager, at=AT)
    versions = queries.agreement(REFERENCE, viewer=cast.acting_officer).versions.all()
    today = AT.date()
    assert [each.status_on(today) for each in versions] == [Status.NOT_STARTED, Status.IN_FORCE]
    assert queries.counting(versions, on=today).number == 3
    assert queries.counting(versions, on=date(2027, 3, 16)).number == 4


def test_a_version_that_would_stand_beside_another_is_blocked(cast: Cast):
    in_force(cast)
    new = agreed(cast, number=4, starts_on=AT.date() + timedelta(days=1))
    with pytest.raises(Blocked) as blocked:
        actions.add_version(reference=REFERENCE, agreed=new, by=cast.acting_information_manager, at=AT)
    assert blocked.value.codes == ("agreement_versions_overlap",)
    assert AgreementVersion.objects.count() == 1


def test_version_numbers_rise_and_one_draft_waits_at_a_time(cast: Cast):
    in_force(cast)
    by = cast.acting_information_manager
    with pytest.raises(Conflict):
        actions.add_version(reference=REFERENCE, agreed=agreed(cast, number=3), by=by, at=AT)
    unsigned = agreed(cast, number=4, parties=parties(cast, signed_on=None))
    draft = actions.add_version(reference=REFERENCE, agreed=unsigned, by=by, at=AT)
    assert draft.status == Status.DRAFT
    with pytest.raises(Conflict):
        actions.add_version(reference=REFERENCE, agreed=replace(unsigned, number=5), by=by, at=AT)
    for organisation in (cast.force.id, cast.council.id):
        actions.record_signature(
            reference=REFERENCE, organisation=organisation, signed_on=AT.date(), by=by, at=AT
        )
    versions = queries.agreement(REFERENCE, viewer=by).versions.all()
    assert [each.status for each in versions] == [Status.IN_FORCE, Status.SUPERSEDED]


def test_a_version_of_nothing_is_unknown(cast: Cast):
    by = cast.acting_information_manager
    for reference in ("NMC-ISA-099", "nul\x00", ""):
        with pytest.raises(Unknown):
            actions.add_version(reference=reference, agreed=agreed(cast), by=by, at=AT)
