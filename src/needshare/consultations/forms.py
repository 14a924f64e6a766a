"""What is asked of who asks about a case, and of who answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _, ngettext

from needshare.web.fields import line, one_of, text
from needshare.web.translating import gettext

from .access import places
from .rules import Outsider, Question, Reply
from .terms import ConsultationAnswer


class _Asking(forms.Form):
    place = one_of(_("Whom do you ask?"), select=True)
    question = text(_("What do you ask?"), _("One question that can be answered with a reason."))
    shown = text(
        _("What are they shown of the case?"),
        _("They see the question and this, and nothing else of the case. Leave it empty to show nothing."),
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        field = self.fields["place"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", ""), *((word, gettext(label)) for word, label in places().items())]


class Ask(_Asking):
    """A question to a place of the policy, or to a person."""

    username = line(
        _("A person, by sign-in name"), _("Leave it empty to ask whoever answers there."), autocomplete="off"
    )
    field_order = ("place", "username", "question", "shown")

    def asked(self) -> Question:
        """Return this as the action takes it."""
        return Question(**self.cleaned_data)


class Invite(_Asking):
    """A question to somebody outside, by a link."""

    name = line(_("Their name"))
    organisation = line(_("Their organisation"))
    email = line(_("Their work e-mail address"), autocomplete="off")
    field_order = ("place", "name", "organisation", "email", "question", "shown")

    def asked(self) -> Question:
        """Return the question as the action takes it."""
        words = self.cleaned_data
        return Question(place=words["place"], question=words["question"], shown=words["shown"])

    def outsider(self) -> Outsider:
        """Return who is asked as the action takes it."""
        words = self.cleaned_data
        return Outsider(name=words["name"], organisation=words["organisation"], email=words["email"])


class Answer(forms.Form):
    """What is answered, and why."""

    answer = forms.ChoiceField(
        label=_("What do you answer?"),
        choices=[(word.value, word.label) for word in ConsultationAnswer],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you answer.")},
    )
    reason = text(_("Why?"), _("Your name and this reason go with the answer."))

    def reply(self) -> Reply:
        """Return this as the action takes it."""
        words = self.cleaned_data
        return Reply(answer=ConsultationAnswer(words["answer"]), reason=words["reason"])


class Code(forms.Form):
    """The code that did not come with the link."""

    code = forms.CharField(
        label=_("Code"),
        help_text=_("8 letters and digits, such as 7K3F-9QXW. It did not come with the link."),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={
            "required": _("Enter the code you were given."),
            "max_length": _("The code has 8 letters and digits. Enter only the code."),
        },
    )

    @staticmethod
    def wrong(tries_left: int) -> str:
        """Say that a code was wrong, and how many more may be tried."""
        return ngettext(
            "This is not the code. Check it. You can try %(count)d more time before the link stops working.",
            "This is not the code. Check it. You can try %(count)d more times before the link stops working.",
            tries_left,
        ) % {"count": tries_left}
