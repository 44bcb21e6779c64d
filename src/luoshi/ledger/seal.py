"""Sealing the ledger: a Merkle checkpoint whose root is handed to the overseers (封存)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from luoshi.kernel.merkle import merkle_root
from luoshi.ledger.models import Chain, Seal
from luoshi.ledger.verify import leaf


@transaction.atomic
def seal(at: datetime) -> Seal:
    """Write down the head of every chain and the Merkle root over them. An empty ledger seals to the empty root."""
    heads = [(c.key, c.length, c.head) for c in Chain.objects.select_for_update().order_by("key")]
    return Seal.objects.create(at=at, heads=heads, root=_root(heads))


def root() -> str:
    """The Merkle root over the heads of all chains as they stand: what a seal made now would say."""
    return _root([(c.key, c.length, c.head) for c in Chain.objects.order_by("key")])


def _root(heads: list[tuple[str, int, str]]) -> str:
    return merkle_root([leaf(*h) for h in heads]).hex()
