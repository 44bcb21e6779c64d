"""Merkle tree 默克尔树 of RFC 6962: one root that commits to a whole list of entries."""

from collections.abc import Sequence
from hashlib import sha256

# Different prefixes keep an inner node from being passed off as an entry (RFC 6962, section 2.1).
_LEAF, _NODE = b"\x00", b"\x01"


def leaf_hash(entry: bytes) -> bytes:
    """Hash of one entry, 32 bytes."""
    return sha256(_LEAF + entry).digest()


def merkle_root(entries: Sequence[bytes]) -> bytes:
    """Root of the tree over all entries in their order, 32 bytes; of no entries, the hash of nothing."""
    level = [leaf_hash(entry) for entry in entries]
    if not level:
        return sha256(b"").digest()
    while len(level) > 1:
        level = _next_level(level)
    return level[0]


def inclusion_proof(entries: Sequence[bytes], index: int) -> list[bytes]:
    """Hashes that, with the entry at `index` (from 0), lead to the root; from the leaf upward.

    Raises IndexError when there is no such entry.
    """
    if not 0 <= index < len(entries):
        raise IndexError(f"there are {len(entries)} entries, none at {index}")
    level, proof = [leaf_hash(entry) for entry in entries], []
    while len(level) > 1:
        sibling = index ^ 1
        if sibling < len(level):
            proof.append(level[sibling])
        level, index = _next_level(level), index // 2
    return proof


def verify_inclusion(entry: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether `proof` shows that `entry` is number `index` of the `size` entries under `root`."""
    if not 0 <= index < size:
        return False
    node, rest, last = leaf_hash(entry), list(proof), size - 1
    while last > 0:
        if index % 2 or index < last:
            if not rest:
                return False
            sibling = rest.pop(0)
            node = _node(sibling, node) if index % 2 else _node(node, sibling)
        index, last = index // 2, last // 2
    return not rest and node == root


def _next_level(level: Sequence[bytes]) -> list[bytes]:
    # An odd node at the end moves up as it is: the same tree as the RFC's split at the largest power of two.
    paired = [_node(level[n], level[n + 1]) for n in range(0, len(level) - 1, 2)]
    return [*paired, level[-1]] if len(level) % 2 else paired


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(_NODE + left + right).digest()
