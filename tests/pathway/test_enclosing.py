"""Compartments: opened with a sponsor, people in and out, cases put in and taken out by two people (A3, C8)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError

from needshare.accounts import queries as accounts
from needshare.accounts.actions import compartments
from needshare.accounts.models import Account, Compartment
from needshare.accounts.terms import Role
from needshare.audit.recording import current_entry, recorded
from needshare.audit.terms import Operation
from needshare.casework import queries as casework
from needshare.kernel import Actor, Blocked, Conflict, Invalid, Unknown
from needshare.pathway import actions, queries
from needshare.pathway.models import CaseAudience, EnclosureProposal
from needshare.pathway.rules import Reason
from needshare.pathway.terms import Stage
from needshare.tasks.models import Task
from tests.calling import Caller, Telephone, refused, token_of
from tests.cast import Cast, acting, person, unconfirmed
from tests.entries import newest
from tests.signing_in import signed_in
from tests.story import Story, begin, recently

WHY = "A closed enquiry begins."
EMERGENCY = Reason(
    purpose="risk_to_life", words="Somebody may be at the address now.", has_read_handling=True
)


@pytest.fixture
def siro(cast: Cast) -> Account:
    return person(cast.force, "r.siro", Role.SIRO)


@pytest.fixture
def story(cast: Cast) -> Story:
    return begin(cast, at=recently()).to(Stage.UNDER_ASSESSMENT)


@pytest.fixture
def circle(story: Story) -> Compartment:
    """A compartment sponsored by the decision-maker."""
    return opened(story)


def opened(story: Story, **changes: Any) -> Compartment:
    given = {
        "code_name": "Alder",
        "purpose": "A closed enquiry.",
        "sponsor": story.cast.decider.username,
        "reason": WHY,
        "by": story.by("information_manager"),
        "at": story.at,
    }
    return compartments.open_compartment(**(given | changes))


def admit(story: Story, circle: Compartment, whom: Account, **changes: Any) -> Account:
    given = {"compartment_id": circle.pk, "username": whom.username, "until": None, "reason": WHY}
    return compartments.bring_in(**(given | {"by": story.by("decider"), "at": story.at} | changes))


def propose(story: Story, circle: Compartment | None, **changes: Any) -> EnclosureProposal:
    given = {
        "reference": story.reference,
        "compartment_id": circle.pk if circle else None,
        "reason": WHY,
        "by": story.by("information_manager"),
        "at": story.at,
    }
    return actions.propose_enclosure(**(given | changes))


def put_in(story: Story, circle: Compartment, siro: Account) -> None:
    admit(story, circle, story.cast.preparer)
    proposal = propose(story, circle)
    actions.approve_enclosure(proposal_id=proposal.pk, by=acting(siro, at=story.at), at=story.at)


def knows(story: Story, by: Actor) -> bool:
    return queries.index_for(by).filter(reference=story.reference).exists()


def test_the_sponsor_is_in_it_and_outside_only_the_code_name_shows(story: Story, circle: Compartment):
    assert circle.code_name == "ALDER"
    assert circle.pk in story.by("decider").compartments
    entry = newest("accounts.open_compartment")
    assert "A closed enquiry." not in str(entry.said)
    found, people = compartments.look_into_compartment(
        compartment_id=circle.pk, by=story.by("decider"), at=story.at
    )
    assert (found.purpose, [each.pk for each in people]) == ("A closed enquiry.", [story.cast.decider.pk])
    with pytest.raises(Blocked) as blocked:
        compartments.look_into_compartment(
            compartment_id=circle.pk, by=story.by("information_manager"), at=story.at
        )
    assert blocked.value.codes == ("not_in_compartment",)
    with pytest.raises(Unknown):
        compartments.look_into_compartment(compartment_id=circle.pk, by=story.by("checker"), at=story.at)
    assert list(accounts.compartments(story.by("partner"))) == []


@pytest.mark.parametrize("part", ["officer", "preparer", "decider", "auditor", "administrator", "partner"])
def test_who_does_not_answer_for_access_opens_no_compartment(story: Story, part: str):
    with pytest.raises(Blocked) as blocked:
        opened(story, by=story.by(part))
    assert blocked.value.codes == ("may_not_open_compartments",)


def test_a_compartment_is_opened_with_words_a_new_name_and_another_as_sponsor(story: Story):
    with pytest.raises(Invalid) as wrong:
        opened(story, code_name=" ", purpose="", reason=" ")
    assert [each.field for each in wrong.value.errors] == ["code_name", "purpose", "reason"]
    with pytest.raises(Invalid):
        opened(story, code_name="A" * 61)
    with pytest.raises(Blocked):
        opened(story, sponsor=story.cast.information_manager.username)
    with pytest.raises(Blocked):
        opened(story, by=unconfirmed(story.by("information_manager")))
    for part in ("administrator", "partner"):
        with pytest.raises(Blocked) as blocked:
            opened(story, sponsor=getattr(story.cast, part).username)
        assert blocked.value.codes == ("cannot_be_in_compartment",)
    opened(story)
    with pytest.raises(Conflict):
        opened(story, code_name="ALDER")


def test_people_are_in_for_a_time_and_out_at_once(story: Story, circle: Compartment):
    def is_in(minutes: int = 0) -> bool:
        return circle.pk in acting(story.cast.checker, at=story.at + timedelta(minutes=minutes)).compartments

    admit(story, circle, story.cast.checker, until=story.at + timedelta(minutes=30))
    assert (is_in(), is_in(29), is_in(30)) == (True, True, False)
    with pytest.raises(Conflict):
        admit(story, circle, story.cast.checker)
    given = {"compartment_id": circle.pk, "username": story.cast.checker.username, "reason": "Done."}
    compartments.take_out(**given, by=story.by("decider"), at=story.at + timedelta(minutes=1))
    assert (is_in(0), is_in(1)) == (True, False)
    with pytest.raises(Conflict):
        compartments.take_out(**given, by=story.by("decider"), at=story.at + timedelta(minutes=2))
    admit(story, circle, story.cast.checker, at=story.at + timedelta(minutes=3))
    assert is_in(60)


def test_only_the_sponsor_says_who_is_in_and_never_of_oneself(story: Story, circle: Compartment):
    with pytest.raises(Blocked) as blocked:
        admit(story, circle, story.cast.checker, by=story.by("information_manager"))
    assert blocked.value.codes == ("not_the_sponsor",)
    with pytest.raises(Unknown):
        admit(story, circle, story.cast.checker, by=story.by("preparer"))
    given = {"compartment_id": circle.pk, "reason": "Done.", "at": story.at}
    with pytest.raises(Blocked):
        compartments.take_out(username=story.cast.decider.username, by=story.by("decider"), **given)
    with pytest.raises(Invalid):
        admit(story, circle, story.cast.checker, until=story.at)
    with pytest.raises(Invalid):
        admit(story, circle, story.cast.checker, reason=" ")


def test_a_case_in_a_compartment_is_not_there_for_others(story: Story, circle: Compartment, siro: Account):
    before = {part: knows(story, story.by(part)) for part in ("checker", "information_manager", "auditor")}
    assert all(before.values())
    put_in(story, circle, siro)
    for part in ("checker", "information_manager", "auditor"):
        by = story.by(part)
        assert not knows(story, by), part
        with pytest.raises(Unknown):
            queries.sharing_case(story.reference, viewer=by)
        assert story.reference not in [
            row.reference for row in casework.case_list(by, group="open", before=None).rows
        ]
    assert not knows(story, acting(siro, at=story.at))
    assert knows(story, story.by("preparer"))
    assert knows(story, story.by("decider"))
    assert knows(story, story.by("partner"))
    actions.open_in_emergency(
        reference=story.reference, reason=EMERGENCY, by=story.by("checker"), at=story.at
    )
    assert knows(story, story.by("checker"))


def test_two_people_put_a_case_in_and_neither_gets_a_part_by_it(
    story: Story, circle: Compartment, siro: Account
):
    admit(story, circle, story.cast.preparer)
    proposal = propose(story, circle)
    assert knows(story, story.by("checker"))
    with pytest.raises(Conflict):
        propose(story, circle)
    with pytest.raises(Blocked) as blocked:
        actions.approve_enclosure(proposal_id=proposal.pk, by=story.by("information_manager"), at=story.at)
    assert blocked.value.codes == ("self_approval",)
    with pytest.raises(Blocked):
        actions.approve_enclosure(
            proposal_id=proposal.pk, by=unconfirmed(acting(siro, at=story.at)), at=story.at
        )
    with pytest.raises(Blocked):
        actions.approve_enclosure(proposal_id=proposal.pk, by=story.by("decider"), at=story.at)
    done = actions.approve_enclosure(proposal_id=proposal.pk, by=acting(siro, at=story.at), at=story.at)
    assert (done.is_approved, done.decided_by_id) == (True, siro.pk)
    assert not CaseAudience.objects.filter(principal=siro.pk).exists()
    entry = newest("pathway.approve_enclosure")
    assert (entry.justification, entry.references) == (WHY, (story.reference,))
    with pytest.raises(Unknown):
        actions.approve_enclosure(proposal_id=proposal.pk, by=acting(siro, at=story.at), at=story.at)


def test_a_case_goes_in_only_with_its_handler(story: Story, circle: Compartment, siro: Account):
    proposal = propose(story, circle)
    with pytest.raises(Blocked) as blocked:
        actions.approve_enclosure(proposal_id=proposal.pk, by=acting(siro, at=story.at), at=story.at)
    assert blocked.value.codes == ("handler_not_in_compartment",)
    assert knows(story, story.by("checker"))
    actions.refuse_enclosure(proposal_id=proposal.pk, by=acting(siro, at=story.at), at=story.at)
    with pytest.raises(Conflict):
        actions.refuse_enclosure(proposal_id=proposal.pk, by=acting(siro, at=story.at), at=story.at)


def test_a_case_is_taken_out_by_two_who_are_inside(story: Story, circle: Compartment, siro: Account):
    put_in(story, circle, siro)
    with pytest.raises(Unknown):
        propose(story, None)
    admit(story, circle, story.cast.information_manager)
    admit(story, circle, siro)
    with pytest.raises(Conflict, match="first"):
        propose(story, circle)
    proposal = propose(story, None)
    actions.approve_enclosure(proposal_id=proposal.pk, by=acting(siro, at=story.at), at=story.at)
    assert knows(story, story.by("checker"))
    with pytest.raises(Conflict, match="no compartment"):
        propose(story, None)


@pytest.mark.parametrize("part", ["officer", "preparer", "decider", "checker", "auditor"])
def test_who_does_not_answer_for_access_puts_no_case_in(story: Story, circle: Compartment, part: str):
    with pytest.raises((Blocked, Unknown)):
        propose(story, circle, by=story.by(part))
    assert queries.enclosures_waiting(story.by(part)) == []


def test_the_database_keeps_the_two_apart(story: Story, circle: Compartment):
    proposal = propose(story, circle)
    with pytest.raises(IntegrityError, match="an_enclosure_is_decided_by_another"):
        decide_alone(proposal=proposal, by=story.by("information_manager"), at=story.at)


@recorded(Operation.ALTERATION)
def decide_alone(*, proposal: EnclosureProposal, by: Actor, at: datetime) -> None:
    EnclosureProposal.objects.filter(pk=proposal.pk).update(
        decided_at=at, decided_by_id=proposal.proposed_by_id, recorded_as=current_entry()
    )


def test_pages_open_a_compartment_and_put_a_case_in(story: Story, siro: Account):
    cast = story.cast
    manager, sponsor, owner = signed_in(cast.information_manager), signed_in(cast.decider), signed_in(siro)

    def send(client: Any, path: str, **given: str) -> Any:
        return client.post(path, given, secure=True)

    words = {"code_name": "alder", "purpose": "A closed enquiry.", "reason": WHY}
    assert send(manager, "/compartments/new", **words, sponsor="").status_code == 422
    assert send(manager, "/compartments/new", **words, sponsor=cast.decider.username).status_code == 302
    circle = Compartment.objects.get()
    shown = manager.get("/compartments", secure=True).content.decode()
    assert "ALDER" in shown
    assert "A closed enquiry." not in shown
    assert manager.get(f"/compartments/{circle.pk}", secure=True).status_code == 403
    page = f"/compartments/{circle.pk}"
    given = {"username": cast.preparer.username, "until_0": "", "until_1": "", "until_2": "", "reason": WHY}
    assert send(sponsor, f"{page}/people/add", **given).status_code == 302
    assert cast.preparer.username in sponsor.get(page, secure=True).content.decode()
    case = f"/cases/{story.reference}"
    assert "Compartment" in manager.get(case, secure=True).content.decode()
    assert send(manager, f"{case}/compartment", compartment=str(circle.pk), reason=WHY).status_code == 302
    assert "waits for a second person" in manager.get(f"{case}/compartment", secure=True).content.decode()
    assert story.reference[:3] in owner.get("/compartments", secure=True).content.decode()
    proposal = EnclosureProposal.objects.get()
    assert send(owner, f"/enclosures/{proposal.pk}/approve").status_code == 302
    absent = manager.get("/cases/NMC-26-0000-0000", secure=True)
    gone = manager.get(case, secure=True)
    assert (gone.status_code, gone.content) == (404, absent.content)
    assert "In compartment ALDER" in signed_in(cast.preparer).get(case, secure=True).content.decode()
    out = {"username": cast.preparer.username, "reason": "Moved on."}
    assert send(sponsor, f"{page}/people/remove", **out).status_code == 302
    assert signed_in(cast.preparer).get(case, secure=True).status_code == 404


def test_the_api_does_the_same_as_the_pages(story: Story, siro: Account, api: Telephone):
    cast, owner = story.cast, Caller(token_of(siro))
    made = api("information_manager").done(
        "/compartments",
        {
            "code_name": "ALDER",
            "purpose": "A closed enquiry.",
            "sponsor": cast.decider.username,
            "reason": WHY,
        },
        status=201,
    )
    assert (made["code_name"], made["is_inside"]) == ("ALDER", False)
    path = f"/compartments/{made['id']}"
    refused(api("information_manager").get(path), 403)
    refused(api("checker").get(path), 404)
    refused(api("checker").get("/enclosures"), 403)
    refused(api("partner").get("/compartments"), 403)
    brought = {"username": cast.preparer.username, "reason": WHY}
    assert api("decider").done(f"{path}/people", brought)["is_inside"] is True
    asked = {"compartment": made["id"], "reason": WHY}
    case = f"/cases/{story.reference}"
    proposal = api("information_manager").done(f"{case}/compartment", asked, status=201)
    assert [each["id"] for each in owner.seen("/enclosures")["items"]] == [proposal["id"]]
    assert owner.done(f"/enclosures/{proposal['id']}/approve")["is_approved"] is True
    refused(api("information_manager").post(f"{case}/open", {}), 404)
    inside = api("preparer").seen(path)
    assert inside["cases"] == [story.reference]
    assert inside["people"] == sorted([cast.decider.username, cast.preparer.username])
    removed = {"username": cast.preparer.username, "reason": "Moved on."}
    api("decider").done(f"{path}/people/remove", removed)
    refused(api("preparer").get(path), 404)


def test_each_who_may_decide_is_asked_until_somebody_has(story: Story, circle: Compartment, siro: Account):
    admit(story, circle, story.cast.preparer)
    admit(story, circle, siro)
    other = person(story.cast.force, "b.information", Role.INFORMATION_MANAGEMENT)

    def asked() -> set[Any]:
        waiting = Task.objects.filter(kind="decide_enclosure", done_at__isnull=True)
        return set(waiting.values_list("assigned_to", flat=True))

    proposal = propose(story, circle)
    assert asked() == {siro.pk, other.pk}
    actions.approve_enclosure(proposal_id=proposal.pk, by=acting(siro, at=story.at), at=story.at)
    assert asked() == set()
    admit(story, circle, story.cast.information_manager)
    inside = acting(story.cast.information_manager, at=story.at)
    propose(story, None, by=inside)
    assert asked() == {siro.pk}, "who is outside is not told that there is such a case"
