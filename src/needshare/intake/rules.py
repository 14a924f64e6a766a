"""What every asking must say, whatever the force's policy; and who may be recorded as verified."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from needshare.kernel import FieldError, gettext_noop as _
from needshare.notices.rules import is_address
from needshare.policy.schemes import Scheme, missing_in, wrong_in

from .terms import AskingPart, SubjectAware

LONGEST_TEXT = 10_000
LONGEST_LINE = 300
MOST_ITEMS = 50
MOST_SUBJECTS = 20
SCHEME = "scheme_answers"


@dataclass(frozen=True, slots=True)
class AskedItem:
    """One thing asked for: a category, the dates it covers, and what exactly."""

    category: str
    description: str = ""
    date_from: date | None = None
    date_to: date | None = None


@dataclass(frozen=True, slots=True)
class AskedPerson:
    """A person the asking is about, as the requester describes them."""

    name: str
    role: str = "other"
    aliases: str = ""
    date_of_birth: date | None = None
    addresses: str = ""
    identifiers: str = ""


@dataclass(frozen=True, slots=True)
class Asking:
    """Everything a request form asks (domain reference 1.2); empty until answered."""

    requester_name: str = ""
    requester_title: str = ""
    requester_number: str = ""
    requester_department: str = ""
    requester_email: str = ""
    requester_telephone: str = ""
    authoriser_name: str = ""
    authoriser_rank: str = ""
    authorised_on: date | None = None
    has_declared_no_conflict: bool = False
    agreement_reference: str = ""
    scheme: str = ""
    scheme_answers: Mapping[str, Any] = field(default_factory=dict, hash=False)
    persons: tuple[AskedPerson, ...] = ()
    subject_aware: str = ""
    subject_aware_reason: str = ""
    objective: str = ""
    purpose: str = ""
    purpose_text: str = ""
    matter_reference: str = ""
    gateways: tuple[str, ...] = ()
    information_sought: str = ""
    items: tuple[AskedItem, ...] = ()
    preferred_format: str = ""
    necessity: str = ""
    proportionality: str = ""
    consequence: str = ""
    urgency: str = "routine"
    urgency_reason: str = ""
    needed_on: date | None = None
    onward_use: str = ""
    is_onward_sharing: bool = False
    retention: str = ""
    security: str = ""
    highest_marking: str = ""
    return_method: str = ""
    has_declared_correct: bool = False
    has_declared_purpose_only: bool = False
    has_declared_offence_known: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """The pack's words an asking may use, by field; data of the policy, handed in."""

    purposes: frozenset[str]
    gateways: frozenset[str]
    categories: frozenset[str]
    markings: frozenset[str]
    methods: frozenset[str]
    roles: frozenset[str]
    schemes: Mapping[str, Scheme] = field(default_factory=dict)
    urgencies: frozenset[str] = field(default_factory=lambda: frozenset({"routine", "urgent", "emergency"}))


PARTS: dict[AskingPart, tuple[str, ...]] = {
    AskingPart.ABOUT_YOU: (
        "requester_name",
        "requester_title",
        "requester_number",
        "requester_department",
        "requester_email",
        "requester_telephone",
        "authoriser_name",
        "authoriser_rank",
        "authorised_on",
        "has_declared_no_conflict",
        "agreement_reference",
        "scheme",
    ),
    AskingPart.SCHEME: ("scheme_answers",),
    AskingPart.PERSON: ("persons", "subject_aware", "subject_aware_reason"),
    AskingPart.PURPOSE: ("objective", "purpose", "purpose_text", "matter_reference", "gateways"),
    AskingPart.INFORMATION: ("information_sought", "items", "preferred_format"),
    AskingPart.NECESSITY: ("necessity", "proportionality", "consequence"),
    AskingPart.URGENCY: ("urgency", "urgency_reason", "needed_on"),
    AskingPart.HANDLING: (
        "onward_use",
        "is_onward_sharing",
        "retention",
        "security",
        "highest_marking",
        "return_method",
    ),
    AskingPart.DECLARATION: (
        "has_declared_correct",
        "has_declared_purpose_only",
        "has_declared_offence_known",
    ),
}

