"""What the operator may write into the providers' file, and what a statement must say."""

import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from needshare.config.sign_in_providers import sign_in_providers
from needshare.federation.rules import instant, is_fresh, is_of, providers_in, statement_in
from needshare.federation.terms import ProviderStatement, Way

AT = datetime(2026, 3, 16, 9, tzinfo=UTC)
TOLD: dict[str, Any] = {
    "name": "wexcombe",
    "organisation": "wbc",
    "label": "Wexcombe",
    "issuer": "https://login.wexcombe.example/tenant",
    "client_id": "needshare",
    "secret_file": "/etc/needshare/secret",
}


def told(**changed: Any) -> dict[str, Any]:
    return {"provider": [{key: value for key, value in {**TOLD, **changed}.items() if value is not None}]}


def test_a_provider_is_called_at_its_issuers_origin_unless_told_otherwise():
    [usual] = providers_in(told())
    assert (usual.organisation, usual.origins) == ("WBC", ("https://login.wexcombe.example",))
    assert usual.ways == (Way.INVITATION, Way.DIRECTORY)
    assert is_of(usual, "https://login.wexcombe.example/keys")
    for elsewhere in (
        "https://login.wexcombe.example:8443/",
        "https://login.wexcombe.example.net/",
        None,
        "",
    ):
        assert not is_of(usual, elsewhere)


@pytest.mark.parametrize(
    "changed",
    [
        {"issuer": "http://login.wexcombe.example"},
        {"origins": ["http://login.wexcombe.example"]},
        {"name": "Wexcombe/../x"},
        {"name": None},
        {"client_id": None},
        {"secret_file": " "},
        {"ways": ["name"]},
        {"ways": "invitation"},
        {"protocol": "ldap"},
        {"second_factor_amr": "mfa"},
        {"is_listed": "no"},
        {"password": "x"},
    ],
    ids=str,
)
def test_a_file_that_is_wrong_is_refused_whole(changed):
    with pytest.raises(ValueError):  # noqa: PT011 - the words differ, and name the field
        providers_in(told(**changed))


def test_two_providers_have_two_names():
    with pytest.raises(ValueError, match="the same name"):
        providers_in({"provider": [TOLD, TOLD]})
    with pytest.raises(ValueError, match="is not known"):
        providers_in({"providers": [TOLD]})


def test_no_file_means_no_provider_and_a_file_that_cannot_be_read_stops_the_start(tmp_path: Path):
    assert sign_in_providers("") == ()
    with pytest.raises(FileNotFoundError):
        sign_in_providers(str(tmp_path / "absent.toml"))
    (tmp_path / "wrong.toml").write_text("[[provider]\n")
    with pytest.raises(tomllib.TOMLDecodeError):
        sign_in_providers(str(tmp_path / "wrong.toml"))


@pytest.mark.parametrize("seconds", [True, "1773651600", None, 0, -1, 1e12, [1]])
def test_what_is_no_count_of_seconds_is_no_instant(seconds):
    assert instant(seconds) is None


@pytest.mark.parametrize(
    ("proved", "fresh"), [(-61, False), (-60, True), (0, True), (30, True), (91, False), (None, False)]
)
def test_a_proof_is_fresh_only_since_it_was_asked_for(proved, fresh):
    [provider] = providers_in(told())
    proved_at = None if proved is None else AT + timedelta(seconds=proved)
    statement = ProviderStatement(provider=provider, subject="7", proved_at=proved_at)
    assert is_fresh(statement, asked_at=AT, at=AT + timedelta(seconds=30)) is fresh


def test_a_statement_answers_one_question_and_claims_of_other_shapes_count_for_nothing():
    [provider] = providers_in(told(second_factor_amr=["mfa"], second_factor_acr=["strong"]))

    def read(**claims: Any) -> ProviderStatement:
        return statement_in({"sub": "7", "nonce": "n", **claims}, provider=provider, nonce="n")

    assert read(amr=["mfa"]).has_second_factor
    assert read(acr="strong").has_second_factor
    for claims in ({"amr": "mfa"}, {"amr": [["mfa"]]}, {"acr": ["strong"]}, {"amr": {"mfa": 1}}, {}):
        assert not read(**claims).has_second_factor
    with pytest.raises(ValueError, match="nonce"):
        read(nonce="")
    with pytest.raises(ValueError, match="sub"):
        read(sub="x" * 256)
