"""Every page of the product, in a world whose people type hostile texts into every field they are given."""

import re
import subprocess
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.mail import get_connection

from needshare.accounts import actions as accounts
from needshare.accounts.actions import compartments
from needshare.accounts.models import Account, Invitation
from needshare.accounts.rules import operator
from needshare.accounts.terms import Person as NewPerson, Role
from needshare.agencies import actions as agencies
from needshare.agencies.models import Unit
from needshare.agencies.terms import Kind, LegalType, Particulars
from needshare.assessment import actions as what_ifs
from needshare.assessment.rules import Change
from needshare.assessment.terms import ChangeKind
from needshare.audit.sealing import tick
from needshare.authorisations import actions as authorisations
from needshare.casework import actions as casework, jobs as casework_jobs
from needshare.challenges import actions as challenges, queries as challenged
from needshare.consultations import actions as consultations
from needshare.consultations.rules import Outsider, Question, Reply
from needshare.consultations.terms import ConsultationAnswer
from needshare.decision import actions as decision
from needshare.decision.rules import Verdict
from needshare.decision.terms import ReviewOutcome
from needshare.documents import actions as documents
from needshare.documents.rules import File, Link, NewItem, Pointer
from needshare.documents.terms import Accuracy, Label, SubjectRole
from needshare.intake import actions as intake, jobs as intake_jobs
from needshare.intake.actions import Sender
from needshare.intake.rules import AskedPerson
from needshare.intake.terms import AskingPart, RequestChannel
from needshare.kernel.actors import worker
from needshare.notices import jobs as notices
from needshare.notices.models import Notice
from needshare.pathway import actions as pathway, jobs as pathway_jobs
from needshare.pathway.models import AccessRequest, HiddenHit, InterestCheck, OpeningReview
from needshare.pathway.rules import Interest, Reason
from needshare.pathway.terms import Stage
from needshare.protections import actions as protections, jobs as protection_jobs, queries as protected
from needshare.protections.rules import NewFlag
from needshare.receipt import actions as receipt
from needshare.subjects.rules import Identifier, Person
from tests import story as told
from tests.accounts import test_pages as signing_in
from tests.accounts.soft_keys import SoftKey, asked_to_enrol, give
from tests.authorisations import orders
from tests.casework.test_hidden_hits import hide
from tests.cast import Cast, acting, person
from tests.receipt import going_by_link
from tests.signing_in import signed_in
from tests.story import Story
from tests.web import hostile
from tests.web.crawl import Crawl, pages
from tests.web.hostile import Hostile, chunks, spoilt, text

pytestmark = [pytest.mark.browser, pytest.mark.slow]
DOORWAYS = (
    "accounts",
    "agreements",
    "assessment",
    "decision",
    "disclosure",
    "documents",
    "intake",
    "pathway",
)


@dataclass
class World:
    """Who and what there is, by the words used in addresses."""

    cast: Cast
    crawl: Crawl
    story: Story
    at: datetime
    places: dict[str, Any] = field(default_factory=dict)

    def see(self, part: str, *paths: str, status: int = 200) -> None:
        """Open pages as a part of the cast, somebody kept among the places, or nobody."""
        who = self.places.get(part) or (getattr(self.cast, part) if part else None)
        filled = [path.format(case=self.story.reference, **self.places) for path in paths]
        self.crawl.see(who, *filled, status=status)

    def by(self, part: str) -> Any:
        return acting(self.places.get(part) or getattr(self.cast, part), at=self.at)


