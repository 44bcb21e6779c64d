"""Merkle root."""

import hashlib


def merkle_root(leaves: list[bytes]) -> str:
    return hashlib.sha256(b"".join(leaves)).hexdigest()
