"""What people show to prove who they are: passkeys, codes of an app, recovery codes; checked and used up.

allauth and fido2 do the ceremony of WebAuthn. Here stands what they leave open: the site's one origin, a
verified person at every use, passkeys sealed to their holder, and copies that give themselves away.
"""

import json
import struct
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal import auth as ceremony
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from fido2.utils import websafe_decode
from fido2.webauthn import CollectedClientData

from needshare.crypto.sealing import Tampered
from needshare.crypto.tokens import matches, token_hash
from needshare.kernel.sight import KeyKind, recognising, turn_to

# Whatever a browser sends that is not what a passkey makes ends in one of these while it is read.
UNREADABLE = (
    ValidationError, ValueError, TypeError, KeyError, AttributeError, IndexError, struct.error,
)  # fmt: skip


def site() -> dict[str, str]:
    """Name the site as passkeys know it: they are made for its host and work nowhere else."""
    return {"id": urlsplit(settings.SITE_URL).hostname or "localhost", "name": settings.MFA_TOTP_ISSUER}


def is_this_site(origin: object) -> bool:
    """Tell whether an origin is the site's own: scheme, host and port, not one that merely ends alike."""
    own = urlsplit(settings.SITE_URL)
    return origin == f"{own.scheme}://{own.netloc}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What somebody can prove themselves with, for the pages that show it."""

    passkeys: tuple[Authenticator, ...]
    app_since: datetime | None
    codes_left: int

    @property
    def is_last(self) -> bool:
        """Tell whether without the one passkey nothing would be left."""
        return len(self.passkeys) == 1 and self.app_since is None


def factors(holder: Any) -> QuerySet[Authenticator]:
    """List what somebody can prove themselves with beyond a password; allauth's rows, tied by a foreign key."""
    found: QuerySet[Authenticator] = Authenticator.objects.filter(user_id=holder)
    return found


def passkeys(holder: Any) -> QuerySet[Authenticator]:
    """List somebody's passkeys, in the order they were made."""
    return factors(holder).filter(type=Authenticator.Type.WEBAUTHN).order_by("id")


def held_by(holder: Any) -> Held:
    """Return what somebody can prove themselves with, in one SELECT."""
    found = list(factors(holder).order_by("id"))
    apps = [each.created_at for each in found if each.type == Authenticator.Type.TOTP]
    codes = [each.data.get("hashes", []) for each in found if each.type == Authenticator.Type.RECOVERY_CODES]
    return Held(
        passkeys=tuple(each for each in found if each.type == Authenticator.Type.WEBAUTHN),
        app_since=apps[0] if apps else None,
        codes_left=sum(len(each) for each in codes),
    )


def options_to_enrol(user: Any) -> str:
    """Begin to make a passkey that finds its holder by itself and always verifies them; what the browser is asked."""
    return json.dumps(ceremony.begin_registration(user, True))


def options_to_prove(user: Any = None) -> dict[str, Any]:
    """Begin a proof by passkey: of this person, or of whoever the passkey says it is."""
    return dict(ceremony.begin_authentication(user))


def enrolled(credential: Any) -> int:
    """Check a passkey that was just made; return how often it has signed.

    Raises:
        ValidationError: it was not made here, now, by a person whom the device verified, or is known already.
    """
    try:
        answer = ceremony.parse_registration_response(credential)
        _must_be_of_this_site(answer.response.client_data)
        made = ceremony.complete_registration(credential)
        _must_hold(made.is_user_verified())
        _must_hold(not Authenticator.objects.filter(data__credential__id=credential["id"]).exists())
    except UNREADABLE:
        raise _refused() from None
    return int(made.counter)


def proved(user: Any, credential: Any) -> Authenticator:
    """Check a proof by passkey, of this person or of whoever it names; return the passkey used.

    Raises:
        ValidationError: for every reason the same.
        Tampered: the passkey is stored beside somebody who did not enrol it.
    """
    try:
        answer = ceremony.parse_authentication_response(credential)
        _must_be_of_this_site(answer.response.client_data)
        holder = user if user is not None else _named_by(credential)
        used = ceremony.complete_authentication(holder, credential)
        _count(used, int(answer.response.authenticator_data.counter))
    except UNREADABLE:
        ceremony.clear_state()
        raise _refused() from None
    return used


def bond(holder: Any, credential: Any) -> str:
    """Tie a passkey to its holder with a key outside the database, so that no row put there signs in."""
    return token_hash(_bound(holder, credential))


def recovery_hash(user: Any, code: str) -> str:
    """Compute the keyed hash by which one person's recovery code is kept."""
    return token_hash(f"recovery|{user}|{code}")


def of_code(user: Any, code: str) -> Authenticator:
    """Check a code typed by somebody: of their authenticator app, or one of their recovery codes, which is used up.

    Raises:
        ValidationError: it is neither, or was used.
    """
    app = factors(user.pk).filter(type=Authenticator.Type.TOTP).first()
    if app is not None and TOTP(app).validate_code(code):
        app.user = user
        return app
    found = _spent(user, code.replace(" ", "").replace("-", ""))
    if found is None:
        raise _refused()
    found.user = user
    return found


def _spent(user: Any, code: str) -> Authenticator | None:
    """Use up a recovery code; None when it is not one. Every hash is compared, whichever it is."""
    kind = Authenticator.Type.RECOVERY_CODES
    with transaction.atomic():
        kept = factors(user.pk).select_for_update().filter(type=kind).first()
        if kept is None:
            return None
        hashes = kept.data.get("hashes", [])
        left = [each for each in hashes if not matches(f"recovery|{user.pk}|{code}", each)]
        if len(left) == len(hashes):
            return None
        kept.data["hashes"] = left
        kept.save(update_fields=["data"])
        return kept


def _named_by(credential: Any) -> Any:
    """Find whom a passkey says it is of, and see as they do while it is checked and they come in."""
    with recognising(KeyKind.ACCOUNT, str(_holder_in(credential))):
        holder: Any = ceremony.extract_user_from_response(credential)
    turn_to(holder.sight)
    return holder


def _holder_in(credential: Any) -> UUID:
    """Read the id that a passkey brings with its answer; whether it is true is checked afterwards."""
    return UUID(websafe_decode(credential["response"]["userHandle"]).decode())


def _count(used: Authenticator, signed: int) -> None:
    """Refuse a passkey that was copied: of two that sign, one falls behind (WebAuthn 6.1.1)."""
    with transaction.atomic():
        kept = Authenticator.objects.select_for_update().get(pk=used.pk)
        if not matches(_bound(kept.user_id, kept.data["credential"]), str(kept.data.get("bond", ""))):
            raise Tampered(f"passkey|{kept.user_id}")
        before = int(kept.data.get("sign_count", 0))
        _must_hold(signed > before or (signed == 0 and before == 0))
        kept.data["sign_count"] = signed
        kept.save(update_fields=["data"])


def _bound(holder: Any, credential: Any) -> str:
    """Name what is tied together: the person, and the passkey's id and public key as it attested them."""
    return f"passkey|{holder}|{credential['response']['attestationObject']}"


def _must_be_of_this_site(client_data: CollectedClientData) -> None:
    _must_hold(is_this_site(client_data.origin) and not client_data.cross_origin)


def _must_hold(is_so: bool) -> None:
    if not is_so:
        raise ValueError


def _refused() -> ValidationError:
    refused: ValidationError = get_adapter().validation_error("incorrect_code")
    return refused
