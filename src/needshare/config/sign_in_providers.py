"""The file in which the operator sets up organisations' sign-in providers; none without it."""

import tomllib
from pathlib import Path

from needshare.federation.rules import providers_in
from needshare.federation.terms import Provider


def sign_in_providers(file: str) -> tuple[Provider, ...]:
    """Read the providers' file, whose path is given; no path, no providers.

    Raises:
        ValueError: it is not TOML, or sets something up wrongly; it says what.
        OSError: it cannot be read.
    """
    if not file:
        return ()
    return providers_in(tomllib.loads(Path(file).expanduser().read_text("utf-8")))
