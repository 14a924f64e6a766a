"""The file in which the operator sets up organisations' sign-in providers; none without it."""

import tomllib
from importlib.util import find_spec
from pathlib import Path

from needshare.federation.rules import providers_in
from needshare.federation.terms import Protocol, Provider


def sign_in_providers(file: str) -> tuple[Provider, ...]:
    """Read the providers' file, whose path is given; no path, no providers.

    Raises:
        ValueError: it is not TOML, sets something up wrongly, or needs the `saml` extra; it says what.
        OSError: it cannot be read.
    """
    if not file:
        return ()
    found = providers_in(tomllib.loads(Path(file).expanduser().read_text("utf-8")))
    if any(each.protocol is Protocol.SAML for each in found) and find_spec("onelogin") is None:
        raise ValueError(
            "a sign-in provider speaks SAML: install the extra with pip install 'needshare[saml]'"
        )
    return found
