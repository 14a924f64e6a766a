"""What a person changes in the sandbox: an agreement, a gateway, or the force's own layer of the policy."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from needshare.assessment.rules import WHAT_IF_PARTS, Change
from needshare.assessment.terms import ChangeKind
from needshare.policy import current_pack
from needshare.web.fields import day, line, one_of, some_of, text

AS_IT_WAS = [("", _("As it was")), ("yes", _("Yes")), ("no", _("No"))]


class TriedChange(forms.Form):
    """What every what-if asks: why, and as if on which day."""

    kind: ClassVar[ChangeKind]
    reason = line(_("Why do you try this?"), _("It is recorded with what you look at."))
    judged_on = day(
        _("Judge everything as if on (optional)"),
        _(
            "Leave empty to judge each assessment on its own day. For a change that comes later, give a day after it."
        ),
    )

    def __init__(self, *args: Any, known: Mapping[str, Any] | None = None, **options: Any) -> None:
        self.known = known or {}
        super().__init__(*args, **options)
        for name, kind in WHAT_IF_PARTS[self.kind].items():
            field = self.fields.get(name)
            if isinstance(field, forms.ChoiceField) and kind != "truth":
                field.choices = list(current_pack().words(kind.removeprefix("set ")).items())

    def change(self, subject: str) -> Change:
        """Return what differs from how it is now."""
        said = self.cleaned_data
        parts = {}
        for name, kind in WHAT_IF_PARTS[self.kind].items():
            given = said.get(name)
            if name in self.fields and given not in (None, "", []) and not self._is_as_known(name, given):
                parts[name] = _plain(kind, given)
        return Change(kind=self.kind, subject=subject, parts=parts, judged_on=said.get("judged_on"))

    def _is_as_known(self, name: str, given: Any) -> bool:
        known = self.known.get(name)
        return sorted(given) == known if isinstance(given, list) else bool(given == known)


def _plain(kind: str, given: Any) -> Any:
    if kind == "truth":
        return given == "yes"
    return given.isoformat() if kind == "day" else given


class ChangedAgreement(TriedChange):
    """An agreement as it would be, beginning with what it says now."""

    kind = ChangeKind.AGREEMENT
    starts_on = day(_("First day"))
    ends_on = day(_("Last day"))
    review_on = day(_("Review due on"))
    status = one_of(_("Standing"), select=True)
    ceiling = one_of(_("Highest marking"), select=True)
    purposes = some_of(_("Purposes agreed"))
    categories = some_of(_("Categories the force may share"))
    subject_groups = some_of(_("People it may be about"))
    methods = some_of(_("Methods of sending"))
    jurisdictions = some_of(_("Where it applies"))
    recipient_is_party = one_of(_("Is the partner a party?"), choices=AS_IT_WAS, select=True)
    requester_is_named = one_of(_("Is who asks named in it?"), choices=AS_IT_WAS, select=True)


class ChangedGateway(TriedChange):
    """A gateway as it would be."""

    kind = ChangeKind.GATEWAY
    subject = one_of(_("Gateway"), select=True)
    in_force_from = day(_("In force from"), _("Leave empty to keep it as it is."))
    in_force_to = day(_("Last day in force"), _("Leave empty to keep it as it is."))
    verified = one_of(_("Has its text been verified?"), choices=AS_IT_WAS, select=True)
    police_may_disclose = one_of(_("May the police disclose by it?"), choices=AS_IT_WAS, select=True)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["subject"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Choose a gateway")), *current_pack().words("gateway").items()]


class ChangedLayer(TriedChange):
    """The force's own layer as it would be, whole."""

    kind = ChangeKind.LAYER
    text = text(
        _("The whole text of the layer"),
        _(
            "As in its files: the head first, then every table. It takes the place of the layer in force, here only."
        ),
    )
