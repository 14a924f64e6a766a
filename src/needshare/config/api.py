"""The REST API, version 1: its endpoints, the token at its door, and its description (OpenAPI 3.1)."""

import json
from copy import deepcopy
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from needshare.accounts import api as accounts
from needshare.accounts.middleware import BearerToken
from needshare.agencies import api as agencies
from needshare.agreements import api as agreements
from needshare.api import problems
from needshare.api.reading import StrictJson
from needshare.assessment import api as assessment
from needshare.audit import api as audit
from needshare.authorisations import api as authorisations
from needshare.casework import api as casework
from needshare.challenges import api as challenges
from needshare.consultations import api as consultations
from needshare.decision import api as decision
from needshare.disclosure import api as disclosure
from needshare.documents import api as documents
from needshare.intake import api as intake
from needshare.kernel import Unknown
from needshare.pathway import api as pathway
from needshare.protections import api as protections
from needshare.receipt import api as receipt
from needshare.tasks import api as tasks

VERSION = "1.0"
PREFIX = "api/v1/"
ABOUT = (
    "Share information between a police force and its partners, one step of a case at a time. Every "
    "call carries a token of one person or system, and may do what that person may do on the pages. "
    "What is refused is answered with application/problem+json."
)

# No pages of documentation and no public description: `/openapi.json` below needs a token.
api = NinjaAPI(
    title="Needshare",
    version=VERSION,
    description=ABOUT,
    openapi_url=None,
    docs_url=None,
    auth=BearerToken(),
    parser=StrictJson(),
    urls_namespace="api",
)
problems.install(api)
for endpoints in (
    accounts.doorways,
    agencies.doorways,
    agreements.doorways,
    documents.doorways,
    intake.doorways,
    receipt.own_requests,
    pathway.doorways,
    challenges.doorways,
    consultations.doorways,
    intake.handling,
    casework.doorways,
    authorisations.doorways,
    assessment.doorways,
    decision.doorways,
    disclosure.doorways,
    receipt.doorways,
    tasks.doorways,
    audit.doorways,
    protections.doorways,
):
    api.add_router("", endpoints)


@api.get("/openapi.json", include_in_schema=False, url_name="openapi")
def openapi(request: HttpRequest) -> HttpResponse:
    """Give the description of the API to whoever has a token; in production it is not given at all."""
    if settings.IS_PRODUCTION:
        raise Unknown
    return HttpResponse(document(), content_type="application/json")


openapi.access_rule = "signed_in"  # type: ignore[attr-defined]  # read by the architecture test


def document() -> str:
    """Write the description of the API, as it is kept in the documents."""
    return json.dumps(described(), indent=2, ensure_ascii=False, sort_keys=False) + "\n"


def described() -> dict[str, Any]:
    """Describe every operation, with the problems that any of them may answer."""
    found: dict[str, Any] = deepcopy(dict(api.get_openapi_schema(path_prefix=PREFIX)))
    parts = found["components"]
    shape = problems.Problem.model_json_schema(
        ref_template="#/components/schemas/{model}", mode="serialization"
    )
    schemas = parts["schemas"] | shape.pop("$defs") | {"Problem": shape}
    parts["schemas"] = dict(sorted(schemas.items()))
    parts["responses"] = {str(status): _problem(kind.title) for status, kind in problems.KINDS.items()}
    for part in (found["paths"], parts["schemas"]):
        _drop_titles(part)
    for operations in found["paths"].values():
        for operation in operations.values():
            _add_problems(operation, has_body="requestBody" in operation)
    return found


def _drop_titles(part: Any) -> None:
    """Drop the titles that pydantic makes from the names of fields: they say nothing more."""
    if isinstance(part, dict):
        if isinstance(part.get("title"), str):
            del part["title"]
        part = list(part.values())
    for each in part if isinstance(part, list) else ():
        _drop_titles(each)


def _problem(title: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": title, "content": {problems.MEDIA_TYPE: {"schema": schema}}}


def _add_problems(operation: dict[str, Any], *, has_body: bool) -> None:
    """Add the problems an operation may answer: in the reading of what was sent, then the five refusals."""
    answers = {str(status): answer for status, answer in operation["responses"].items()}
    statuses = {401, 403, 404, 409, 412, 422, 429, 500, 503} | ({400, 413, 415} if has_body else set())
    for status in sorted(statuses):
        answers[str(status)] = {"$ref": f"#/components/responses/{status}"}
    operation["responses"] = answers


# Without ninja's page at the root, which would be the only address without an access rule.
urls = ([pattern for pattern in api.urls[0] if getattr(pattern, "name", "") != "api-root"], *api.urls[1:])