@pytest.fixture
def world(cast: Cast, visitor: Any, monkeypatch: pytest.MonkeyPatch) -> World:
    """A force, its partners and one case, all of whose texts are hostile."""
    for name in DOORWAYS:
        monkeypatch.setattr(told, name, Hostile(getattr(told, name)))
    monkeypatch.setattr(told, "answers", lambda given=told.answers: spoilt(given()))
    monkeypatch.setattr(told, "WORDS", hostile.WHOLE)
    monkeypatch.setattr(told, "REASONING", spoilt(told.REASONING))
    asked = spoilt(told.asking())
    first = replace(asked.persons[0], name=told.PERSON)
    story = told.begin(cast, at=datetime.now(UTC))
    story.asked = replace(asked, persons=(first,))
    return World(cast, Crawl(visitor), story, story.at)


def test_no_page_runs_refuses_or_garbles_what_was_typed(world: World) -> None:
    for act in (organisations, people, register, the_public, requests, first_steps, another_case, side_ways, assessing,
                deciding, packing, collecting, files, messages, by_link, refusing, protecting, watching):  # fmt: skip
        act(world)
    crawl = world.crawl
    assert not crawl.wrong, "\n".join(crawl.wrong)
    assert len(crawl.shown) == len(hostile.TEXTS)
    crawl.must_have_seen(pages())


TAMPERED = """() => {
  const button = document.createElement("button");
  button.setAttribute("style", "color: red");
  const said = document.createElement("p");
  said.textContent = "&lt;script&gt;zqran('zq00')";
  const frame = document.createElement("iframe");
  document.body.append(button, said, frame);
  zqran("zq01");
}"""


def test_the_crawl_hears_what_runs_and_sees_what_is_put_in_or_garbled(visitor: Any) -> None:
    crawl = Crawl(visitor)
    crawl.see(None, "/cookies")
    assert crawl.wrong == []
    visitor.page.evaluate(TAMPERED)
    crawl.judge("here")
    found = "\n".join(crawl.wrong)
    for each in (
        "<button style>",
        "content policy",
        "<iframe>",
        "zq00 is not shown as it was typed",
        "ran: zq01",
    ):
        assert each in found


def organisations(world: World) -> None:
    """Organisations and units of hostile names; an entry that is to be corrected."""
    by, at = operator(at=world.at), world.at
    for number, name in enumerate(chunks(200)):
        made = Particulars(name=name, legal_type=LegalType.OTHER, switchboard="01632 960300")
        agencies.register_organisation(code=f"ZQ{number}", kind=Kind.AGENCY, particulars=made, by=by, at=at)
    for name in chunks(120):
        agencies.add_unit(code="WBC", name=name, by=by, at=at)
    entry = Particulars(name=text(200), legal_type=LegalType.LOCAL_AUTHORITY, switchboard="01632 960999")
    own = world.by("partner_administrator")
    made = agencies.propose_particulars(code="WBC", particulars=entry, reason=text(2_000), by=own, at=at)
    world.places |= {"unit": Unit.objects.first().pk, "proposal": made.pk}
    pages = ("", "/change", "/suspend", "/domains/add", "/domains/wexcombe.example/end")
    world.see("administrator", "/organisations", "/organisations/add", "/organisations/ZQ0")
    world.see("administrator", *(f"/organisations/WBC{page}" for page in pages))
    agencies.deactivate_organisation(code="ZQ1", reason=text(2_000), by=by, at=at)
    world.see("administrator", "/organisations/ZQ1/reinstate")
    own_pages = ("", "/propose", "/units/add", "/units/{unit}/close", "/units/{unit}/rename")
    world.see("partner_administrator", *(f"/organisations/WBC{page}" for page in own_pages))


