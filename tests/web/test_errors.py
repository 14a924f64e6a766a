import pytest
from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig
from django.test import Client, RequestFactory

from needshare.web import errors

# Who is not signed in and is denied leaves an entry, so these ask the database too.
pytestmark = [pytest.mark.urls("tests.web.site"), pytest.mark.django_db]


@pytest.mark.parametrize(
    ("why", "status", "words"),
    [
        ("blocked", 403, "The findings do not allow it."),
        ("blocked", 403, "METHOD_BELOW_MARKING"),
        ("blocked-alone", 403, "Only a decision maker may approve."),
        ("unknown", 404, "There is nothing here that you can see. Check the reference."),
        ("invalid", 422, "Say why you need this."),
        ("conflict", 409, "Somebody has decided already."),
        ("stale", 412, "This page was out of date."),
        ("unavailable", 503, "The record cannot be written."),
    ],
)
def test_a_refusal_is_a_page_with_its_reason(client, why, status, words):
    answer = client.get(f"/refuse/{why}")
    assert answer.status_code == status
    assert words in answer.content.decode()


def test_what_is_down_says_when_to_try_again(client):
    assert client.get("/refuse/unavailable").headers["Retry-After"] == "30"


def test_hidden_and_absent_are_the_same_bytes(client):
    hidden, hidden_again = client.get("/refuse/unknown"), client.get("/refuse/unknown")
    assert hidden.content == hidden_again.content
    assert hidden.headers.items() == hidden_again.headers.items()
    # An address that leads nowhere is answered before anyone is signed in on this test site.
    assert "There is nothing here that you can see." in client.get("/no-such-page").content.decode()


def test_a_fault_is_a_page_that_says_nothing_of_the_fault():
    answer = Client(raise_request_exception=False).get("/refuse/broken")
    assert answer.status_code == 500
    assert b"Something broke" in answer.content
    assert b"a fault" not in answer.content


def test_a_wrong_method_is_a_page_that_names_the_right_ones(client):
    answer = client.post("/cookies")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD"
    assert b"This address cannot be used like that" in answer.content


def test_a_form_without_its_token_is_refused_in_words():
    answer = Client(enforce_csrf_checks=True).post("/appearance", {"appearance": "dark"})
    assert answer.status_code == 403
    assert b"This form was open for too long" in answer.content


@pytest.mark.parametrize(
    ("handler", "exception", "status", "words"),
    [
        (errors.bad_request, BadRequest(), 400, b"could not read"),
        (errors.bad_request, RequestDataTooBig(), 413, b"too large"),
        (errors.forbidden, PermissionDenied(), 403, b"You cannot do this"),
    ],
)
def test_http_errors_are_pages(handler, exception, status, words):
    answer = handler(RequestFactory().get("/"), exception=exception)
    assert answer.status_code == status
    assert words in answer.content


def test_too_large_a_post_is_answered_with_413(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    assert client.post("/appearance", {"appearance": "x" * 200}).status_code == 413
