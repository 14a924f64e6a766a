"""What an auditor asks of the audit log, and why."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext, gettext_lazy as _

from needshare.accounts import queries as accounts
from needshare.audit.terms import Kind, Operation
from needshare.kernel import Actor, Unknown
from needshare.kernel.references import tidy_reference

FOUND_BY = (
    (Kind.OWNER.value, _("Everything")),
    (Kind.REFERENCE.value, _("What concerns a case")),
    (Kind.ACTOR.value, _("What a person did")),
    (Kind.OPERATION.value, _("One kind of operation")),
)


class Look(forms.Form):
    """Which entries to open, and why; sent in the body, so that no address names anybody."""

    kind = forms.ChoiceField(
        label=_("What do you look for?"),
        choices=FOUND_BY,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what to look for.")},
    )
    reference = forms.CharField(label=_("Reference of the case"), required=False, max_length=40)
    person = forms.CharField(label=_("Username"), required=False, max_length=120)
    operation = forms.ChoiceField(
        label=_("Operation"), choices=[("", _("Choose an operation")), *Operation.choices()], required=False
    )
    reason = forms.CharField(
        label=_("Why do you look into the log?"),
        help_text=_("Your look is an entry of the log itself."),
        max_length=500,
        error_messages={"required": _("Say why you look into the log.")},
    )
    before = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)

    def __init__(self, *args: Any, viewer: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self.viewer = viewer
        if not viewer.is_force:  # a partner reads of its own acts, so there is nothing to choose
            for name in ("reference", "person", "operation"):
                del self.fields[name]
            self.fields["kind"] = forms.CharField(widget=forms.HiddenInput, initial=Kind.OWNER.value)

    def clean(self) -> dict[str, Any]:
        """Ask for what the chosen way of looking needs."""
        said = super().clean() or self.cleaned_data
        kind = said.get("kind")
        if not self.viewer.is_force:
            return said
        if kind == Kind.REFERENCE and not said.get("reference"):
            self.add_error("reference", gettext("Enter the reference of the case."))
        if kind == Kind.OPERATION and not said.get("operation"):
            self.add_error("operation", gettext("Choose an operation."))
        if kind == Kind.ACTOR:
            said["account"] = self._account(said.get("person") or "")
        return said

    def _account(self, username: str) -> UUID | None:
        try:
            return accounts.person(username, self.viewer).pk
        except Unknown:
            self.add_error("person", gettext("Enter the username of somebody in the register."))
            return None

    def asked(self) -> dict[str, Any]:
        """Return what to look for, as the log is asked."""
        said = self.cleaned_data
        if not self.viewer.is_force:
            return {"before": said["before"], "reason": said["reason"]}
        text = {
            Kind.REFERENCE.value: tidy_reference(said["reference"]),
            Kind.ACTOR.value: str(said.get("account") or ""),
            Kind.OPERATION.value: said["operation"],
        }
        return {
            "kind": Kind(said["kind"]),
            "text": text.get(said["kind"], ""),
            "before": said["before"],
            "reason": said["reason"],
        }