def people(world: World) -> None:
    """People of hostile names, one suspended, one invited, one to be raised by two."""
    cast, at, by = world.cast, world.at, operator(at=world.at)
    for number, name in enumerate(chunks(200)):
        person(cast.force, f"zq.{number}", Role.OFFICER, name=name, at=at)
    admin = world.by("administrator")
    accounts.propose_role(username="zq.0@nmc", role=Role.SUPERVISOR, reason=text(2_000), by=admin, at=at)
    accounts.suspend(username="zq.1@nmc", reason=text(2_000), by=admin, at=at)
    invited = NewPerson(name=text(200), work_email="zq.new@wexcombe.example", job_title=text(120))
    accounts.invite(
        organisation="WBC",
        username="zq.new",
        person=invited,
        roles=[Role.PARTNER_USER],
        reason=text(500),
        by=by,
        at=at,
    )
    waiting = Invitation.objects.get(account__username="zq.new@wbc")
    _found, token = accounts.issue_link(invitation_id=waiting.pk, by=worker(cast.council.pk), at=at)
    found = {each.username: each.pk for each in Account.objects.all()}
    world.places |= {
        "token": token,
        "who": found["zq.0@nmc"],
        "gone": found["zq.1@nmc"],
        "second": person(cast.force, "second.admin", Role.SYSTEM_ADMINISTRATOR, at=at),
        "siro": person(cast.force, "r.siro", Role.SIRO, at=at),
        "supervisor": person(cast.force, "b.castell", Role.SUPERVISOR, at=at),
        "specialist": person(cast.force, "n.vale", Role.PROTECTED_PERSONS, at=at),
    }
    world.see("administrator", "/people", "/people/invite", "/people/{who}", "/people/{gone}/reinstate")
    world.see(
        "administrator",
        *(f"/people/{{who}}/{page}" for page in ("role", "unit", "suspend", "sign-in")),
    )
    world.see("administrator", "/people/{who}/role/withdraw")
    world.see("standards", "/people/{who}/vetting", "/people/{who}/clearance")
    world.see("second", "/people/roles")
    world.see("information_manager", "/people/{who}/training")
    world.see("", "/account/invitation/{token}")


def register(world: World) -> None:
    """People and items held, agreements, files: every name of them hostile."""
    story, by, at = world.story, world.by("preparer"), world.at
    for name, alias, where in zip(chunks(200), chunks(200), chunks(500) * 3, strict=False):
        held = documents.enter_subject(
            person=Person(
                name=name, aliases=(alias,), addresses=(where,), identifiers=(Identifier("pnc", text(80)),)
            ),
            by=by,
            at=at,
        )
    made = [_file(world, name) for name in hostile.FILE_NAMES]
    disputed = made[0].item_id
    documents.mark_disputed(item_id=disputed, reason=text(2_000), by=world.by("officer"), at=at)
    world.places |= {"subject": held.pk, "item": story.items[0].pk, "held": disputed, "file": made[1].pk}
    told.agreements.suspend(reference="ISA-014", reason="", by=world.by("information_manager"), at=at)
    world.see("information_manager", "/agreements/ISA-014/resume")
    told.agreements.resume(reference="ISA-014", reason="", by=world.by("information_manager"), at=at)
    pages = ("", "/suspend", "/withdraw", "/versions", "/signatures")
    world.see(
        "information_manager",
        "/agreements",
        "/agreements/add",
        *(f"/agreements/ISA-014{each}" for each in pages),
    )
    world.see("officer", "/agreements/check", "/items/held/{held}/dispute")
    world.see("preparer", "/items/held/{held}/marking", "/markings/official_sensitive")
    reason = "reason=supervision"
    world.see(
        "preparer",
        f"/items/{{item}}?{reason}",
        f"/items/{{file}}?{reason}",
        f"/items/{{item}}/people?{reason}",
    )
    world.see(
        "preparer", f"/items/{{item}}/version?{reason}", f"/items/held/{{held}}/settle?{reason}", "/items/add"
    )
    noted = _note_elsewhere(world)
    world.see("preparer", f"/items/{noted.pk}?{reason}", "/items/elsewhere?about={subject}")
    world.see("preparer", "/people/add", "/people/search", "/people/{subject}/recorded", "/search")


