"""What a directory may say, read strictly and without the database: filters, documents, patches.

RFC 7643 names the attributes, RFC 7644 the ways to ask and to change. Attributes that are not ours are
left out, as directories send many; values of ours are bounded and without control characters.
"""

import json
import re
from collections.abc import Mapping
from copy import deepcopy
from typing import Any, Final

from needshare.kernel import Invalid, gettext_noop as _

CORE: Final = "urn:ietf:params:scim:schemas:core:2.0:"
USER: Final = f"{CORE}User"
GROUP: Final = f"{CORE}Group"
ENTERPRISE: Final = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

Document = dict[str, Any]
NAMES: Final = ("formatted", "givenName", "familyName")
TEXTS: Final = {"userName": 200, "externalId": 200, "displayName": 200, "title": 120}
MOST_EMAILS, MOST_MEMBERS, MOST_OPERATIONS = 10, 2_000, 100
CONTROL = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
FILTER = re.compile(r'\s*([A-Za-z]{1,40})\s+eq\s+("(?:[^"\\]|\\.){0,300}")\s*', re.IGNORECASE)
PATH = re.compile(r"([A-Za-z]{1,40}|urn:[A-Za-z0-9.:]{1,100})(?:\[([^\]]{1,400})\])?(?:\.([A-Za-z]{1,40}))?")
LOCAL = re.compile(r"[^a-z0-9._-]+")


def wanted(text: str, attributes: Mapping[str, str]) -> tuple[str, str]:
    """Read a filter of one comparison, on one of these attributes (by small letters).

    >>> wanted('userName eq "l.osei"', {"username": "userName"})
    ('userName', 'l.osei')

    Raises:
        Invalid: anything else.
    """
    found = FILTER.fullmatch(text)
    if found is None or found[1].lower() not in attributes:
        raise Invalid.field(
            "filter", _("Ask for one attribute that can be asked for, with eq and a text in quotes.")
        )
    return attributes[found[1].lower()], _quoted(found[2])


def _quoted(text: str) -> str:
    try:
        return str(json.loads(text))
    except ValueError:
        raise Invalid.field("filter", _("The text in quotes cannot be read.")) from None


def user_of(sent: Document) -> Document:
    """Take what is ours of a user as a directory sent them, each value checked.

    >>> user_of({"USERNAME": "l.osei", "nickName": "Lin", "active": "False"})
    {'userName': 'l.osei', 'active': False}

    Raises:
        Invalid: a value is of the wrong kind, too long, or holds control characters.
    """
    given = {name.lower(): value for name, value in sent.items()}
    taken: Document = {}
    for name, most in TEXTS.items():
        value = _text(given.get(name.lower()), name, most)
        if value:
            taken[name] = value
    names = _part(given.get("name"), "name", dict.fromkeys(NAMES, 200))
    if names:
        taken["name"] = names
    emails = [_email(each) for each in _many(given.get("emails"), "emails", MOST_EMAILS)]
    if emails:
        taken["emails"] = emails
    work = _part(given.get(ENTERPRISE.lower()), ENTERPRISE, {"department": 120})
    if work:
        taken[ENTERPRISE] = work
    if given.get("active") is not None:
        taken["active"] = _flag(given["active"])
    if not taken.get("userName"):
        raise Invalid.field("userName", _("This must be given."))
    return taken


def group_of(sent: Document) -> Document:
    """Take what is ours of a group as a directory sent it: its name, its id there, its members' ids.

    Raises:
        Invalid: as `user_of`.
    """
    given = {name.lower(): value for name, value in sent.items()}
    name = _text(given.get("displayname"), "displayName", 200)
    if not name:
        raise Invalid.field("displayName", _("This must be given."))
    taken: Document = {"displayName": name}
    known = _text(given.get("externalid"), "externalId", 200)
    if known:
        taken["externalId"] = known
    members = _many(given.get("members"), "members", MOST_MEMBERS)
    taken["members"] = [
        {"value": _text(_whole(each, "members").get("value"), "members", 40)} for each in members
    ]
    return taken


def patched(document: Document, sent: Document, *, schema: str) -> Document:
    """Return a document as it is after the operations of a patch, in their order.

    Raises:
        Invalid: an operation, a path or a target that cannot be made out.
    """
    given = {name.lower(): value for name, value in sent.items()}
    operations = _many(given.get("operations"), "Operations", MOST_OPERATIONS)
    changed = deepcopy(document)
    for each in operations:
        operation = {name.lower(): value for name, value in _whole(each, "Operations").items()}
        kind = str(operation.get("op", "")).lower()
        if kind not in ("add", "replace", "remove"):
            raise Invalid.field("Operations", _("An operation is add, replace or remove."))
        path = str(operation.get("path") or "")
        if path:
            _at_path(changed, kind, _without(path, schema), operation.get("value"))
        elif kind == "remove":
            raise Invalid.field("target", _("Say what is to be removed."))
        else:
            for name, value in _whole(operation.get("value"), "value").items():
                _at_path(changed, kind, _without(name, schema), value)
    return changed


def _without(path: str, schema: str) -> str:
    """Cut the schema off a path that begins with it; leave the extension's as two steps."""
    for urn in (schema, ENTERPRISE):
        if path.lower().startswith(f"{urn.lower()}:"):
            rest = path[len(urn) + 1 :]
            return rest if urn == schema else f"{ENTERPRISE}>{rest}"
    return path


