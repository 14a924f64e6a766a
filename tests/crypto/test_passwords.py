import threading

import pytest
from django.contrib.auth.hashers import check_password, identify_hasher, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from needshare.config import settings as product
from needshare.crypto import passwords


def test_passwords_are_hashed_by_argon2id_at_the_cost_of_the_settings(settings):
    settings.ARGON2ID = {"time_cost": 2, "memory_cost": 64, "parallelism": 1}
    kept = make_password("a lamp under seven boats")
    assert kept.startswith("argon2$argon2id$v=19$m=64,t=2,p=1$")
    assert check_password("a lamp under seven boats", kept)
    assert not check_password("a lamp under six boats", kept)
    assert isinstance(identify_hasher(kept), passwords.Argon2id)


def test_the_product_pays_the_full_cost():
    assert product.ARGON2ID == {"time_cost": 3, "memory_cost": 65536, "parallelism": 1}


def test_a_hash_of_another_cost_is_known_to_be_due_for_renewal(settings):
    kept = make_password("a lamp under seven boats")
    settings.ARGON2ID = {"time_cost": 2, "memory_cost": 64, "parallelism": 1}
    assert identify_hasher(kept).must_update(kept)


def test_no_more_hashes_are_made_at_once_than_memory_is_meant_for(monkeypatch):
    inside, most, lock = [], [], threading.Lock()

    def slow(self, password, salt):
        with lock:
            inside.append(1)
            most.append(len(inside))
        threading.Event().wait(0.02)
        with lock:
            inside.pop()
        return "hash"

    monkeypatch.setattr(passwords.Argon2PasswordHasher, "encode", slow)
    threads = [threading.Thread(target=passwords.Argon2id().encode, args=("x", "y")) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(most) == passwords.AT_ONCE


@pytest.mark.parametrize(
    "weak",
    [
        "fourteen chars",
        "passwordpassword",
        "password12345678",
        "!!!Password2026!!",
        "aaaaaaaaaaaaaaaaaaaa",
        "123456789123456789",
        "ababababababababab",
    ],
)
def test_weak_passwords_are_refused(weak):
    with pytest.raises(ValidationError):
        validate_password(weak)


@pytest.mark.parametrize("good", ["a lamp under seven boats", "correcthorsebattery", "ünïcode wörds help"])
def test_long_passwords_of_any_making_are_welcome(good):
    validate_password(good)


def test_a_first_password_is_long_random_and_readable():
    made = {passwords.first_password() for _ in range(50)}
    assert len(made) == 50
    for password in made:
        validate_password(password)
        assert not set(password) & set("il1o0")