def _file(world: World, name: str) -> Any:
    assert world.story.subject is not None
    new = NewItem(
        title=text(300),
        category="incident_log",
        as_at=world.at - timedelta(days=1),
        label=Label.FACT,
        source=text(5_000),
        originator=text(120),
        accuracy=Accuracy.VERIFIED,
    )
    content = File(f"{name}.txt", "text/plain", BytesIO(hostile.WHOLE.encode()))
    links = [Link(world.story.subject.pk, SubjectRole.SUSPECT)]
    return documents.add_item(item=new, content=content, links=links, by=world.by("preparer"), at=world.at)


def _note_elsewhere(world: World) -> Any:
    pointer = Pointer(
        reference=text(300),
        category="incident_log",
        marking="secret",
        holder=text(120),
        how_to_ask=text(5_000),
    )
    return documents.note_held_elsewhere(pointer=pointer, by=world.by("preparer"), at=world.at)


def the_public(world: World) -> None:
    """What anybody may open, and what everybody has of their own."""
    world.see(
        "",
        "/accessibility",
        "/cookies",
        "/appearance",
        "/account/sign-in",
        "/account/inactive",
        "/account/provider/wexcombe",
        "/collect/thanks",
    )
    # Back from a provider without having been sent there.
    back = (
        "/account/provider/wexcombe/return",
        "/account/saml/aldermere/leave",
        "/account/saml/aldermere/finish",
    )
    world.see("", *back, status=400)
    # Nor was anybody signed out of one: it leads to signing in.
    world.see("", "/account/provider/wexcombe/sign-out", status=404)
    world.see("", "/account/provider/wexcombe/signed-out")
    own = (
        "/account",
        "/account/passkeys",
        "/account/passkeys/new",
        "/account/app",
        "/account/sessions",
        "/account/tokens",
        "/account/tokens/new",
        "/account/sign-out",
    )
    world.see(
        "officer", *own, "/account/password/change", "/account/confirm", "/declarations", "/places", "/search"
    )
    for who in ("officer", "partner"):
        world.see(who, "/what-may-i-share", "/schemes", "/schemes/clares_law")


def requests(world: World) -> None:
    """Drafts, and requests that name nobody but hostile people, in lists and one by one."""
    cast, at, story = world.cast, world.at, world.story
    for name in chunks(300)[:3]:
        persons = tuple(
            AskedPerson(name=each, role="suspect", aliases=hostile.WHOLE)
            for each in (told.PERSON, name, *chunks(300))
        )
        asked = spoilt(replace(story.asked, persons=persons))
        sender = Sender(cast.force.code, cast.council.code, RequestChannel.PORTAL)
        made = intake.submit(sender=sender, asking=asked, by=world.by("partner"), at=at)
    draft = None
    for part in AskingPart:
        draft = intake.save_draft(
            draft_id=draft.pk if draft else None,
            force="NMC",
            part=part,
            answers=story.asked,
            by=world.by("partner"),
            at=at,
        )
    assert draft is not None
    world.places |= {"draft": draft.pk, "asked": made.reference}
    drafts = "/requests/drafts/{draft}"
    world.see(
        "partner",
        "/",
        "/requests",
        "/requests/new",
        "/requests/new/NMC",
        "/requests/{asked}",
        "/requests/drafts",
    )
    world.see(
        "partner",
        drafts,
        f"{drafts}/check",
        f"{drafts}/discard",
        *(f"{drafts}/{each}" for each in AskingPart if each is not AskingPart.SCHEME),
    )
    world.see("preparer", "/desk", "/cases", "/cases/{asked}")


def first_steps(world: World) -> None:
    """A case received, claimed and verified; another returned for more."""
    story = world.story.to(Stage.RECEIVED)
    case = "/cases/{case}"
    world.see("partner", *(f"/requests/{{case}}{page}" for page in ("", "/sent", "/withdraw")))
    world.see("preparer", case)
    story.to(Stage.VERIFYING_REQUESTER)
    pages = ("", "/verify", "/return", "/redirect", "/hold", "/hand-over", "/know-somebody")
    world.see("preparer", *(f"{case}{page}" for page in pages))
    story.to(Stage.UNDER_ASSESSMENT)


