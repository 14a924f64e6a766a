"""Which forces somebody deals with, and that nobody is shown the rows of another on PostgreSQL."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import connection

from needshare.accounts.models import Account
from needshare.accounts.rules import operator
from needshare.accounts.terms import Role
from needshare.agencies.models import Organisation, Unit
from needshare.agencies.row_policies import owner_columns
from needshare.audit.recording import consulted, current_entry, recorded
from needshare.audit.sealing import tick
from needshare.audit.terms import Operation
from needshare.disclosure.models import Delivery
from needshare.intake import actions as intake
from needshare.intake.actions import Sender
from needshare.intake.terms import RequestChannel
from needshare.jobs import worker as jobs
from needshare.jobs.queue import enqueue
from needshare.jobs.registry import job
from needshare.kernel import Actor
from needshare.kernel.actors import worker
from needshare.kernel.sight import INSTALLATION, Sight, looking, of_actor
from needshare.pathway import actions as pathway
from needshare.pathway.models import AccessRequest, SharingCase
from needshare.pathway.terms import Stage
from tests.cast import AT, Cast, acting, force, person
from tests.signing_in import signed_in
from tests.story import Story, agree, asking, begin

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="row-level security is PostgreSQL's"),
]
REGISTER = ("agencies_organisation", "agencies_unit", "agencies_verifieddomain")


@pytest.fixture
def elsewhere() -> Organisation:
    return force("EMC", "Eastmere Constabulary")


@pytest.fixture
def stranger(elsewhere: Organisation) -> Account:
    return person(elsewhere, "o.lund", Role.OFFICER)


def shown(sight: Sight, owner: Organisation) -> dict[str, int]:
    """Count, by SQL past every access rule, the rows of one owner that each table shows."""
    found = {}
    with looking(sight), connection.cursor() as cursor:
        for table, column in owner_columns().items():
            cursor.execute(f'SELECT count(*) FROM "{table}" WHERE "{column}" = %s', [owner.pk])
            found[table] = cursor.fetchone()[0]
    return {table: count for table, count in found.items() if count and table not in REGISTER}


def has_requested(cast: Cast, to: Organisation) -> None:
    sender = Sender(to.code, cast.council.code, RequestChannel.PORTAL)
    intake.submit(sender=sender, asking=asking(), by=cast.acting_partner, at=AT)


def has_asked_for_access(cast: Cast, to: Organisation) -> None:
    pathway.ask_for_access(
        reference="EMC-26-AAAA-AAAA",
        purpose="related",
        words="Named in a letter from the court.",
        force=to.code,
        by=cast.acting_partner,
        at=AT,
    )


def test_no_row_of_a_force_is_shown_to_another_in_any_table(cast: Cast, stranger: Account):
    begin(cast).to(Stage.RELEASED)
    assert len(shown(INSTALLATION, cast.force)) > 20
    assert shown(of_actor(acting(stranger)), cast.force) == {}


def test_a_partner_is_shown_no_row_of_a_force_it_does_not_deal_with(cast: Cast, stranger: Account):
    begin(cast).to(Stage.RELEASED)
    partner = of_actor(cast.acting_partner)
    assert shown(partner, cast.force)
    assert shown(INSTALLATION, stranger.owner)
    assert shown(partner, stranger.owner) == {}
    assert shown(of_actor(cast.acting_outsider), cast.force) == {}


@pytest.mark.parametrize("deal", [has_requested, has_asked_for_access])
def test_a_partner_deals_with_a_force_once_it_has_asked_it_something(
    cast: Cast, stranger: Account, deal: Callable[[Cast, Organisation], None]
):
    partner = of_actor(cast.acting_partner)
    assert not shown(partner, stranger.owner)
    deal(cast, stranger.owner)
    assert "accounts_account" in shown(partner, stranger.owner)
    assert not shown(partner, cast.force), "that it asked one says nothing of another"


def test_a_partner_deals_with_the_forces_it_has_an_agreement_with(cast: Cast):
    partner = of_actor(cast.acting_partner)
    assert not shown(partner, cast.force)
    agree(Story(cast))
    assert "agreements_agreement" in shown(partner, cast.force)
    assert not shown(of_actor(cast.acting_outsider), cast.force)


@recorded(Operation.ALTERATION)
def address_to(account: Account, *, by: Actor, at: datetime) -> None:
    Delivery.objects.update(account=account, recorded_as=current_entry())


def test_a_partner_deals_with_a_force_that_sent_its_person_something(cast: Cast):
    begin(cast).to(Stage.RELEASED)
    assert not shown(of_actor(cast.acting_outsider), cast.force)
    address_to(cast.outsider, by=operator(at=AT), at=AT)
    assert "disclosure_package" in shown(of_actor(cast.acting_outsider), cast.force)


def test_every_partner_knows_how_to_reach_every_force(cast: Cast, elsewhere: Organisation):
    unit_at(elsewhere, by=operator(at=AT), at=AT)
    with looking(of_actor(cast.acting_outsider)):
        assert Organisation.objects.filter(kind="force").count() == 2
        assert Unit.objects.filter(owner=elsewhere).exists()


@recorded(Operation.ADMINISTRATION)
def unit_at(owner: Organisation, *, by: Actor, at: datetime) -> None:
    Unit.objects.create(owner=owner, name="Central disclosure")


@pytest.fixture
def sent_across(cast: Cast, stranger: Account) -> Story:
    """Give a package of one force that is addressed to an officer of another."""
    released = begin(cast, at=datetime.now(UTC)).to(Stage.RELEASED)
    address_to(stranger, by=operator(at=AT), at=AT)
    tick(at=released.at)
    return released


def test_what_is_sent_to_another_force_is_listed_for_its_recipient_and_nobody_else_there(
    sent_across: Story, stranger: Account
):
    colleague = person(stranger.owner, "t.brask", Role.OFFICER)
    for reader, count in ((stranger, 1), (colleague, 0)):
        page = signed_in(reader).get("/packages").content.decode()
        assert page.count(f'/packages/{sent_across.reference}"') == count


def test_a_package_from_another_force_is_read_and_acknowledged_in_the_browser(
    sent_across: Story, stranger: Account
):
    browser = signed_in(stranger)
    page = f"/packages/{sent_across.reference}"
    assert browser.post(f"{page}/accept", {"accepted": "on"}).status_code == 302
    assert browser.get(f"{page}/read").status_code == 200
    assert browser.post(f"{page}/acknowledge", {"received": "on"}).status_code == 302
    assert SharingCase.objects.get(reference=sent_across.reference).stage == Stage.ACKNOWLEDGED


def test_a_package_from_another_force_shows_no_more_of_it_than_while_it_is_dealt_with(
    sent_across: Story, stranger: Account
):
    assert shown(of_actor(acting(stranger)), sent_across.cast.force) == {}


@consulted(Operation.CONSULTATION, admitted_by=lambda **asked: None)
def look_at_all(found: None, *, by: Actor, at: datetime) -> set[UUID]:
    return set(Account.objects.values_list("owner", flat=True))


def test_a_look_that_was_admitted_reads_as_its_actor_sees(cast: Cast, stranger: Account):
    begin(cast)
    own = {cast.force.pk, cast.council.pk, cast.housing.pk}
    assert look_at_all(by=cast.acting_officer, at=AT) == own
    assert look_at_all(by=cast.acting_partner, at=AT) == {cast.force.pk, cast.council.pk}


@recorded(Operation.ALTERATION)
def done_for(owner: UUID, *, by: Actor, at: datetime) -> set[UUID]:
    """Return whose cases and people of forces the work for one owner meets."""
    forces = set(Organisation.objects.filter(kind="force").values_list("pk", flat=True))
    people = set(Account.objects.filter(owner__in=forces).values_list("owner", flat=True))
    return people | set(SharingCase.objects.values_list("owner", flat=True))


def test_a_job_finds_what_is_due_everywhere_and_does_it_with_the_sight_of_its_owner(
    cast: Cast, elsewhere: Organisation
):
    for each in (cast.force, elsewhere):
        has_requested(cast, each)
    met: dict[UUID, set[UUID]] = {}

    def for_each(*, at: datetime) -> None:
        for owner in SharingCase.objects.values_list("owner", flat=True):
            met[owner] = done_for(owner, by=worker(owner), at=at)

    job("test.for_each_owner")(for_each)
    enqueue("test.for_each_owner", at=AT)
    with looking(INSTALLATION, has_end=False):
        while jobs.step(at=AT, clock=lambda: AT):
            pass
    assert met == {cast.force.pk: {cast.force.pk}, elsewhere.pk: {elsewhere.pk}}


def test_asking_for_access_is_shown_to_who_asked_and_to_the_force_that_was_asked(
    cast: Cast, stranger: Account
):
    has_asked_for_access(cast, stranger.owner)
    for actor, count in ((cast.acting_partner, 1), (acting(stranger), 1), (cast.acting_officer, 0)):
        with looking(of_actor(actor)):
            assert AccessRequest.objects.count() == count
