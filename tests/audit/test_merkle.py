"""The tree against Go's tlog, and against its own definition for every small size."""

from base64 import b64decode
from functools import lru_cache

import pytest
from hypothesis import given, strategies as st

from needshare.audit.merkle import (
    EMPTY_ROOT,
    BadProof,
    Frontier,
    check_consistency,
    check_inclusion,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_at,
    root_of,
)

from . import go

SIZES = (0, 1, 2, 3, 4, 5, 6, 7, 8, 255, 256, 257, 511, 512, 513, 65535, 65536, 65537)


@lru_cache(maxsize=200_000)
def leaf(number: int) -> bytes:
    return leaf_hash(f"leaf {number}".encode())


@lru_cache(maxsize=200_000)
def subtree(level: int, index: int) -> bytes:
    if level == 0:
        return leaf(index)
    return node_hash(subtree(level - 1, 2 * index), subtree(level - 1, 2 * index + 1))


def defined_root(hashes: list[bytes]) -> bytes:
    """RFC 6962 section 2.1, word for word."""
    if not hashes:
        return EMPTY_ROOT
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return node_hash(defined_root(hashes[:split]), defined_root(hashes[split:]))


def test_roots_and_proofs_are_those_of_go() -> None:
    tree = Frontier()
    for vector in go.vectors(*SIZES):
        size, root = vector["Size"], b64decode(vector["Root"])
        while tree.size < size:
            tree.append(leaf(tree.size))
        # Debian's version of tlog gives no root for a tree without leaves; RFC 6962 says SHA-256 of nothing.
        assert root_at(size, subtree) == tree.root() == (root if size else EMPTY_ROOT)
        for index, proof in vector["Inclusion"].items():
            hashes = inclusion_proof(int(index), size, subtree)
            assert hashes == [b64decode(text) for text in proof]
            check_inclusion(leaf(int(index)), int(index), size=size, root=root, proof=hashes)
        for older, proof in vector["Consistency"].items():
            hashes = consistency_proof(int(older), size, subtree)
            assert hashes == [b64decode(text) for text in proof]
            check_consistency((int(older), root_at(int(older), subtree)), (size, root), hashes)


@pytest.mark.parametrize("size", range(20))
def test_a_frontier_gives_the_root_the_definition_gives(size: int) -> None:
    hashes = [leaf(number) for number in range(size)]
    assert root_of(hashes) == defined_root(hashes)


@given(st.integers(0, 600), st.integers(0, 600))
def test_a_kept_frontier_grows_as_if_it_had_never_been_put_away(first: int, more: int) -> None:
    tree = Frontier()
    tree.extend(leaf(number) for number in range(first))
    again = Frontier(tree.size, tree.packed())
    again.extend(leaf(number) for number in range(first, first + more))
    assert again.root() == root_at(first + more, subtree)


@given(st.data())
def test_a_proof_shows_its_own_leaf_and_no_other(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 300))
    index, other = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size - 1))
    root, proof = root_at(size, subtree), inclusion_proof(index, size, subtree)
    check_inclusion(leaf(index), index, size=size, root=root, proof=proof)
    if other != index:
        with pytest.raises(BadProof):
            check_inclusion(leaf(other), index, size=size, root=root, proof=proof)
        with pytest.raises(BadProof):
            check_inclusion(leaf(index), other, size=size, root=root, proof=proof)


@given(st.data())
def test_a_spoilt_inclusion_proof_shows_nothing(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 300))
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(index, size, subtree)
    spoilt = _spoilt(data, proof)
    with pytest.raises(BadProof):
        check_inclusion(leaf(index), index, size=size, root=root_at(size, subtree), proof=spoilt)


@given(st.data())
def test_a_spoilt_consistency_proof_shows_nothing(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 300))
    older = data.draw(st.integers(1, size - 1))
    ends = (older, root_at(older, subtree)), (size, root_at(size, subtree))
    proof = consistency_proof(older, size, subtree)
    check_consistency(*ends, proof)
    with pytest.raises(BadProof):
        check_consistency(*ends, _spoilt(data, proof))
    with pytest.raises(BadProof):
        check_consistency((older, leaf(9999)), ends[1], proof)


def _spoilt(data: st.DataObject, proof: list[bytes]) -> list[bytes]:
    way = data.draw(st.sampled_from(["shorter", "longer", "changed"]))
    if way == "longer" or not proof:
        return [*proof, leaf(9999)]
    at = data.draw(st.integers(0, len(proof) - 1))
    return proof[:at] + ([leaf(9999)] if way == "changed" else []) + proof[at + 1 :]


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_there_is_no_proof_of_a_leaf_outside_the_tree(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="no leaf"):
        inclusion_proof(index, size, subtree)
    with pytest.raises(BadProof):
        check_inclusion(leaf(0), index, size=size, root=leaf(0), proof=[])


@pytest.mark.parametrize(("old", "new"), [(0, 3), (4, 3)])
def test_there_is_no_proof_that_a_tree_shrank(old: int, new: int) -> None:
    with pytest.raises(ValueError, match="no proof"):
        consistency_proof(old, new, subtree)
    with pytest.raises(BadProof):
        check_consistency((old, leaf(0)), (new, leaf(0)), [])


def test_two_trees_of_one_size_must_be_the_same() -> None:
    check_consistency((3, leaf(0)), (3, leaf(0)), [])
    with pytest.raises(BadProof):
        check_consistency((3, leaf(0)), (3, leaf(1)), [])


def test_a_frontier_must_have_the_hashes_its_size_demands() -> None:
    with pytest.raises(ValueError, match="cannot have a frontier"):
        Frontier(3, leaf(0))


def test_an_empty_consistency_proof_shows_nothing() -> None:
    with pytest.raises(BadProof, match="empty"):
        check_consistency((3, leaf(0)), (5, leaf(1)), [])
