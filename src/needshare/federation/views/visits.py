"""What a browser was sent to a provider with, kept in its session until it comes back: once, for ten minutes."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from django.conf import settings
from django.urls import reverse

from needshare.federation.exchange import Question
from needshare.federation.terms import Provider

VISITS: Final = "provider_visits"
LIFE: Final = timedelta(minutes=10)
MOST: Final = 5


class SentFor(StrEnum):
    """What somebody is sent to their provider for."""

    SIGN_IN = "sign_in"
    INVITATION = "invitation"
    CONFIRMATION = "confirmation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """What somebody was sent for: where they go on to afterwards, and with which invitation."""

    question: Question
    sent_for: SentFor
    begun_at: datetime
    then: str
    invitation: str


def back_at(provider: Provider) -> str:
    """Return the address a provider sends people back to, as it must be registered there."""
    return f"{settings.SITE_URL}{reverse('provider_return', args=[provider.name])}"


def begun(
    request: Any, provider: Provider, sent_for: SentFor, *, then: str = "", invitation: str = ""
) -> Errand:
    """Note in the session what somebody is sent for; of many at once the latest count."""
    errand = Errand(
        question=Question(
            state=secrets.token_urlsafe(32),
            nonce=secrets.token_urlsafe(32),
            verifier=secrets.token_urlsafe(48),
            back=back_at(provider),
            must_prove_again=sent_for is SentFor.CONFIRMATION,
        ),
        sent_for=sent_for,
        begun_at=request.at,
        then=then,
        invitation=invitation,
    )
    kept = {
        "provider": provider.name,
        "nonce": errand.question.nonce,
        "verifier": errand.question.verifier,
        "sent_for": sent_for.value,
        "begun": request.at.timestamp(),
        "then": then,
        "invitation": invitation,
    }
    earlier = list(request.session.get(VISITS, {}).items())[-(MOST - 1) :]
    request.session[VISITS] = dict([*earlier, (errand.question.state, kept)])
    return errand


def begun_under(request: Any, provider: Provider, state: str) -> Errand | None:
    """Return what the browser is sent for, while it is on its way."""
    kept = request.session.get(VISITS, {}).get(state)
    return None if kept is None else _errand(request, provider, state, kept)


def note_request(request: Any, state: str, name: str) -> None:
    """Note the name of the request that an answer must name, where the protocol makes one up."""
    request.session[VISITS][state]["nonce"] = name
    request.session.modified = True


def finished(request: Any, provider: Provider, state: str) -> Errand | None:
    """Return what the browser was sent for, and forget it; None if it was not, or too long ago."""
    visits = dict(request.session.get(VISITS, {}))
    kept = visits.pop(state, None)
    if kept is None:
        return None
    request.session[VISITS] = visits
    request.session.save()  # now: whatever happens next, it counts once
    return _errand(request, provider, state, kept)


def _errand(request: Any, provider: Provider, state: str, kept: dict[str, Any]) -> Errand | None:
    """Read what was noted; None if it is another provider's, or too old."""
    begun_at = datetime.fromtimestamp(kept["begun"], UTC)
    if kept["provider"] != provider.name or request.at - begun_at > LIFE:
        return None
    sent_for = SentFor(kept["sent_for"])
    question = Question(
        state=state,
        nonce=kept["nonce"],
        verifier=kept["verifier"],
        back=back_at(provider),
        must_prove_again=sent_for is SentFor.CONFIRMATION,
    )
    return Errand(
        question=question,
        sent_for=sent_for,
        begun_at=begun_at,
        then=kept["then"],
        invitation=kept["invitation"],
    )
