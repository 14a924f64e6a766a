"""The Merkle tree of RFC 6962 section 2.1: hashes, growing a tree, and its proofs. Pure.

A *frontier* is the list of roots of the complete subtrees a tree of some size is made of, largest
first: all that is needed to append and to compute the root. Proofs follow RFC 9162 section 2.1.
"""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

HASH_SIZE = 32
TILE_WIDTH = 256
EMPTY_ROOT = sha256(b"").digest()

Subtree = Callable[[int, int], bytes]
"""Gives the hash of the complete subtree at (level, index)."""


class BadProof(Exception):
    """A proof does not show what it claims."""


def leaf_hash(leaf: bytes) -> bytes:
    """Hash one leaf.

    >>> leaf_hash(b"").hex()[:16]
    '6e340b9cffb37a98'
    """
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two subtrees into the one above them."""
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """A growing tree that remembers only its complete subtrees: 32 bytes for each bit set in `size`."""

    __slots__ = ("size", "stack")

    def __init__(self, size: int = 0, packed: bytes = b"") -> None:
        if len(packed) != HASH_SIZE * size.bit_count():
            raise ValueError(f"a tree of {size} leaves cannot have a frontier of {len(packed)} bytes")
        self.size = size
        self.stack = [packed[at : at + HASH_SIZE] for at in range(0, len(packed), HASH_SIZE)]

    def append(self, hashed: bytes) -> None:
        """Add the hash of the next leaf."""
        size, stack = self.size, self.stack
        while size & 1:
            hashed = sha256(b"\x01" + stack.pop() + hashed).digest()
            size >>= 1
        stack.append(hashed)
        self.size += 1

    def extend(self, hashes: Iterable[bytes]) -> None:
        """Add the hashes of the next leaves, in order."""
        for hashed in hashes:
            self.append(hashed)

    def root(self) -> bytes:
        """Compute the root of the tree as it is now."""
        if not self.stack:
            return EMPTY_ROOT
        folded = self.stack[-1]
        for left in reversed(self.stack[:-1]):
            folded = node_hash(left, folded)
        return folded

    def packed(self) -> bytes:
        """Return the frontier as bytes, for keeping."""
        return b"".join(self.stack)


def root_of(hashes: Iterable[bytes]) -> bytes:
    """Compute the root over leaf hashes given in order.

    >>> root_of([]) == EMPTY_ROOT
    True
    """
    tree = Frontier()
    tree.extend(hashes)
    return tree.root()


def range_root(start: int, end: int, subtree: Subtree) -> bytes:
    """Compute the root over leaves `start` to `end`, a range that RFC 6962 cuts the tree into."""
    hashes = []
    while start < end:
        level = min((end - start).bit_length() - 1, (start & -start).bit_length() - 1 if start else 64)
        hashes.append(subtree(level, start >> level))
        start += 1 << level
    folded = hashes.pop()
    while hashes:
        folded = node_hash(hashes.pop(), folded)
    return folded


def root_at(size: int, subtree: Subtree) -> bytes:
    """Compute the root of the tree's first `size` leaves."""
    return range_root(0, size, subtree) if size else EMPTY_ROOT


def _split(count: int) -> int:
    """Return the largest power of two below `count`."""
    return 1 << (count - 1).bit_length() - 1


def inclusion_proof(index: int, size: int, subtree: Subtree) -> list[bytes]:
    """Prove that leaf `index` is in the tree of `size` leaves."""
    if not 0 <= index < size:
        raise ValueError(f"there is no leaf {index} in a tree of {size}")
    start, end, proof = 0, size, []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            proof.append(range_root(middle, end, subtree))
            end = middle
        else:
            proof.append(range_root(start, middle, subtree))
            start = middle
    return proof[::-1]


def consistency_proof(old: int, new: int, subtree: Subtree) -> list[bytes]:
    """Prove that the tree of `old` leaves is the beginning of the tree of `new` leaves."""
    if not 0 < old <= new:
        raise ValueError(f"there is no proof from a tree of {old} to a tree of {new}")
    start, end, proof, is_whole = 0, new, [], True
    while old - start != end - start:
        middle = start + _split(end - start)
        if old <= middle:
            proof.append(range_root(middle, end, subtree))
            end = middle
        else:
            proof.append(range_root(start, middle, subtree))
            start, is_whole = middle, False
    if not is_whole:
        proof.append(range_root(start, end, subtree))
    return proof[::-1]


def check_inclusion(hashed: bytes, index: int, *, size: int, root: bytes, proof: Sequence[bytes]) -> None:
    """Check a proof that the leaf with this hash is at `index` (RFC 9162 section 2.1.3.2).

    Raises:
        BadProof: if it is not shown.
    """
    if not 0 <= index < size:
        raise BadProof("the index is outside the tree")
    place, last = index, size - 1
    for sibling in proof:
        if last == 0:
            raise BadProof("the proof is too long")
        if place & 1 or place == last:
            hashed = node_hash(sibling, hashed)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            hashed = node_hash(hashed, sibling)
        place, last = place >> 1, last >> 1
    if last or hashed != root:
        raise BadProof("the proof does not lead to the root")


def check_consistency(old: tuple[int, bytes], new: tuple[int, bytes], proof: Sequence[bytes]) -> None:
    """Check a proof that tree `old` (size, root) is the beginning of `new` (RFC 9162 section 2.1.4.2).

    Raises:
        BadProof: if it is not shown.
    """
    (old_size, old_root), (new_size, new_root) = old, new
    if not 0 < old_size <= new_size:
        raise BadProof("the tree shrank")
    if old_size == new_size:
        if proof or old_root != new_root:
            raise BadProof("two trees of one size differ")
        return
    path = list(proof)
    if old_size & (old_size - 1) == 0:
        path.insert(0, old_root)
    if not path:
        raise BadProof("the proof is empty")
    if _climb(old_size, new_size, path) != (old_root, new_root):
        raise BadProof("the proof does not lead to the roots")


def _climb(old_size: int, new_size: int, path: Sequence[bytes]) -> tuple[bytes, bytes]:
    """Fold a consistency path into the roots of the old and the new tree."""
    place, last = old_size - 1, new_size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            raise BadProof("the proof is too long")
        if place & 1 or place == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        place, last = place >> 1, last >> 1
    if last:
        raise BadProof("the proof is too short")
    return old, new