REQUIRED: dict[str, str] = {
    "requester_name": _("Enter the full name of the person who asks."),
    "requester_title": _("Enter their job title or rank."),
    "requester_email": _("Enter their work e-mail address."),
    "requester_telephone": _("Enter a work telephone number."),
    "authoriser_name": _("Enter who in the organisation authorised the request."),
    "has_declared_no_conflict": _(
        "Confirm that you do not know the person privately, or ask a colleague to send this."
    ),
    "persons": _("Name the person the request is about."),
    "subject_aware": _("Say whether the person knows of this request."),
    "objective": _("Say which common objective the sharing serves."),
    "purpose": _("Choose the purpose."),
    "purpose_text": _("Say in your own words what the information is for."),
    "gateways": _("Choose the power or gateway you rely on."),
    "information_sought": _("Say precisely what information you need."),
    "items": _("Ask for at least one category of information."),
    "necessity": _("Say why you need it and what you cannot do without it."),
    "proportionality": _("Say why this much, and what else you tried."),
    "consequence": _("Say what happens if you do not get it."),
    "urgency": _("Choose how soon you need it."),
    "onward_use": _("Say how it will be used and who will see it."),
    "retention": _("Say how long you will keep it."),
    "security": _("Say how you will keep it safe."),
    "highest_marking": _("Choose the highest marking you can hold."),
    "return_method": _("Choose how the answer should reach you."),
    "has_declared_correct": _("Confirm that what you say is correct to the best of your knowledge."),
    "has_declared_purpose_only": _("Confirm that you will use it only for the purpose stated."),
    "has_declared_offence_known": _(
        "Confirm that you know of the offence in section 170 of the Data Protection Act 2018."
    ),
}


def missing(
    asking: Asking,
    *,
    schemes: Mapping[str, Scheme] | None = None,
    names: tuple[str, ...] | None = None,
) -> list[FieldError]:
    """List each required answer that is not given, with what to do; all fields, or those named."""
    wanted = REQUIRED if names is None else {name: REQUIRED[name] for name in names if name in REQUIRED}
    errors = [FieldError(name, remedy) for name, remedy in wanted.items() if not _given(asking, name)]
    is_asked = names is None or SCHEME in names
    scheme = (schemes or {}).get(asking.scheme) if is_asked else None
    errors += _of_scheme(missing_in(scheme, asking.scheme_answers)) if scheme else []
    return errors + [
        FieldError(name, remedy)
        for name, (applies, remedy) in CONDITIONAL.items()
        if (names is None or name in names) and applies(asking) and not _given(asking, name)
    ]


CONDITIONAL: dict[str, tuple[Callable[[Asking], bool], str]] = {
    "subject_aware_reason": (
        lambda asking: asking.subject_aware == SubjectAware.NOT_TOLD,
        _("Say why the person has not been told; harm to the purpose is a good reason."),
    ),
    "urgency_reason": (
        lambda asking: asking.urgency in ("urgent", "emergency"),
        _("Say what makes it urgent: a hearing, a meeting, a risk."),
    ),
}


def _of_scheme(errors: Iterable[FieldError]) -> list[FieldError]:
    return [FieldError(f"{SCHEME}.{each.field}", each.remedy) for each in errors]


def _given(asking: Asking, name: str) -> bool:
    value = getattr(asking, name)
    return bool(value.strip()) if isinstance(value, str) else bool(value)


def malformed(asking: Asking, *, words: Words, today: date) -> list[FieldError]:
    """List each answer that is given but cannot be right: unknown words, NULs, lengths, dates."""
    return [
        *_texts(asking),
        *_choices(asking, words),
        *_of_scheme(wrong_in(words.schemes.get(asking.scheme), asking.scheme_answers)),
        *_items(asking, words),
        *_persons(asking, words, today),
        *_dates(asking, today),
        *_email(asking),
    ]


