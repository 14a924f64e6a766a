import pytest

from needshare.config.mail import mail


def test_without_an_address_messages_are_files():
    assert mail("").backend.endswith("filebased.EmailBackend")


def test_a_mail_server_is_read_whole():
    found = mail("smtp://ann:p%40ss@post.example:587?tls=start")
    assert (found.host, found.port, found.user, found.password, found.tls) == (
        "post.example",
        587,
        "ann",
        "p@ss",
        "start",
    )


def test_any_other_address_is_refused():
    with pytest.raises(ValueError, match="NEEDSHARE_EMAIL_URL"):
        mail("https://post.example")
