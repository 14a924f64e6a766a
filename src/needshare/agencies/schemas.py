"""What the API says of organisations: what the register publishes."""

from datetime import date
from typing import Literal

from pydantic import Field

from needshare.api.schemas import PageAsked, Shown

from .models import Organisation, VerifiedDomain


class OrganisationLine(Shown):
    """One organisation of the register."""

    code: str
    name: str
    kind: str
    legal_type: str
    jurisdiction: str
    is_active: bool

    @classmethod
    def of(cls, organisation: Organisation) -> "OrganisationLine":
        return cls(
            code=organisation.code,
            name=organisation.name,
            kind=organisation.kind,
            legal_type=organisation.legal_type,
            jurisdiction=organisation.jurisdiction,
            is_active=organisation.is_active,
        )


class DomainShown(Shown):
    """One e-mail domain verified as an organisation's."""

    domain: str
    verified_on: date
    expires_on: date

    @classmethod
    def of(cls, domain: VerifiedDomain) -> "DomainShown":
        return cls(domain=domain.domain, verified_on=domain.verified_on, expires_on=domain.expires_on)


class OrganisationShown(OrganisationLine):
    """Everything the register says of one organisation."""

    is_relevant_authority: bool
    is_foi_subject: bool
    switchboard: str
    out_of_hours: str
    domains: list[DomainShown]


class OrganisationsAsked(PageAsked):
    """Which organisations are asked for."""

    kind: Literal["", "force", "agency"] = Field(default="", description="Only forces, or only agencies.")