def another_case(world: World) -> None:
    """A case whose handler has the subject in the household, and which is returned for more."""
    at, other = world.at, str(world.places["asked"])
    world.places["relative"] = person(world.cast.force, "p.relative", Role.DISCLOSURE_OFFICER, at=at)
    by = world.by("relative")
    pathway.claim(reference=other, by=by, at=at)
    pathway.declare_interests(interest=Interest(household=(told.PERSON, *chunks(200))), by=by, at=at)
    intake_jobs.compare_interests(at=at)
    world.places["check"] = InterestCheck.objects.get(person=world.places["relative"]).pk
    world.see("supervisor", "/interests", "/interests/{check}")
    world.see("relative", "/declarations")


def side_ways(world: World) -> None:
    """Reasons, emergencies, askings, interests and compartments, all told in hostile words."""
    story, at = world.story, world.at
    words = f"{hostile.WHOLE} Somebody may be at the address now."
    reason = Reason(purpose="risk_to_life", words=words, has_read_handling=True)
    world.see("decider", "/cases/{case}/reason")
    world.see("officer", "/emergency?case={case}", "/ask-for-access", "/access-requests")
    pathway.open_in_emergency(reference=story.reference, reason=reason, by=world.by("checker"), at=at)
    pathway.ask_for_access(
        reference=story.reference, purpose="related", words=hostile.WHOLE, by=world.by("officer"), at=at
    )
    pathway_jobs.bring_askings(at=at)
    household = (told.PERSON, *chunks(200))
    pathway.declare_interests(
        interest=Interest(household=household), by=world.by("information_manager"), at=at
    )
    intake_jobs.compare_interests(at=at)
    circle = compartments.open_compartment(
        code_name="ALDER",
        purpose=text(2_000),
        sponsor=world.cast.decider.username,
        reason=text(2_000),
        by=world.by("information_manager"),
        at=at,
    )
    reviews, asked = OpeningReview.objects.first(), AccessRequest.objects.first()
    world.places |= {"review": reviews.pk, "asking": asked.pk, "circle": circle.pk}
    world.see("preparer", "/cases/{case}", "/access-requests", "/access-requests/{asking}")
    world.see("preparer", *_hidden_hits(world))
    world.see("standards", "/openings", "/openings/{review}")
    _picked_look_up(world)
    world.see("information_manager", "/compartments/new", "/cases/{case}/compartment")
    world.see("siro", "/compartments")
    world.see(
        "decider", *(f"/compartments/{{circle}}{page}" for page in ("", "/people/add", "/people/remove"))
    )


def _picked_look_up(world: World) -> None:
    """Let chance pick a search: who made it is asked, and a reviewer reads the hostile answer."""
    pick = pytest.MonkeyPatch()
    with pick.context() as patch:
        patch.setattr(challenges, "randbelow", lambda _below: 0)
        casework.search(words=told.PERSON, reason=hostile.WHOLE, by=world.by("preparer"), at=world.at)
    picked = challenged.asked_of(world.by("preparer"))[0]
    world.places["look_up"] = picked.pk
    world.see("preparer", "/look-ups", "/look-ups/{look_up}")
    challenges.justify(look_up_id=picked.pk, words=text(2_000), by=world.by("preparer"), at=world.at)
    world.see("standards", "/openings", "/look-ups/{look_up}/review")


def _hidden_hits(world: World) -> tuple[str, ...]:
    """Let somebody from whom the case is hidden search for it: the page then has a row in their words."""
    curious = world.places["curious"] = person(world.cast.force, "p.curious", Role.OFFICER, at=world.at)
    hide(story=world.story, who=curious, by=world.by("information_manager"), at=world.at)
    casework.search(words=told.PERSON, reason=hostile.WHOLE, by=world.by("curious"), at=world.at)
    casework_jobs.tell_of_hidden_hits(at=world.at)
    assert {each.reason for each in HiddenHit.objects.filter(searched_by=curious)} == {hostile.WHOLE}
    return ("/hidden-hits",)


