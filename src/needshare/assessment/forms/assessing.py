"""What is asked before the tests are put: law, harm both ways, interests, fairness, and the assessor's own."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy as _

from needshare.assessment.queries import Work
from needshare.assessment.rules import HIGHEST, Answers, Score, Transfer
from needshare.assessment.terms import HarmLevel, SubjectTold
from needshare.policy import current_pack
from needshare.web.fields import line, some_of

from .fields import YES_NO, chosen, picked, text
from .law import TRANSFER, conditions_of, is_overseas, law_fields, transfer_fields, usual_for, words_of

FIGURES = [(str(figure), str(figure)) for figure in range(1, HIGHEST + 1)]
EVERYBODY_ELSE = 0


class Assess(forms.Form):
    """Law, harm both ways, what is best for people, fairness, and what is known of the assessor."""

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
        self.people = _people(work)
        self.law = law_fields(work)
        self.usual = usual_for(work)
        self.is_overseas = is_overseas(work)
        self.fields.update(self.law)
        for word, label in {**self.sharing, **self.not_sharing}.items():
            self.fields.update(_harm(word, label))
        self.fields["alternatives"] = some_of(
            _("Which other ways to protect did you consider?"),
            _("Where not sharing could do severe harm, consider each of them."),
            choices=[(word, gettext(label)) for word, label in words_of("alternative").items()],
        )
        for number, label in self.sensitive.items():
            title = _("Condition for sensitive data: %(item)s") % {"item": gettext(label)}
            self.fields[f"condition_{number}"] = picked(title, conditions_of(work), empty=_("None"))
        for number, name in self.people.items():
            self.fields[f"interests_{number}"] = text(_("What is best for %(person)s?") % {"person": name})
        if self.is_overseas:
            self.fields.update(transfer_fields())

    def harms(self, words: Mapping[str, str]) -> list[tuple[Any, tuple[Any, ...], bool]]:
        """List each harm with the fields of its score, and whether any of those is filled in or wrong."""
        found = []
        for word in words:
            score = tuple(self[f"{name}_{word}"] for name in ("likelihood", "severity", "mitigation"))
            found.append((self[f"harm_{word}"], score, any(each.value() or each.errors for each in score)))
        return found

    def conditions(self) -> list[Any]:
        """List the fields that ask for a condition of what was not gathered."""
        return [self[f"condition_{number}"] for number in self.sensitive]

    def interests(self) -> list[Any]:
        """List the fields that ask what is best for each of the people."""
        return [self[f"interests_{number}"] for number in self.people]

    def of_law(self) -> list[Any]:
        """List the fields about gateways, regime and bases."""
        return [self[name] for name in self.law]

    def of_transfer(self) -> list[Any]:
        """List the fields about a transfer overseas; none where it stays in the country."""
        return [self[f"transfer_{name}"] for name in TRANSFER] if self.is_overseas else []

    def clean(self) -> dict[str, Any]:
        """Ask for both figures of a score, or for none."""
        cleaned = super().clean() or self.cleaned_data
        for word in {**self.sharing, **self.not_sharing}:
            likelihood, severity = (cleaned.get(f"{name}_{word}") for name in ("likelihood", "severity"))
            if bool(likelihood) is not bool(severity):
                missing = "severity" if likelihood else "likelihood"
                self.add_error(f"{missing}_{word}", gettext("Say both how likely and how bad it is."))
        return cleaned

    def answers(self) -> Answers:
        """Return the answers."""
        said = self.cleaned_data
        another = said.get("another_gateway")
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
            scores=self._scores(said),
            alternatives=tuple(said["alternatives"]),
            best_interests={number: said[f"interests_{number}"] for number in self.people},
            gateways=tuple(dict.fromkeys((*said.get("gateways", ()), *([another] if another else ())))),
            regime=said.get("regime", ""),
            lawful_basis=said.get("lawful_basis", ""),
            recipient_basis=said.get("recipient_basis", ""),
            transfer=self._transfer(said),
        )

    def _scores(self, said: Mapping[str, Any]) -> dict[str, Score]:
        return {
            word: Score(
                likelihood=int(said[f"likelihood_{word}"]),
                severity=int(said[f"severity_{word}"]),
                mitigation=said[f"mitigation_{word}"],
            )
            for word in {**self.sharing, **self.not_sharing}
            if said[f"likelihood_{word}"]
        }

    def _transfer(self, said: Mapping[str, Any]) -> Transfer | None:
        return Transfer(**{name: said[f"transfer_{name}"] for name in TRANSFER}) if self.is_overseas else None


def before(answers: Answers) -> dict[str, Any]:
    """Turn the answers of an earlier assessment into what a form begins with."""
    scores = {
        f"{name}_{word}": getattr(score, name)
        for word, score in answers.scores.items()
        for name in ("likelihood", "severity", "mitigation")
    }
    transfer = answers.transfer or Transfer()
    return {
        **{f"harm_{word}": level.value for word, level in answers.sharing_harm.items()},
        **{f"harm_{word}": level.value for word, level in answers.not_sharing_harm.items()},
        **{f"condition_{number}": word for number, word in answers.conditions.items()},
        **{f"interests_{number}": words for number, words in answers.best_interests.items()},
        **{f"transfer_{name}": getattr(transfer, name) for name in TRANSFER},
        **scores,
        "alternatives": list(answers.alternatives),
        "gateways": list(answers.gateways),
        "regime": answers.regime,
        "lawful_basis": answers.lawful_basis,
        "recipient_basis": answers.recipient_basis,
        "harm_words": answers.harm_words,
        "subject_told": answers.subject_told.value,
        "fairness_words": answers.fairness_words,
        "conflicted": "yes" if answers.is_conflicted else "no",
    }


def _harm(word: str, label: str) -> dict[str, forms.Field]:
    nothing = _("Not scored")
    return {
        f"harm_{word}": chosen(gettext(label), HarmLevel.choices(), _("Choose how bad this harm would be.")),
        f"likelihood_{word}": picked(_("How likely, 1 to 5?"), dict(FIGURES), empty=nothing),
        f"severity_{word}": picked(_("How bad, 1 to 5?"), dict(FIGURES), empty=nothing),
        f"mitigation_{word}": line(_("What lessens it?")),
    }


def _people(work: Work) -> dict[int, Any]:
    """Map everybody the request names, by number, and everybody else the items are about, to their name."""
    matched = {each.subject_id for each in work.matches}
    links = (link for each in work.gathered for link in each.item_version.item.links.all())
    found: dict[int, Any] = {each.number: each.name for each in work.persons}
    if any(link.subject_id not in matched for link in links):
        found[EVERYBODY_ELSE] = _("everybody else the items are about")
    return found


def _sensitive_and_not_gathered(work: Work) -> dict[int, str]:
    """Map what is asked for, sensitive and not gathered to its category's label."""
    pack = current_pack()
    found = {each.requested_item_id for each in work.gathered}
    return {
        each.number: pack.words("category")[each.category]
        for each in work.items
        if each.pk not in found and pack.column("category", each.category, "is_sensitive")
    }
