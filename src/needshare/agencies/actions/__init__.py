"""Every write to the register: organisations, their verified domains, their units."""

from .domains import verify_domain, withdraw_domain
from .proposing import accept_particulars, decline_particulars, propose_particulars
from .register import (
    change_particulars,
    deactivate_organisation,
    reactivate_organisation,
    register_organisation,
)
from .units import add_unit, close_unit, rename_unit

__all__ = [
    "accept_particulars",
    "add_unit",
    "change_particulars",
    "close_unit",
    "deactivate_organisation",
    "decline_particulars",
    "propose_particulars",
    "reactivate_organisation",
    "register_organisation",
    "rename_unit",
    "verify_domain",
    "withdraw_domain",
]