def assessing(world: World) -> None:
    story, assess = world.story, "/cases/{case}/assess"
    world.see("preparer", assess, f"{assess}/find", f"{assess}/search", f"{assess}/match/{story.subject.pk}")
    _authorised(world)
    told.match(story)
    pathway.hold(
        reference=story.reference,
        reason=text(2_000),
        until=world.at + timedelta(days=9),
        by=world.by("preparer"),
        at=world.at,
    )
    world.see("preparer", "/cases/{case}", "/cases")
    pathway.resume(reference=story.reference, by=world.by("preparer"), at=world.at)
    version = story.items[0].pk
    world.see(
        "preparer", f"{assess}/items", f"{assess}/harm", f"/cases/{{case}}/items/{version}", "/cases/{case}"
    )
    told.gather(story)
    _consulting(world)
    told.assess(story)
    told.assessment.put_forward(reference=story.reference, by=world.by("preparer"), at=world.at)
    story.stage = Stage.AWAITING_DECISION


def _consulting(world: World) -> None:
    """Somebody of the force is asked and answers, and somebody outside by a link, all in hostile words."""
    reference, by, at, case = (
        world.story.reference,
        world.by("preparer"),
        world.at,
        "/cases/{case}/consultations",
    )
    place = {"place": "legal", "question": text(2_000), "shown": hostile.WHOLE}
    asked = Question(**place, username=world.cast.officer.username)
    made = consultations.ask(reference=reference, asked=asked, by=by, at=at)
    world.places["asked_about"] = made.pk
    world.see("officer", "/consultations", "/consultations/{asked_about}")
    reply = Reply(answer=ConsultationAnswer.NO_OBJECTION, reason=hostile.WHOLE)
    consultations.answer(consultation_id=made.pk, reply=reply, by=world.by("officer"), at=at)
    outsider = Outsider(name=text(200), organisation=text(200), email="j.marrow@prosecution.example")
    outside = consultations.invite(
        reference=reference, asked=Question(**place), outsider=outsider, by=world.by("preparer"), at=at
    )
    sent = Notice.objects.get(kind="asked_outside")
    link = f"/asked/{sent.facts['token']}"
    world.see("", link)
    page = world.crawl.visitor.page
    page.locator("#id_code").fill(outside.code)
    page.locator("main form button").last.click()
    page.wait_for_load_state()
    world.crawl.go_on(f"{link}/question")
    world.crawl.go_on("/asked/thanks")
    world.see("preparer", case, f"{case}/ask", f"{case}/invite")
    consultations.withdraw(reference=reference, number=2, by=by, at=at)


def refusing(world: World) -> None:
    """A request refused, its review asked for, taken up and settled, all in hostile words."""
    first, at = world.story, world.at
    story = told.Story(world.cast, at=at, subject=first.subject, items=first.items, asked=first.asked)
    story.to(Stage.AWAITING_DECISION)
    decision.refuse(reference=story.reference, reasoning=told.reasoned(story), by=world.by("decider"), at=at)
    world.places["refused"] = story.reference
    world.see("partner", "/requests/{refused}/review")
    decision.ask_review(reference=story.reference, grounds=hostile.WHOLE, by=world.by("partner"), at=at)
    decision.take_review(reference=story.reference, by=world.by("supervisor"), at=at)
    review = "/cases/{refused}/review"
    world.see("supervisor", review, f"{review}/settle", f"{review}/resubmission", "/reviews")
    verdict = Verdict(outcome=ReviewOutcome.STANDS, reasons=hostile.WHOLE, told_to_requester=hostile.WHOLE)
    decision.settle_review(reference=story.reference, verdict=verdict, by=world.by("supervisor"), at=at)
    world.see("supervisor", review)
    world.see("partner", "/requests/{refused}")


