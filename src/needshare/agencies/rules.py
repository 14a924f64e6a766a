"""What the register may say, and whether an e-mail address can be the organisation's own.

Domain reference 1.8, layer "Destination": the address equals the registered one, with a check for
domains that only look like it (a letter swapped, a dot turned into a hyphen, a foreign letter).
"""

import unicodedata
from collections.abc import Collection, Iterable

from needshare.kernel import FieldError, gettext_noop as _

from .terms import Destination, Jurisdiction, LegalType, Particulars

# Providers anyone can open an account with: never an organisation's own address, whoever it names.
PERSONAL_PROVIDERS = frozenset(
    """
    aim.com aol.co.uk aol.com blueyonder.co.uk btinternet.com btopenworld.com duck.com fastmail.com
    gmail.com gmx.co.uk gmx.com gmx.net googlemail.com hey.com hotmail.co.uk hotmail.com icloud.com
    live.co.uk live.com mac.com mail.com mail.ru me.com msn.com ntlworld.com outlook.com
    plusnet.com proton.me protonmail.com rocketmail.com sky.com talktalk.net tiscali.co.uk
    tuta.com tutanota.com virgin.net virginmedia.com yahoo.co.uk yahoo.com yandex.com ymail.com
    zoho.com zohomail.eu
    """.split()  # noqa: SIM905 - names read best as running text
)

# Parts of a domain that many organisations share, so that sharing one means nothing.
SHARED_PARTS = frozenset(
    """
    ac cjsm co com council edu eu example gov info mail net nhs nic org police pnn public sch scot
    secure service test uk wales www
    """.split()  # noqa: SIM905 - names read best as running text
)

# Cyrillic, Greek and other letters and digits that are drawn like a Latin one (after Unicode TS 39).
DRAWN_ALIKE = {
    "a": "\u0430\u03b1\u0251",
    "b": "\u044c\u0253",
    "c": "\u0441\u03f2",
    "d": "\u0501\u0257",
    "e": "\u0435\u0451\u025b3",
    "g": "\u0261\u0581",
    "h": "\u04bb\u043d",
    "i": "\u0456\u0131\u03b9\u04cf1l|!",
    "j": "\u0458",
    "k": "\u043a\u03ba",
    "m": "\u043c",
    "n": "\u0578\u03b7",
    "o": "\u043e\u03bf\u05850",
    "p": "\u0440\u03c1",
    "q": "\u051b",
    "r": "\u0433",
    "s": "\u0455\u05355",
    "t": "\u0442\u03c4",
    "u": "\u0446\u03c5\u057d",
    "v": "\u0475\u03bd",
    "w": "\u051d\u0461",
    "x": "\u0445\u03c7",
    "y": "\u0443\u03b3",
}
ONE_FOR_ANOTHER = str.maketrans({drawn: letter for letter, others in DRAWN_ALIKE.items() for drawn in others})
PAIRS_DRAWN_ALIKE = (("rn", "m"), ("vv", "w"), ("cl", "d"))


def domain_of(address: str) -> str:
    """Return the domain of an e-mail address in small letters; empty when it has none.

    >>> domain_of("L.Osei@Wexcombe.Example.")
    'wexcombe.example'
    """
    return address.strip().rpartition("@")[2].lower().rstrip(".") if "@" in address else ""


def written_out(label: str) -> str:
    """Turn one punycode part of a domain into the letters a person would see."""
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return label


def as_drawn(text: str) -> str:
    """Reduce text to what the eye takes it for: accents, look-alike letters and separators gone.

    >>> as_drawn("wexc0rnbe-gov") == as_drawn("wexcombe.gov")
    True
    """
    plain = unicodedata.normalize("NFKD", ".".join(map(written_out, text.lower().split("."))))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    for pair, letter in PAIRS_DRAWN_ALIKE:
        plain = plain.replace(pair, letter)
    return "".join(letter for letter in plain.translate(ONE_FOR_ANOTHER) if letter.isalnum())


def distance(one: str, other: str) -> int:
    """Count the letters to add, drop, change or swap with a neighbour to turn one into the other.

    >>> distance("wexcombe", "wexocmb")
    2
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, opposite in enumerate(other, 1):
            least = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != opposite))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == opposite:
                least = min(least, earlier[j - 2] + 1)
            row.append(least)
    return row[-1]


def own_names(domain: str) -> list[str]:
    """List the parts of a domain that are its owner's own, as drawn: `wexcombe` of `wexcombe.gov.uk`."""
    parts = (as_drawn(part) for part in domain.split(".") if part not in SHARED_PARTS)
    return [part for part in parts if len(part) >= 5]


def looks_like(domain: str, verified: str) -> bool:
    """Tell whether a domain could be taken for a verified one that it is not.

    >>> looks_like("wexcombe-gov.example", "wexcombe.gov.example")
    True
    >>> looks_like("aldermere.example", "wexcombe.example")
    False
    """
    if domain.endswith(f".{verified}"):
        return False  # a part of the organisation's own domain: not verified, but nobody else's
    seen, known = as_drawn(domain), as_drawn(verified)
    if distance(seen, known) <= (2 if len(known) >= 10 else 1):
        return True
    return any(
        name in seen or any(distance(part, name) == 1 for part in map(as_drawn, domain.split(".")))
        for name in own_names(verified)
    )


def destination_of(email_domain: str, verified_domains: Collection[str]) -> Destination:
    """Judge an e-mail domain against the domains verified for the organisation it should be of.

    >>> destination_of("wexcombe.example", ["wexcombe.example"]).value
    'verified'
    >>> destination_of("gmail.com", ["wexcombe.example"]).value
    'personal'
    """
    domain = email_domain.strip().lower().rstrip(".")
    verified = [known.lower() for known in verified_domains]
    if domain and domain in verified:
        return Destination.VERIFIED
    if domain in PERSONAL_PROVIDERS:
        return Destination.PERSONAL
    if any(looks_like(domain, known) for known in verified):
        return Destination.LOOKALIKE
    return Destination.UNVERIFIED


def faults_of(particulars: Particulars) -> list[FieldError]:
    """List what particulars lack, or say in words that the register does not know.

    >>> [each.field for each in faults_of(Particulars(name=" ", legal_type="castle"))]
    ['name', 'legal_type']
    """
    wrong = []
    if not particulars.name.strip():
        wrong.append(FieldError("name", _("Enter the name of the organisation.")))
    if particulars.legal_type not in LegalType.labels():
        wrong.append(FieldError("legal_type", _("Choose what the organisation is in law.")))
    if particulars.jurisdiction not in Jurisdiction.labels():
        wrong.append(FieldError("jurisdiction", _("Choose where the organisation is.")))
    return wrong


def columns_of(particulars: Particulars) -> dict[str, str | bool]:
    """Turn particulars into the columns they are stored in."""
    return {
        "name": particulars.name.strip(),
        "legal_type": str(particulars.legal_type),
        "is_relevant_authority": particulars.is_relevant_authority,
        "jurisdiction": str(particulars.jurisdiction),
        "switchboard": particulars.switchboard.strip(),
        "out_of_hours": particulars.out_of_hours.strip(),
        "is_foi_subject": particulars.is_foi_subject,
    }


def domain_alike(domain: str, known: Iterable[str]) -> str:
    """Name the domain of somebody else that this one is, or could be taken for; empty when there is none.

    >>> domain_alike("wexc0mbe.example", ["aldermere.example", "wexcombe.example"])
    'wexcombe.example'
    """
    return next((each for each in known if each == domain or looks_like(domain, each)), "")
