import pytest

pytestmark = pytest.mark.urls("tests.web.site")


@pytest.mark.parametrize("appearance", ["light", "dark"])
def test_the_choice_of_light_or_dark_is_kept_in_the_browser(client, appearance):
    assert client.post("/appearance", {"appearance": appearance}).status_code == 302
    cookie = client.cookies["appearance"]
    assert (cookie.value, cookie["secure"], cookie["httponly"]) == (appearance, True, True)
    assert f'data-appearance="{appearance}"' in client.get("/cookies").content.decode()


def test_the_choice_of_the_device_leaves_it_to_the_device(client):
    client.post("/appearance", {"appearance": "device"})
    assert "data-appearance" not in client.get("/cookies").content.decode()


@pytest.mark.parametrize("sent", [{}, {"appearance": "sepia"}, {"appearance": "\x00"}])
def test_any_other_choice_is_refused_and_changes_nothing(client, sent):
    answer = client.post("/appearance", sent)
    assert answer.status_code == 422
    assert b"There is a problem" in answer.content
    assert "appearance" not in client.cookies


def test_a_cookie_that_was_tampered_with_counts_as_none(client):
    client.cookies["appearance"] = '"><script>'
    answer = client.get("/cookies")
    assert answer.status_code == 200
    assert b"data-appearance" not in answer.content