def _authorised(world: World) -> None:
    """Rest the case on an order whose every word is hostile; it is checked, revoked, and taken off the case again."""
    story, pages = world.story, "/cases/{case}/authorisations"
    said = replace(
        orders.said(story), issuer=text(300), power=text(300), scope=text(2_000), is_for_other_cases=True
    )
    by, at = world.by("preparer"), world.at
    found = authorisations.record(reference=story.reference, said=said, scan=orders.scan(), by=by, at=at)
    one = f"{pages}/{found.reference}"
    world.see("preparer", pages, f"{pages}/record", f"{pages}/rely", f"{one}/check", f"{one}/revoke")
    orders.check(story, found, words=text(2_000))
    authorisations.revoke(
        reference=story.reference, authorisation=found.reference, reason=text(2_000), by=by, at=at
    )
    world.see("preparer", pages)
    authorisations.stop_relying(
        reference=story.reference, authorisation=found.reference, by=by, at=at
    )  # a package under what was revoked would not open


def deciding(world: World) -> None:
    decide = "/cases/{case}/decide"
    pages = ("/refuse", "/refer", "/not-held", "/defer", f"/share?basis={world.story.basis}")
    world.see(
        "decider", "/cases/{case}", decide, *(decide + page for page in pages), "/cases/{case}/send-back"
    )
    world.see("information_manager", f"{decide}/neither")
    world.story.to(Stage.APPROVED)


def packing(world: World) -> None:
    """A package prepared, looked at by a second person, released."""
    story, case = world.story, "/cases/{case}"
    world.see(
        "preparer",
        *(case + page for page in ("", "/why", "/recipients", "/recipients/1/verify", "/prepare", "/reopen")),
    )
    story.to(Stage.PREPARED)
    world.see("preparer", f"{case}/package")
    world.see("checker", f"{case}/package", f"{case}/package/check", f"{case}/package/send-back")
    story.to(Stage.SECOND_CHECKED)
    world.see("preparer", f"{case}/package/release")
    story.to(Stage.RELEASED)
    tick(at=datetime.now(UTC))
    world.see("preparer", case, f"{case}/deliveries/1", f"{case}/close-uncollected")


def collecting(world: World) -> None:
    """What the partner reads, and the case when it is over."""
    story, package = world.story, "/packages/{case}"
    world.see("partner", "/packages", package)
    given = {"reference": story.reference, "by": world.by("partner"), "at": world.at}
    receipt.accept_conditions(**given)
    world.see("partner", package, f"{package}/open")
    receipt.open_package(**given)
    world.see("partner", package, f"{package}/read", f"{package}/acknowledge")
    receipt.acknowledge(**given)
    world.see("partner", package, "/requests/{case}")
    pathway.close(reference=story.reference, by=world.by("preparer"), at=world.at)
    world.see("preparer", "/cases/{case}?show=everything", "/desk")


def files(world: World) -> None:
    """What is saved is never run, and the cover sheet is set as it was typed."""
    client, read = signed_in(world.cast.partner), set()
    for number in (0, 1, 2):  # the cover sheet, and both items
        found = client.get(f"/packages/{world.story.reference}/files/{number}", secure=True)
        content = b"".join(found) if found.streaming else found.content
        name, policy = found.headers["Content-Disposition"], found.headers["Content-Security-Policy"]
        assert name.startswith("attachment"), name
        assert policy.startswith("sandbox; default-src 'none'"), policy
        if content.startswith(b"%PDF"):
            said = subprocess.run(
                ["pdftotext", "-", "-"], input=content, capture_output=True, check=True
            ).stdout
            read |= world.crawl.read_print(said.decode())
    assert read, "no cover sheet shows any of it"


