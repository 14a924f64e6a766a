"""The words of sign-in by an organisation's own provider: the provider, what it states, how a person is tied."""

from dataclasses import dataclass
from datetime import datetime

from needshare.kernel import Term, gettext_noop as _


class Protocol(Term):
    """How a sign-in provider speaks."""

    OIDC = "oidc", _("OpenID Connect")
    SAML = "saml", _("SAML 2.0")


class Way(Term):
    """How it became known which account somebody is who signs in at a provider."""

    INVITATION = "invitation", _("By the link of their invitation")
    DIRECTORY = "directory", _("By their id in the organisation's directory")
    ADDRESS = "address", _("By their work address, which the provider verified")


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """One organisation's sign-in provider, as the operator set it up.

    `origins` are the only places it is called at or sends people to. What it says in `acr` or `amr` (SAML: the
    class of the authentication context) counts as a second factor if it is among these values.
    """

    name: str
    organisation: str
    label: str
    issuer: str
    origins: tuple[str, ...]
    protocol: Protocol = Protocol.OIDC
    client_id: str = ""
    secret_file: str = ""
    sign_in_url: str = ""
    certificate_file: str = ""
    second_factor_acr: tuple[str, ...] = ()
    second_factor_amr: tuple[str, ...] = ()
    ways: tuple[Way, ...] = (Way.INVITATION, Way.DIRECTORY)
    directory_claim: str = "sub"
    is_listed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderStatement:
    """What a provider states of somebody who signed in there, checked; kept nowhere."""

    provider: Provider
    subject: str
    directory_id: str = ""
    address: str = ""
    has_second_factor: bool = False
    proved_at: datetime | None = None
