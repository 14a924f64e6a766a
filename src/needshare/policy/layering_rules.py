"""What a layer adds to the rules of a pack: codes, clauses, restrictions, tests, grounds that forbid, authority.

Each can only make an answer stricter. A ground on which a test is met, one that permits, a role that may
decide besides: these are refused, and so is leaving a rule out, unless the pack says so.
"""

from typing import TYPE_CHECKING, Any

from .reading import Section

if TYPE_CHECKING:
    from .layering import Laying

ONLY_TIGHTENS = "a layer only tightens; change the pack instead"


def lay(laying: "Laying") -> None:
    """Lay everything of the layer that is a rule."""
    for name, key in (("codes", "code"), ("clauses", "clause")):
        for section in laying.each(name, key):
            if laying.table(name, key, section.text("id")) is not None:
                section.wrong("id", f"the pack has this {key} already, and a layer may not change it")
            else:
                laying.add(name, key, section)
    for section in laying.each("assessment", "test"):
        _test(laying, section)
    for section in laying.each("access", "verb"):
        _verb(laying, section)
    for section in laying.each("authority", "authority"):
        _authority(laying, section)
    for section in laying.each("onward", "condition"):
        _onward(laying, section)


def _test(laying: "Laying", section: Section) -> None:
    """Add a test, or restrictions to one of the pack."""
    known = laying.table("assessment", "test", section.text("id"))
    if known is None:
        laying.add("assessment", "test", section, layer=laying.force)
        return
    for kind in ("met", "needs_a_person"):
        for ground in section.sections(kind):
            ground.wrong(
                "", f"this is a further ground for the test '{known['id']}' to pass: {ONLY_TIGHTENS}"
            )
    for rule in section.sections("restrict"):
        laying.append(known, "restrict", rule, layer=laying.force)
    for code in section.texts("without"):
        _leave_out(laying, section, known, code)
    _nothing_else(section)


def _leave_out(laying: "Laying", section: Section, known: dict[str, Any], code: str) -> None:
    rules = [each for each in known.get("restrict", ()) if each.get("code") == code]
    name = f"rule.{known['id']}.{code}"
    if not rules:
        section.wrong("without", f"the test '{known['id']}' has no rule with the code '{code}'")
    elif not laying.may_loosen(name):
        rule = f"'{rules[0]['when']}' ({rules[0].get('message', '')})"
        section.wrong("without", f"'{name}' is not in may_loosen of the pack, so this rule stays: {rule}")
    else:
        known["restrict"] = [each for each in known["restrict"] if each.get("code") != code]


def _nothing_else(section: Section) -> None:
    """Note every field of a table of the pack that the layer would change."""
    for key in section.table:
        if key not in section.known:
            section.wrong(key, f"a layer may not change this: {ONLY_TIGHTENS}")


def _verb(laying: "Laying", section: Section) -> None:
    """Add grounds that forbid something to some."""
    known = laying.table("access", "verb", section.text("id"))
    if known is None:
        section.wrong("id", f"the pack has no '{section.text('id')}' that could be forbidden")
        return
    for ground in section.sections("permit"):
        ground.wrong("", f"this would permit '{known['id']}' to more people: {ONLY_TIGHTENS}")
    for ground in section.sections("forbid"):
        laying.append(known, "forbid", ground, layer=laying.force)
    _nothing_else(section)


def _authority(laying: "Laying", section: Section) -> None:
    """Narrow a row of the authority table, or add one that narrows them all where it applies."""
    known = laying.table("authority", "authority", section.text("id"))
    if known is None:
        _narrowing(laying, section)
        return
    if "roles" in section.table:
        roles = section.texts("roles")
        more = sorted(set(roles) - set(known["roles"]))
        if more and not laying.may_loosen(f"authority.{known['id']}"):
            allowed = ", ".join(known["roles"])
            section.wrong(
                "roles",
                f"{', '.join(more)} may not decide by the row '{known['id']}' of the pack, only {allowed}; "
                f"'authority.{known['id']}' is not in its may_loosen",
            )
        known["roles"] = list(roles)
    if section.flag("preparer_may_decide") and not known.get("preparer_may_decide"):
        section.wrong("preparer_may_decide", f"the row '{known['id']}' of the pack asks for another person")
    if "preparer_may_decide" in section.table:
        known["preparer_may_decide"] = section.table["preparer_may_decide"]
    known["consult"] = list(dict.fromkeys([*known.get("consult", []), *section.texts("consult")]))
    for key in ("minimum", "sources"):
        if key in section.table:
            known[key] = section.table[key]
            section.known.add(key)
    laying.origins[id(known)] = section.file
    _nothing_else(section)


def _narrowing(laying: "Laying", section: Section) -> None:
    roles = set(section.texts("roles"))
    for row in laying.pack.authorities:
        others = [set(each) for each in _narrowings(laying)]
        if roles and not row.roles.intersection(roles, *others):
            named = ", ".join(sorted(row.roles))
            section.wrong(
                "roles",
                f"together with '{row.id}' nobody could decide any more; name one of these too: {named}",
            )
    if section.table.get("preparer_may_decide"):
        section.wrong("preparer_may_decide", f"this would let a preparer decide: {ONLY_TIGHTENS}")
    laying.add("authority", "authority", section, narrows=True)


def _narrowings(laying: "Laying") -> list[list[str]]:
    rows = laying.merged.get("authority.toml", {}).get("authority", [])
    return [each.get("roles", []) for each in rows if each.get("narrows")]


def _onward(laying: "Laying", section: Section) -> None:
    """Add a condition on onward use, or attach one of the pack in more cases."""
    known = laying.table("onward", "condition", section.text("id"))
    if known is None:
        laying.add("onward", "condition", section)
        return
    also = section.text("also_when")
    known["when"] = f"({known['when']}) or ({also})" if known.get("when") else also
    laying.origins[id(known)] = section.file
    _nothing_else(section)


__all__ = ["lay"]
