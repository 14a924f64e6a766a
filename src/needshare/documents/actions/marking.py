"""Mark an item again: up by whoever works with it, down only by its originator (domain reference 5.1)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from needshare.accounts import actions as accounts
from needshare.audit.recording import about, detail, recorded
from needshare.audit.terms import Operation
from needshare.documents import access, queries
from needshare.documents.models import Item
from needshare.documents.rules import LONGEST_NOTE, Marked, is_opened_up
from needshare.kernel import Actor, Conflict, Invalid, Unknown, gettext_noop as _, require
from needshare.kernel.texts import faults_in
from needshare.policy import rules_in_force

COLUMNS = ("marking", "former_marking", "handling", "descriptors", "caveats")
CHANGED = [*COLUMNS, "marked_at", "marked_by", "marking_reason", "recorded_as"]


@recorded(Operation.ALTERATION)
def mark_again(*, item_id: UUID, marked: Marked, reason: str, by: Actor, at: datetime) -> Item:
    """Give an item another marking, caveats or handling instructions; what was approved of it lapses.

    Raises:
        Blocked: the marking may not be held here, or the item would be opened up by somebody else than its originator.
        Conflict: it is marked so already.
        Invalid: no reason, or a word that the scheme does not have.
    """
    item = queries.item_to_change(item_id, viewer=by)
    access.must_be_able_to_raise_marking(by, item)
    faults = faults_in("reason", reason, most=LONGEST_NOTE, is_required=True)
    if faults:
        raise Invalid(*faults)
    columns, findings = queries.columns_of_marking(marked)
    require(*findings)
    access.must_be_able_to_add_marked(by, columns["marking"])
    before = {name: getattr(item, name) for name in COLUMNS}
    if columns == before:
        raise Conflict(_("The item is marked so already."))
    if is_opened_up(_as_marked(before), _as_marked(columns), queries.scheme_for(item.marking)):
        access.must_be_able_to_lower_marking(by, item)
    for name, value in columns.items():
        setattr(item, name, value)
    item.marked_at, item.marked_by_id, item.marking_reason = at, by.id, reason.strip()
    item.save(update_fields=CHANGED)
    about(owner=item.owner_id, subject=queries.subject_ids_of(item) or None, reason=reason.strip())
    detail(item=str(item.id), marking=item.marking, marking_before=str(before["marking"]))
    return item


@recorded(Operation.ADMINISTRATION)
def acknowledge_handling(*, marking: str, rules: str, by: Actor, at: datetime) -> None:
    """Say, as the person who acts, that one has read how a marking is handled and keeps to it (clause B13).

    `rules` names the rules as they were shown; those of today must be the same.

    Raises:
        Unknown: there is no such marking here.
        Conflict: the rules have changed since they were shown.
    """
    if marking not in queries.markings_held():
        raise Unknown
    if rules != rules_in_force(marking):
        raise Conflict(_("The rules have changed since you saw them. Read them again."))
    accounts.note_handling_read(marking=marking, rules=rules, by=by, at=at)


def _as_marked(columns: dict[str, Any]) -> Marked:
    return Marked(**{name: columns[name] for name in COLUMNS if name != "former_marking"})
