"""What is asked of the person who searches, matches and gathers."""

from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy as _

from needshare.assessment.queries import Work
from needshare.assessment.rules import Judgement
from needshare.assessment.terms import Answer, MatchConfidence
from needshare.policy import current_pack
from needshare.web.forms import DatePartsField

from .fields import YES_NO, chosen, picked, text
from .law import conditions_of


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
                _("Condition for sensitive data"), conditions_of(self.work), empty=_("Not sensitive")
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