def _at_path(document: Document, kind: str, path: str, value: Any) -> None:
    """Carry out one operation at one path."""
    outer, _found, inner = path.partition(">")
    if inner:
        part = document.setdefault(_canonical(document, outer), {})
        _at_path(part, kind, inner, value)
        return
    if path.lower() == ENTERPRISE.lower():
        _set(document, kind, ENTERPRISE, value)
        return
    found = PATH.fullmatch(path)
    if found is None:
        raise Invalid.field("path", _("This path cannot be read."))
    name, chosen, below = _canonical(document, found[1]), found[2], found[3]
    if chosen is not None:
        _among(document, kind, name, chosen, below, value)
    elif below is None:
        _set(document, kind, name, value)
    else:
        part = document.setdefault(name, {})
        if not isinstance(part, dict):
            raise Invalid.field("path", _("This path cannot be read."))
        _set(part, kind, _canonical(part, below), value)


def _set(part: Document, kind: str, name: str, value: Any) -> None:
    """Add, replace or remove one attribute."""
    now = part.get(name)
    if kind == "remove":
        gone = _many(value, name, MOST_MEMBERS) if value and isinstance(now, list) else now
        left = [each for each in now if not _is_among(each, gone)] if isinstance(now, list) else None
        part[name] = left
    elif kind == "add" and isinstance(now, list):
        part[name] = now + [each for each in _listed(value) if not _is_among(each, now)]
    elif isinstance(now, dict) and isinstance(value, dict):
        part[name] = {**now, **value}
    else:
        part[name] = value


def _among(document: Document, kind: str, name: str, chosen: str, below: str | None, value: Any) -> None:
    """Change those of several values that a filter chooses."""
    attribute, text = wanted(chosen, {"type": "type", "value": "value"})
    values = [each for each in _listed(document.get(name)) if isinstance(each, dict)]
    hits = [each for each in values if str(each.get(attribute, "")).lower() == text.lower()]
    if kind == "remove" and below is None:
        document[name] = [each for each in values if each not in hits]
        return
    if not hits and kind != "add":
        raise Invalid.field("target", _("Nothing is there that this path chooses."))
    if not hits:
        hits = [{attribute: text}]
        values += hits
    for each in hits:
        if below is None:
            each.update(_whole(value, name))
        elif kind == "remove":
            each.pop(below, None)
        else:
            each[below] = value
    document[name] = values


def _is_among(value: Any, values: Any) -> bool:
    """Tell whether a value is one of several; members and addresses are the same by their `value`."""
    for each in _listed(values):
        same = isinstance(each, dict) and isinstance(value, dict) and "value" in each
        if each == value or (same and each["value"] == value.get("value")):
            return True
    return False


def _canonical(part: Document, name: str) -> str:
    """Return how an attribute is written, as directories write it in any case."""
    known = (*part, *TEXTS, *NAMES, "name", "emails", "active", "members", "department", ENTERPRISE)
    return next((each for each in known if each.lower() == name.lower()), name)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _many(value: Any, name: str, most: int) -> list[Any]:
    found = _listed(value)
    if len(found) > most:
        raise Invalid.field(name, _("These are too many at once."))
    return found


def _whole(value: Any, name: str) -> Document:
    if not isinstance(value, dict):
        raise Invalid.field(name, _("Send this as an object."))
    return value


def _text(value: Any, name: str, most: int) -> str:
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > most or CONTROL.search(value):
        raise Invalid.field(name, _("Send a text of ordinary characters that is not too long."))
    return value.strip()


def _part(value: Any, name: str, texts: Mapping[str, int]) -> dict[str, str]:
    """Take the texts that are ours out of an object."""
    if value is None:
        return {}
    given = {each.lower(): inner for each, inner in _whole(value, name).items()}
    found = {each: _text(given.get(each.lower()), f"{name}.{each}", most) for each, most in texts.items()}
    return {each: text for each, text in found.items() if text}


def _email(value: Any) -> Document:
    whole = _whole(value, "emails")
    found: Document = dict(_part(whole, "emails", {"value": 254, "type": 40, "display": 200}))
    if whole.get("primary") is not None:
        found["primary"] = _flag(whole["primary"])
    return found


def _flag(value: Any) -> bool:
    """Read a truth value; some directories send it as a word."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    raise Invalid.field("active", _("Send true or false."))


def name_in(user: Document) -> str:
    """Return what to call somebody: as displayed, as formatted, or by given and family name.

    >>> name_in({"userName": "l.osei", "name": {"givenName": "Lin", "familyName": "Osei"}})
    'Lin Osei'
    """
    names = user.get("name", {})
    parts = f"{names.get('givenName', '')} {names.get('familyName', '')}".strip()
    return str(user.get("displayName") or names.get("formatted") or parts or user["userName"])[:200]


def address_in(user: Document) -> str:
    """Return the work address: the primary one, else one of work, else the first.

    >>> address_in({"emails": [{"value": "a@x.example"}, {"value": "b@x.example", "primary": True}]})
    'b@x.example'
    """
    emails = user.get("emails", [])
    ranked = sorted(emails, key=lambda each: (not each.get("primary"), each.get("type") != "work"))
    return str(ranked[0].get("value", "")) if ranked else ""


def local_name(user_name: str) -> str:
    """Make the part before @ of a username here out of the name a directory uses.

    >>> local_name("Lin.Osei@Wexcombe.example"), local_name("...")
    ('lin.osei', 'person')
    """
    tidy = LOCAL.sub("-", user_name.strip().lower().partition("@")[0]).strip("._-")[:50].strip("._-")
    return tidy or "person"