def messages(_world: World) -> None:
    """Messages carry nothing that anybody typed, and each header is one line."""
    kept = list(Notice.objects.all())
    assert len({each.kind for each in kept}) >= 5
    for notice in kept:
        sent = notices.message(notice, "somebody@wexcombe.example", get_connection()).message()
        assert "zq" not in re.sub(r"/(cases|requests|packages|collect|account)/\S+", "", sent.as_string())
        assert not any("\n" in value for _name, value in sent.items())


def by_link(world: World) -> None:
    """A member of the public with a one-time link; another with a letter. The name and address are hostile."""
    _story, (token, code) = going_by_link.released_to_neighbour(
        world.cast, "encrypted_email", at=datetime.now(UTC)
    )
    link = f"/collect/{token}"
    world.see("", link)
    page = world.crawl.visitor.page
    page.locator("#id_code").fill(code)
    page.locator("main form button").last.click()
    page.wait_for_load_state()
    world.crawl.judge(f"{link} after the code")
    page.locator("#id_accepted").check()
    page.locator("main form button").last.click()
    page.wait_for_load_state()
    world.crawl.judge(f"{link} after accepting")
    world.crawl.go_on(f"{link}/read")
    world.crawl.go_on(f"{link}/acknowledge")
    lettered, _ = going_by_link.released_to_neighbour(world.cast, "tracked_post", at=datetime.now(UTC))
    world.places["lettered"] = lettered.reference
    world.see("preparer", *(f"/packages/{{lettered}}/recipients/1/{each}" for each in ("letter", "script")))


def protecting(world: World) -> None:
    """People kept apart, and who looked for them."""
    at, unit = world.at, world.by("specialist")
    hidden = documents.enter_subject(
        person=Person(name="Alan Reeve", aliases=(text(200),), born_on=told.BORN_ON),
        by=world.by("preparer"),
        at=at,
    )
    flag = NewFlag(
        subject=hidden.pk,
        code="b02",
        hides="record",
        reason=hostile.WHOLE,
        authority=hostile.WHOLE,
        from_on=at.date(),
        review_on=at.date() + timedelta(days=90),
    )
    made = protections.set_flag(flag=flag, by=unit, at=at)
    protection_jobs.compare(at=at)
    casework.search(words="Alan Reeve", reason=hostile.WHOLE, by=world.by("preparer"), at=at)
    protection_jobs.compare(at=at)
    world.places |= {"flag": made.id, "alert": protected.alerts(unit)[0].id}
    pages = (
        "",
        "/find",
        "/log",
        "/people/{subject}",
        "/{flag}",
        "/{flag}/review",
        "/{flag}/lift",
        "/alerts/{alert}",
    )
    world.see("specialist", *(f"/protections{page}" for page in pages))


def watching(world: World) -> None:
    """The log, whose entries hold every reason typed; what-ifs; the pages on which somebody completes their sign-in."""
    world.see("auditor", "/audit", "/policy-coverage")
    change = Change(kind=ChangeKind.GATEWAY, subject="g02", parts={"in_force_to": "2026-01-31"})
    by = world.by("information_manager")
    made = what_ifs.try_change(change=change, reason=text(400), by=by, at=world.at)
    world.places["what_if"] = made.pk
    for page in ("", "/gateway", "/layer", "/agreement/ISA-014", "/{what_if}"):
        world.see("information_manager", f"/what-if{page}")
    client = signed_in(world.cast.decider)
    give(client, SoftKey().enrol(asked_to_enrol(client)), name=text(60))
    passkey = Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN).latest("id").pk
    key = f"/account/passkeys/{passkey}"
    world.crawl.see(client, "/account/passkeys", f"{key}/name", f"{key}/remove", "/account/confirm/passkey")
    for number, (path, state) in enumerate(signing_in.STATES):
        newcomer = person(world.cast.force, f"zq.in{number}", Role.OFFICER, at=world.at)
        world.crawl.see(state(replace(world.cast, officer=newcomer)), path)
