"""Organisations, people and tokens, added by the operator of the installation."""

import argparse
from datetime import date, timedelta

from needshare.accounts import actions
from needshare.accounts.rules import operator
from needshare.accounts.terms import Person, Role, TokenScope
from needshare.agencies import actions as agencies
from needshare.agencies.terms import Jurisdiction, Kind, LegalType, Particulars

from .doorway import command, now, tell

USUAL_TOKEN_DAYS = 90


def add(name: str, parser: argparse.ArgumentParser) -> None:
    """Add the commands of one group."""
    groups = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    if name == "organisation":
        _organisation(command(groups, "add", add_organisation, "add a force or a partner agency", acts=False))
    if name == "user":
        _user(command(groups, "add", add_user, "add a person or a partner's system", acts=False))
    if name == "token":
        token = command(groups, "add", add_token, "issue a token; it is shown this once", acts=False)
        token.add_argument("username")
        token.add_argument("--label", required=True, help="what the token is for")
        token.add_argument(
            "--days", type=int, default=USUAL_TOKEN_DAYS, help="how long it lasts (default 90)"
        )
        token.add_argument(
            "--for-steps", action="store_true", help="good for steps that matter too; never in production"
        )


def _organisation(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", help="short code in capitals, such as NMC")
    parser.add_argument("--name", required=True)
    parser.add_argument("--kind", choices=[each.value for each in Kind], default=Kind.AGENCY.value)
    parser.add_argument("--legal-type", choices=[each.value for each in LegalType], required=True)
    parser.add_argument("--relevant-authority", action="store_true")
    parser.add_argument("--switchboard", default="")
    parser.add_argument(
        "--jurisdiction",
        choices=[each.value for each in Jurisdiction],
        default=Jurisdiction.ENGLAND_AND_WALES.value,
    )
    parser.add_argument("--domain", help="its e-mail domain, once you have verified it")
    parser.add_argument("--domain-evidence", default="", help="how the domain was verified")
    parser.add_argument(
        "--told-apart", action="store_true", help="it looks like another's: you compared them"
    )


def _user(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("username")
    parser.add_argument("--organisation", required=True, help="code of the organisation")
    parser.add_argument("--name", required=True)
    parser.add_argument("--email", default="")
    parser.add_argument("--job-title", default="")
    parser.add_argument("--role", action="append", choices=[each.value for each in Role], required=True)
    parser.add_argument("--system", action="store_true", help="a system that comes in by token only")


def add_organisation(told: argparse.Namespace) -> None:
    """Register an organisation, and its domain when one is given."""
    at = now()
    by = operator(at=at)
    particulars = Particulars(
        name=told.name,
        legal_type=told.legal_type,
        is_relevant_authority=told.relevant_authority,
        jurisdiction=told.jurisdiction,
        switchboard=told.switchboard,
    )
    made = agencies.register_organisation(
        code=told.code, kind=Kind(told.kind), particulars=particulars, by=by, at=at
    )
    if told.domain:
        expires_on = at.date() + timedelta(days=365)
        agencies.verify_domain(
            code=made.code,
            domain=told.domain,
            evidence=told.domain_evidence,
            expires_on=expires_on,
            is_told_apart=told.told_apart,
            by=by,
            at=at,
        )
    tell(told, f"{made.code} {made.name} is in the register.", code=made.code, id=made.pk)


def add_user(told: argparse.Namespace) -> None:
    """Add a person; the first password is shown this once and must be changed at first sign-in."""
    at = now()
    person = Person(name=told.name, work_email=told.email, job_title=told.job_title, is_system=told.system)
    account, password = actions.add_person(
        organisation=told.organisation,
        username=told.username,
        person=person,
        roles=[Role(each) for each in told.role],
        by=operator(at=at),
        at=at,
    )
    said = f"{account.username} may sign in" + (
        f" with the first password {password}" if password else " by token"
    )
    tell(told, said + ".", username=account.username, id=account.pk, password=password)


def add_token(told: argparse.Namespace) -> None:
    """Issue a token to a person or system."""
    at = now()
    expires_at = at + timedelta(days=told.days)
    issued, secret = actions.add_token(
        username=told.username,
        label=told.label,
        expires_at=expires_at,
        scope=TokenScope.STEPS if told.for_steps else TokenScope.EVERYDAY,
        by=operator(at=at),
        at=at,
    )
    tell(told, secret, token=secret, id=issued.pk, expires_at=expires_at)


def day(text: str) -> date:
    """Read a day given as 2026-03-16."""
    return date.fromisoformat(text)
