"""The tables of people: their accounts, how they sign in, how they rise, their closed circles."""

from .changes import ChangeToTell
from .compartments import Compartment
from .people import Account, roles_without
from .raising import Invitation, RoleProposal
from .sign_in import ApiToken, Session

__all__ = [
    "Account",
    "ApiToken",
    "ChangeToTell",
    "Compartment",
    "Invitation",
    "RoleProposal",
    "Session",
    "roles_without",
]
