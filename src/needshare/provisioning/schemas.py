"""SCIM documents: people and groups as they are shown, and what the service says of itself (RFC 7643)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from .models import DirectoryGroup, DirectoryPerson
from .rules import ENTERPRISE, GROUP, USER, Document

if TYPE_CHECKING:
    from needshare.accounts.models import Account

MESSAGES: Final = "urn:ietf:params:scim:api:messages:2.0:"
MOST_ON_A_PAGE: Final = 100


def user_shown(
    account: "Account", told: DirectoryPerson | None, groups: Sequence[DirectoryGroup], *, root: str
) -> Document:
    """Show a person: what their directory said, or what their account holds where it said nothing."""
    said: Document = dict(told.told) if told else _as_kept(account)
    schemas = [USER, ENTERPRISE] if ENTERPRISE in said else [USER]
    shown = {"schemas": schemas, "id": str(account.id), **said, "active": account.is_active}
    if groups:
        shown["groups"] = [
            {"value": str(each.id), "$ref": f"{root}/Groups/{each.id}", "display": each.display_name}
            for each in groups
        ]
    version = f"{account.revision}-{told.revision if told else 0}"
    shown["meta"] = _meta("User", f"{root}/Users/{account.id}", version)
    return shown


def _as_kept(account: "Account") -> Document:
    kept: Document = {"userName": account.username, "displayName": account.name}
    if account.job_title:
        kept["title"] = account.job_title
    if account.work_email:
        kept["emails"] = [{"value": account.work_email, "type": "work", "primary": True}]
    return kept


def group_shown(group: DirectoryGroup, members: Iterable[UUID], *, root: str) -> Document:
    """Show a group with its members."""
    shown: Document = {"schemas": [GROUP], "id": str(group.id), "displayName": group.display_name}
    if group.directory_id:
        shown["externalId"] = group.directory_id
    found = [{"value": str(each), "$ref": f"{root}/Users/{each}", "type": "User"} for each in members]
    if found:
        shown["members"] = found
    shown["meta"] = _meta("Group", f"{root}/Groups/{group.id}", str(group.revision))
    return shown


def _meta(kind: str, location: str, version: str) -> Document:
    return {"resourceType": kind, "location": location, "version": f'W/"{version}"'}


def narrowed(shown: Document, asked: Mapping[str, str]) -> Document:
    """Leave out what was not asked for: `attributes`, or all but `excludedAttributes`."""
    always = {"schemas", "id", "meta"}
    only = _names(asked.get("attributes", ""))
    without = _names(asked.get("excludedAttributes", ""))
    if only:
        return {name: value for name, value in shown.items() if name in always or name.lower() in only}
    return {name: value for name, value in shown.items() if name in always or name.lower() not in without}


def _names(text: str) -> set[str]:
    """Read attribute names separated by commas, without their schema and what lies below them."""
    names: set[str] = set()
    for each in filter(None, (part.strip().lower() for part in text.split(","))):
        if each.startswith(ENTERPRISE.lower()):
            names.add(ENTERPRISE.lower())
        else:
            short = each.removeprefix(f"{USER.lower()}:").removeprefix(f"{GROUP.lower()}:")
            names.add(short.partition(".")[0])
    return names


def listed(rows: Sequence[Document], *, total: int, start: int) -> Document:
    """Show one page of a list."""
    return {
        "schemas": [f"{MESSAGES}ListResponse"],
        "totalResults": total,
        "startIndex": start,
        "itemsPerPage": len(rows),
        "Resources": list(rows),
    }


def refusal(status: int, detail: str, kind: str = "") -> Document:
    """Show why something is not done."""
    said: Document = {"schemas": [f"{MESSAGES}Error"], "status": str(status), "detail": detail}
    return {**said, "scimType": kind} if kind else said


def _attribute(name: str, about: str, **more: Any) -> Document:
    usual = {
        "name": name,
        "type": "string",
        "multiValued": False,
        "description": about,
        "required": False,
        "caseExact": False,
        "mutability": "readWrite",
        "returned": "default",
        "uniqueness": "none",
    }
    return usual | more


def _schema(urn: str, name: str, about: str, attributes: list[Document]) -> Document:
    return {
        "schemas": [f"{CORE_SCHEMA}"],
        "id": urn,
        "name": name,
        "description": about,
        "attributes": attributes,
    }


CORE_SCHEMA: Final = "urn:ietf:params:scim:schemas:core:2.0:Schema"
SCHEMAS: Final = (
    _schema(
        USER,
        "User",
        "A person of the organisation",
        [
            _attribute("userName", "The name the directory uses", required=True, uniqueness="server"),
            _attribute("displayName", "What to call the person"),
            _attribute(
                "name",
                "The parts of the name",
                type="complex",
                subAttributes=[
                    _attribute("formatted", "The whole name"),
                    _attribute("givenName", "The given name"),
                    _attribute("familyName", "The family name"),
                ],
            ),
            _attribute("title", "The job title"),
            _attribute("active", "Whether the person may come in", type="boolean", required=True),
            _attribute(
                "emails",
                "Work addresses; used only at a verified domain of the organisation",
                type="complex",
                multiValued=True,
                subAttributes=[
                    _attribute("value", "The address"),
                    _attribute("type", "Such as work"),
                    _attribute("display", "How it is shown"),
                    _attribute("primary", "Whether it is the one to use", type="boolean"),
                ],
            ),
            _attribute(
                "groups",
                "The groups the person is in",
                type="complex",
                multiValued=True,
                mutability="readOnly",
                subAttributes=[
                    _attribute("value", "The id of the group", mutability="readOnly"),
                    _attribute(
                        "$ref",
                        "Its address",
                        type="reference",
                        referenceTypes=["Group"],
                        mutability="readOnly",
                    ),
                    _attribute("display", "Its name", mutability="readOnly"),
                ],
            ),
        ],
    ),
    _schema(
        ENTERPRISE,
        "Enterprise User",
        "Where in the organisation the person works",
        [_attribute("department", "The unit; used where the organisation has one of this name")],
    ),
    _schema(
        GROUP,
        "Group",
        "A group of people, which may stand for a role",
        [
            _attribute("displayName", "The name, for which a role may be set", required=True),
            _attribute(
                "members",
                "Who is in it",
                type="complex",
                multiValued=True,
                subAttributes=[
                    _attribute("value", "The id of the person", mutability="immutable"),
                    _attribute(
                        "$ref",
                        "Their address",
                        type="reference",
                        referenceTypes=["User"],
                        mutability="immutable",
                    ),
                    _attribute("type", "Always User", mutability="immutable", canonicalValues=["User"]),
                ],
            ),
        ],
    ),
)


def schemas_shown(root: str) -> list[Document]:
    """Show the schemas, each with its address."""
    return [
        each | {"meta": {"resourceType": "Schema", "location": f"{root}/Schemas/{each['id']}"}}
        for each in SCHEMAS
    ]


def resource_types(root: str) -> list[Document]:
    """Show the kinds of things there are."""
    kinds: tuple[tuple[str, str, str, list[Document]], ...] = (
        ("User", "/Users", USER, [{"schema": ENTERPRISE, "required": False}]),
        ("Group", "/Groups", GROUP, []),
    )
    return [
        {
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
            "id": name,
            "name": name,
            "endpoint": endpoint,
            "schema": schema,
            "schemaExtensions": extensions,
            "meta": {"resourceType": "ResourceType", "location": f"{root}/ResourceTypes/{name}"},
        }
        for name, endpoint, schema, extensions in kinds
    ]


def service(root: str) -> Document:
    """Show what the service can do."""
    no: Document = {"supported": False}
    return {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
        "patch": {"supported": True},
        "bulk": no | {"maxOperations": 0, "maxPayloadSize": 0},
        "filter": {"supported": True, "maxResults": MOST_ON_A_PAGE},
        "changePassword": no,
        "sort": no,
        "etag": {"supported": True},
        "authenticationSchemes": [
            {
                "type": "oauthbearertoken",
                "name": "Token of a directory",
                "description": "A token that an administrator of the organisation issues for its directory",
                "primary": True,
            }
        ],
        "meta": {"resourceType": "ServiceProviderConfig", "location": f"{root}/ServiceProviderConfig"},
    }