def _texts(asking: Asking) -> list[FieldError]:
    errors = []
    for each in fields(asking):
        value = getattr(asking, each.name)
        if isinstance(value, str):
            errors += _text(each.name, value)
    return errors


LONG_TEXTS = frozenset(
    {
        "subject_aware_reason",
        "objective",
        "purpose_text",
        "information_sought",
        "necessity",
        "proportionality",
        "consequence",
        "urgency_reason",
        "onward_use",
        "retention",
        "security",
    }
)


def _text(name: str, value: str, *, most: int | None = None) -> list[FieldError]:
    if any(ord(letter) < 32 and letter not in "\n\r\t" for letter in value):
        return [FieldError(name, _("Remove the control characters; type the text instead of pasting it."))]
    if len(value) > (most or (LONGEST_TEXT if name in LONG_TEXTS else LONGEST_LINE)):
        return [FieldError(name, _("Shorten this answer."))]
    return []


def _choices(asking: Asking, words: Words) -> list[FieldError]:
    chosen = (
        ("purpose", {asking.purpose}, words.purposes),
        ("scheme", {asking.scheme}, words.schemes.keys()),
        ("gateways", set(asking.gateways), words.gateways),
        ("highest_marking", {asking.highest_marking}, words.markings),
        ("return_method", {asking.return_method}, words.methods),
        ("urgency", {asking.urgency}, words.urgencies),
        ("subject_aware", {asking.subject_aware}, {word.value for word in SubjectAware}),
    )
    remedy = _("Choose one of the answers offered.")
    return [FieldError(name, remedy) for name, given, allowed in chosen if (given - {""}) - allowed]


def _items(asking: Asking, words: Words) -> list[FieldError]:
    if len(asking.items) > MOST_ITEMS:
        return [FieldError("items", _("Ask for at most 50 items; send another request for the rest."))]
    errors: list[FieldError] = []
    for number, item in enumerate(asking.items):
        if item.category not in words.categories:
            errors.append(FieldError(f"items.{number}.category", _("Choose one of the categories offered.")))
        if item.date_from and item.date_to and item.date_to < item.date_from:
            errors.append(
                FieldError(f"items.{number}.date_to", _("The last date must not be before the first."))
            )
        errors += _text(f"items.{number}.description", item.description, most=LONGEST_TEXT)
    return errors


def _persons(asking: Asking, words: Words, today: date) -> list[FieldError]:
    if len(asking.persons) > MOST_SUBJECTS:
        return [FieldError("persons", _("Name at most 20 people; send another request for the rest."))]
    errors: list[FieldError] = []
    for number, person in enumerate(asking.persons):
        where = f"persons.{number}"
        if not person.name.strip():
            errors.append(FieldError(f"{where}.name", _("Enter the name of the person.")))
        if person.role not in words.roles:
            errors.append(FieldError(f"{where}.role", _("Choose one of the roles offered.")))
        if person.date_of_birth and not date(1880, 1, 1) <= person.date_of_birth <= today:
            errors.append(FieldError(f"{where}.date_of_birth", _("Enter a date of birth in the past.")))
        for name in ("name", "aliases", "addresses", "identifiers"):
            errors += _text(
                f"{where}.{name}", getattr(person, name), most=LONGEST_TEXT if name != "name" else None
            )
    return errors


def _dates(asking: Asking, today: date) -> list[FieldError]:
    errors = []
    if asking.needed_on and asking.needed_on < today:
        errors.append(FieldError("needed_on", _("Enter a date that is not in the past.")))
    if asking.authorised_on and asking.authorised_on > today:
        errors.append(FieldError("authorised_on", _("Enter the date it was authorised, not a date to come.")))
    return errors


def _email(asking: Asking) -> list[FieldError]:
    if asking.requester_email and not is_address(asking.requester_email):
        return [FieldError("requester_email", _("Enter an e-mail address such as name@council.example."))]
    return []
