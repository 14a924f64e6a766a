"""What a purpose usually rests on, read from its row in the pack. A person confirms it each time."""

from dataclasses import dataclass

from .pack import Member, Pack


@dataclass(frozen=True, slots=True)
class Usual:
    """The row of one purpose: what to offer first, and what nobody relies on. No regime: it is to be chosen."""

    regime: str
    regime_note: str
    gateways: tuple[str, ...]
    rests_on: str
    conditions: tuple[str, ...]
    conditions_note: str
    never_rely_on: str


def usual(pack: Pack, purpose: str, recipient: str) -> Usual:
    """Read the row of a purpose, for a kind of recipient; gateways that only lead to the police are left out.

    Raises:
        KeyError: the pack has no such purpose.
    """
    columns = pack.member("purpose", purpose).columns
    gateways, conditions = pack.lists["gateway"].members, pack.lists["sensitive_condition"].members
    return Usual(
        regime=regime_of(pack, purpose, recipient),
        regime_note=columns.get("regime_note", ""),
        gateways=tuple(
            name
            for name, each in gateways.items()
            if name in columns.get("usual_gateways", ()) and _leads_out(pack, each)
        ),
        rests_on=columns.get("rests_on", ""),
        conditions=tuple(name for name in conditions if name in columns.get("conditions", ())),
        conditions_note=columns.get("conditions_note", ""),
        never_rely_on=columns.get("never_rely_on", ""),
    )


def regime_of(pack: Pack, purpose: str, recipient: str) -> str:
    """Select the regime of a purpose for a kind of recipient; nothing where a person has to choose.

    How a force reads a disclosure to a body that may not process under that regime itself is a figure of
    its pack, `regime_to_others`.
    """
    regime = str(pack.column("purpose", purpose, "regime") or "")
    if not regime or pack.column("regime", regime, "is_to_be_chosen"):
        return ""
    if pack.column("regime", regime, "needs_competent_authority") and not pack.column(
        "requester_type", recipient, "is_competent_authority"
    ):
        return str(pack.parameter("regime_to_others"))
    return regime


def _leads_out(pack: Pack, gateway: Member) -> bool:
    kinds, kind = pack.lists.get("gateway_kind"), gateway.columns.get("kind")
    gives_power = kinds is None or kind is None or kinds.members[kind].columns.get("gives_power") is not False
    return gives_power and gateway.columns.get("police_may_disclose") is not False
