"""What is asked of the person who assesses: searches, matches, judgements of items, harm both ways."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy as _

from needshare.policy import current_pack
from needshare.web.forms import DatePartsField

from .queries import Work
from .rules import Answers, Judgement
from .terms import Answer, HarmLevel, MatchConfidence, SubjectTold

YES_NO = (("yes", _("Yes")), ("no", _("No")))


def text(label: Any, *, needed: Any = None, hint: Any = "", most: int = 5000) -> forms.CharField:
    """Ask for some sentences; `needed` is the remedy where there are none."""
    messages = {"required": needed} if needed else {}
    return forms.CharField(
        label=label,
        help_text=hint,
        required=bool(needed),
        max_length=most,
        widget=forms.Textarea,
        error_messages=messages,
    )


def chosen(label: Any, choices: Sequence[tuple[str, Any]], needed: Any) -> forms.ChoiceField:
    """Ask for one of a few answers; none is chosen beforehand."""
    return forms.ChoiceField(
        label=label, choices=choices, widget=forms.RadioSelect, error_messages={"required": needed}
    )


def picked(label: Any, choices: Mapping[str, Any], *, empty: Any, needed: Any = None) -> forms.ChoiceField:
    """Ask for one of many answers in a list that opens."""
    return forms.ChoiceField(
        label=label,
        choices=[("", empty), *choices.items()],
        required=bool(needed),
        error_messages={"required": needed} if needed else {},
    )


class Find(forms.Form):
    """Whom to search for."""

    name = forms.CharField(label=_("Name"), required=False, max_length=200)
    date_of_birth = DatePartsField(
        label=_("Date of birth"), help_text=_("For example, 27 3 1991."), required=False
    )
    identifier = forms.CharField(
        label=_("Identifier"),
        help_text=_("A URN, PNC, custody or crime reference."),
        required=False,
        max_length=80,
    )

    def terms(self) -> dict[str, str]:
        """Return what to search for, as text."""
        born_on = self.cleaned_data["date_of_birth"]
        return {**self.cleaned_data, "date_of_birth": born_on.isoformat() if born_on else ""}


class SearchMade(forms.Form):
    """Where was searched, and whether anything was found."""

    scope = text(
        _("What did you search, for what, and over which dates?"),
        needed=_("Say which systems you searched, for what, and over which dates."),
    )
    has_found = chosen(_("Did you find anything?"), YES_NO, _("Say whether you found anything."))


class Match(forms.Form):
    """Which person of the request a person held is, and how that is known."""

    number = forms.TypedChoiceField(
        label=_("Whom of the request is this?"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the people the request names.")},
    )
    confidence = chosen(
        _("How sure is it?"), MatchConfidence.choices(), _("Say how sure it is that this is the person.")
    )
    evidence = text(
        _("What shows it, besides the name?"),
        needed=_("Say what shows that this is the same person, besides the name."),
    )

    def __init__(self, *args: Any, work: Work, **options: Any) -> None:
        super().__init__(*args, **options)
        people = [(each.number, each.name) for each in work.persons]
        self.fields["number"].choices = people  # type: ignore[attr-defined]


class Gather(forms.Form):
    """Which of the items held are put together for the case, and what is judged of each.

    An item's fields are only asked for where it is taken.
    """

    def __init__(self, *args: Any, work: Work, **options: Any) -> None:
        super().__init__(*args, **options)
        self.work = work
        self.rows = [(item, item.versions.all()[0]) for item in work.held]
        before = {str(each.item_version_id): each for each in work.gathered}
        for place, (_item, version) in enumerate(self.rows):
            self._ask(place, before.get(str(version.pk)))

    def _ask(self, place: int, before: Any) -> None:
        pack = current_pack()
        asked = {
            str(each.number): f"{each.number}. {gettext(pack.words('category')[each.category])}"
            for each in self.work.items
        }
        fields: dict[str, forms.Field] = {
            "take": forms.BooleanField(label=_("Gather this item for the case"), required=False),
            "requested_number": picked(_("Which asked-for item is it?"), asked, empty=_("None of them")),
            "is_relevant": picked(
                _("Is it relevant to the purpose?"), dict(Answer.choices()), empty=_("Choose an answer")
            ),
            "accuracy": picked(_("Accuracy"), pack.words("accuracy"), empty=_("Choose an answer")),
            "identity_match": picked(
                _("Is it this person?"), pack.words("identity_match"), empty=_("Choose an answer")
            ),
            "is_excessive": forms.BooleanField(label=_("It says more than is needed"), required=False),
            "is_misleading": forms.BooleanField(label=_("It misleads by what it leaves out"), required=False),
            "sensitive_condition": picked(
                _("Condition for sensitive data"), pack.words("sensitive_condition"), empty=_("Not sensitive")
            ),
            "reason": text(_("Note")),
        }
        for name, field in fields.items():
            field.initial = self._initial(name, before)
            self.fields[f"{name}_{place}"] = field

    @staticmethod
    def _initial(name: str, before: Any) -> Any:
        if before is None:
            return None
        if name == "take":
            return True
        if name == "requested_number":
            return str(before.requested_item.number) if before.requested_item else ""
        return getattr(before, name)

    def clean(self) -> dict[str, Any]:
        """Ask for what must be judged of each item that is taken."""
        cleaned = super().clean() or self.cleaned_data
        for place, _row in enumerate(self.rows):
            if not cleaned.get(f"take_{place}"):
                continue
            for name in ("is_relevant", "accuracy", "identity_match"):
                if not cleaned.get(f"{name}_{place}"):
                    self.add_error(f"{name}_{place}", gettext("Answer this for each item you gather."))
        return cleaned

    def shown(self) -> list[tuple[Any, Any, dict[str, Any]]]:
        """List each item held with its newest version and its fields, for the page."""
        names = ("take", "requested_number", "is_relevant", "accuracy", "identity_match", "is_excessive",
                 "is_misleading", "sensitive_condition", "reason")  # fmt: skip
        return [
            (item, version, {name: self[f"{name}_{place}"] for name in names})
            for place, (item, version) in enumerate(self.rows)
        ]

    def judgements(self) -> list[Judgement]:
        """Return what was judged of the items taken."""
        said = self.cleaned_data
        return [
            Judgement(
                item_version=str(version.pk),
                requested_number=int(said[f"requested_number_{place}"] or 0) or None,
                is_relevant=Answer(said[f"is_relevant_{place}"]),
                is_excessive=said[f"is_excessive_{place}"],
                is_misleading=said[f"is_misleading_{place}"],
                accuracy=said[f"accuracy_{place}"],
                identity_match=said[f"identity_match_{place}"],
                sensitive_condition=said[f"sensitive_condition_{place}"],
                reason=said[f"reason_{place}"],
            )
            for place, (_item, version) in enumerate(self.rows)
            if said[f"take_{place}"]
        ]


class Assess(forms.Form):
    """Harm both ways, fairness, and what is known of the assessor."""

    harm_words = text(_("What would the harm be, and what lessens it?"))
    subject_told = chosen(
        _("Is the person told of the sharing?"),
        SubjectTold.choices(),
        _("Say whether the person is told, or why not."),
    )
    fairness_words = text(_("Why, if the person is not told?"))
    conflicted = chosen(
        _("Do you know the person, or have an interest in the matter?"),
        YES_NO,
        _("Say whether you know the person or have an interest."),
    )

    def __init__(self, *args: Any, work: Work, **options: Any) -> None:
        super().__init__(*args, **options)
        pack = current_pack()
        self.sharing = pack.words("harm")
        self.not_sharing = pack.words("harm_of_not_sharing")
        self.sensitive = _sensitive_and_not_gathered(work)
        levels = HarmLevel.choices()
        needed = _("Choose how bad this harm would be.")
        for word, label in {**self.sharing, **self.not_sharing}.items():
            self.fields[f"harm_{word}"] = chosen(gettext(label), levels, needed)
        for number, label in self.sensitive.items():
            title = _("Condition for sensitive data: %(item)s") % {"item": gettext(label)}
            options_of = pack.words("sensitive_condition")
            self.fields[f"condition_{number}"] = picked(title, options_of, empty=_("None"))

    def harms(self, words: Mapping[str, str]) -> list[Any]:
        """List the fields of some harms, in order."""
        return [self[f"harm_{word}"] for word in words]

    def conditions(self) -> list[Any]:
        """List the fields that ask for a condition of what was not gathered."""
        return [self[f"condition_{number}"] for number in self.sensitive]

    def answers(self) -> Answers:
        """Return the answers."""
        said = self.cleaned_data
        return Answers(
            sharing_harm={word: HarmLevel(said[f"harm_{word}"]) for word in self.sharing},
            not_sharing_harm={word: HarmLevel(said[f"harm_{word}"]) for word in self.not_sharing},
            harm_words=said["harm_words"],
            subject_told=SubjectTold(said["subject_told"]),
            fairness_words=said["fairness_words"],
            is_conflicted=said["conflicted"] == "yes",
            conditions={
                number: said[f"condition_{number}"]
                for number in self.sensitive
                if said[f"condition_{number}"]
            },
        )


def before(answers: Answers) -> dict[str, Any]:
    """Turn the answers of an earlier assessment into what a form begins with."""
    return {
        **{f"harm_{word}": level.value for word, level in answers.sharing_harm.items()},
        **{f"harm_{word}": level.value for word, level in answers.not_sharing_harm.items()},
        **{f"condition_{number}": word for number, word in answers.conditions.items()},
        "harm_words": answers.harm_words,
        "subject_told": answers.subject_told.value,
        "fairness_words": answers.fairness_words,
        "conflicted": "yes" if answers.is_conflicted else "no",
    }


def _sensitive_and_not_gathered(work: Work) -> dict[int, str]:
    """Map what is asked for, sensitive and not gathered to its category's label."""
    pack = current_pack()
    found = {each.requested_item_id for each in work.gathered}
    return {
        each.number: pack.words("category")[each.category]
        for each in work.items
        if each.pk not in found and pack.column("category", each.category, "is_sensitive")
    }


class Further(forms.Form):
    """From which basis on the bases are shown."""

    bases = forms.IntegerField(required=False, min_value=0, max_value=9_999)


def first_basis(query: Mapping[str, Any]) -> int:
    """Read from the address where the bases shown start; what cannot be read is the beginning."""
    asked = Further(query)
    asked.full_clean()
    return asked.cleaned_data.get("bases") or 0
