"""What is asked about law: gateways, regime, bases, conditions for sensitive data, transfers overseas."""

from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy as _

from needshare.assessment.queries import Work
from needshare.policy import Usual, current_pack, usual
from needshare.web.fields import line, some_of

from .fields import picked, text

# Each answer about a transfer with the list of the policy it is chosen from; "" for words.
TRANSFER = {
    "country": "",
    "necessity": "",
    "ground": "transfer_ground",
    "recipient": "transfer_recipient",
    "originator": "originator_agreed",
    "risk": "transfer_risk",
    "risk_words": "",
}


def _purpose(work: Work) -> str:
    return work.asked.purpose if work.asked.purpose in current_pack().words("purpose") else ""


def usual_for(work: Work) -> Usual | None:
    """Read what the purpose of the request usually rests on; nothing where it names no purpose."""
    purpose, kind = _purpose(work), work.case.requesting_organisation.legal_type
    return usual(current_pack(), purpose, kind) if purpose else None


def law_fields(work: Work) -> dict[str, forms.Field]:
    """Ask which gateways are relied on besides those named, and for regime and bases where they are open."""
    pack, row = current_pack(), usual_for(work)
    kind = work.case.requesting_organisation.legal_type
    labels = pack.words("gateway")
    offered = {
        name: gettext(labels[name])
        for name in (row.gateways if row else ())
        if name not in work.asked.gateways
    }
    chosen_before = work.answers.gateways if work.answers else ()
    offered |= {name: gettext(labels[name]) for name in chosen_before if name in labels}
    others = {name: label for name, label in labels.items() if name not in {*offered, *work.asked.gateways}}
    fields: dict[str, forms.Field] = {}
    if offered:
        fields["gateways"] = some_of(
            _("Which gateways do you rely on besides those the request names?"),
            _("These are usual for the purpose."),
            choices=list(offered.items()),
        )
    fields["another_gateway"] = picked(_("Another gateway"), others, empty=_("None"))
    if row is not None and not row.regime:
        regimes = {
            word: label
            for word, label in pack.words("regime").items()
            if not pack.column("regime", word, "is_to_be_chosen")
        }
        fields["regime"] = picked(
            _("Which data protection regime is it shared under?"), regimes, empty=_("Not decided yet")
        )
    if row is None or not (row.regime and pack.column("regime", row.regime, "needs_competent_authority")):
        fields["lawful_basis"] = picked(
            _("What is the basis of the force outside law enforcement?"),
            words_of("lawful_basis"),
            empty=_("Not recorded"),
        )
    if not pack.column("requester_type", kind, "is_competent_authority"):
        fields["recipient_basis"] = picked(
            _("What is the recipient's own basis?"), words_of("lawful_basis"), empty=_("Not recorded")
        )
    return fields


def transfer_fields() -> dict[str, forms.Field]:
    """Ask all that must be said of a transfer overseas."""
    words: dict[str, Any] = {
        "country": line(_("To which country?")),
        "necessity": text(_("Why is the transfer necessary for law enforcement?")),
        "risk_words": text(_("What did you find about the risk, and which assurances were given?")),
    }
    return {
        f"transfer_{name}": picked(_label(of), words_of(of), empty=_("Not recorded")) if of else words[name]
        for name, of in TRANSFER.items()
    }


def words_of(name: str) -> dict[str, str]:
    """Give the words of a list; none where the pack in force is from before there was one."""
    pack = current_pack()
    return pack.words(name) if name in pack.lists else {}


def _label(name: str) -> str:
    pack = current_pack()
    return gettext(pack.lists[name].label) if name in pack.lists else name


def is_overseas(work: Work) -> bool:
    """Tell whether whoever asks is overseas."""
    kind = work.case.requesting_organisation.legal_type
    return bool(current_pack().column("requester_type", kind, "is_overseas"))


def conditions_of(work: Work) -> dict[str, str]:
    """Offer the conditions for sensitive data, those that are usual for the purpose first."""
    labels, row = current_pack().words("sensitive_condition"), usual_for(work)
    first = row.conditions if row else ()
    return {word: labels[word] for word in (*first, *(each for each in labels if each not in first))}
