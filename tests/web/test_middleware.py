import pytest
from django.test import Client

from needshare.web.headers import CONTENT_POLICY, HEADERS

pytestmark = pytest.mark.urls("tests.web.site")


@pytest.mark.parametrize(
    "path",
    ["/cookies", "/appearance", "/no-such-page", "/refuse/blocked", "/refuse/unavailable", "/guarded",
     "/refuse/broken", "/static/web/mark.svg", "/static/web/vendor/govuk.css"],
)  # fmt: skip
def test_every_answer_carries_the_security_headers(path):
    answer = Client(raise_request_exception=False).get(path)
    for name, value in HEADERS.items():
        if name == "Cache-Control" and path.startswith("/static/"):
            continue  # named by its content, kept by browsers
        assert answer.headers[name] == value, name
    list(answer)  # a file is closed once it was read


def test_the_content_policy_allows_nothing_inline_and_nothing_from_elsewhere():
    assert "unsafe" not in CONTENT_POLICY
    assert "http" not in CONTENT_POLICY
    assert CONTENT_POLICY.startswith("default-src 'none'")


def test_a_page_is_not_kept_by_browsers_or_proxies(client):
    assert client.get("/cookies").headers["Cache-Control"] == "no-store"


@pytest.mark.django_db  # who is denied leaves an entry
def test_no_page_has_anything_inline(client):
    for path in ("/cookies", "/appearance", "/specimen", "/refuse/blocked"):
        html = client.get(path).content.decode()
        assert " style=" not in html
        assert "<style" not in html
        assert "<script>" not in html
        assert "javascript:" not in html
