"""schemathesis drives every operation from its description, with a real token, on a case under assessment.

Examples are bounded and the same each time. Every answer must be one that is described: its status,
its type, its shape, its headers.
"""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    allow_header_conformance,
    content_type_conformance,
    ignored_auth,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from needshare.config import api as wiring
from tests.api.chain import Chain

CHECKS = [
    allow_header_conformance,
    content_type_conformance,
    ignored_auth,
    negative_data_rejection,
    not_a_server_error,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
]
schema = schemathesis.openapi.from_dict(wiring.described())
schema.app = get_wsgi_application()
schema.config.base_url = "http://localhost"


@pytest.fixture
def chain(api):
    """Walk a case to its assessment, and keep the test's connection open between requests."""
    walked = Chain(api).until("verify")
    walked.api("information_manager")
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield walked
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.slow
@schema.parametrize()
@settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_one_that_is_described(case, chain):
    if "reference" in case.path_parameters and "cases" in case.path:
        case.path_parameters["reference"] = chain.reference
    caller = chain.api("information_manager")
    case.call_and_validate(headers={"Authorization": f"Bearer {caller.token}"}, checks=CHECKS)
