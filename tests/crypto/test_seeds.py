"""Seeds of one-time codes: sealed for one person, under a KEK that can be rotated."""

import uuid
from pathlib import Path

import pytest

from needshare.crypto import keyring, seeds
from needshare.crypto.sealing import Tampered
from needshare.kernel import Unavailable

OFFICER, OTHER = uuid.uuid4(), uuid.uuid4()
SEED = "JBSWY3DPEHPK3PXP"


def test_a_seed_opens_for_its_person_only() -> None:
    sealed = seeds.seal_seed(OFFICER, SEED)
    assert SEED not in sealed
    assert seeds.open_seed(OFFICER, sealed) == SEED
    with pytest.raises(Tampered):
        seeds.open_seed(OTHER, sealed)


@pytest.mark.parametrize("change", [lambda text: text[:-4], lambda text: text + "!", lambda text: text + "é"])
def test_a_changed_seed_does_not_open(change: object) -> None:
    with pytest.raises(Tampered):
        seeds.open_seed(OFFICER, change(seeds.seal_seed(OFFICER, SEED)))  # type: ignore[operator] # a lambda


def test_a_seed_in_clear_does_not_open() -> None:
    with pytest.raises(Unavailable):
        seeds.open_seed(OFFICER, SEED)


def test_a_rotated_kek_still_opens_old_seeds_and_asks_for_resealing(own_keyring: Path) -> None:
    sealed = seeds.seal_seed(OFFICER, SEED)
    assert seeds.is_under_active_kek(sealed)
    keyring.add_kek(own_keyring)
    assert not seeds.is_under_active_kek(sealed)
    assert seeds.open_seed(OFFICER, sealed) == SEED
    assert seeds.is_under_active_kek(seeds.seal_seed(OFFICER, seeds.open_seed(OFFICER, sealed)))
