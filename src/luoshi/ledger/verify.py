"""Checking the ledger: every chain, every seal, every row it vouches for (台账核验)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.apps import apps
from django.db import connection, transaction

from luoshi.kernel.merkle import merkle_root
from luoshi.ledger.models import Chain, Entry, Recorded, Seal
from luoshi.ledger.record import entry_hash, row_digest


@dataclass(frozen=True)
class Finding:
    """One thing that does not hold. ``kind`` is a stable word; ``place`` names the entry, seal or row."""

    kind: str
    place: str
    expected: str = ""
    found: str = ""


@dataclass(frozen=True)
class Report:
    """The outcome of a verification."""

    entries: int
    chains: int
    rows: int
    seals: int
    findings: tuple[Finding, ...]

    @property
    def holds(self) -> bool:
        return not self.findings


def recorded_models() -> list[type[Recorded]]:
    """Every concrete table the ledger vouches for."""
    return [m for m in apps.get_models() if issubclass(m, Recorded)]


def verify() -> Report:
    """Recompute every hash and compare every vouched row with its last digest. Reads everything; writes nothing."""
    with _one_moment():
        return _verify()


@contextmanager
def _one_moment() -> Iterator[None]:
    """All reads see the same state, or a write between two of them would look like tampering.

    PostgreSQL reads a snapshot; SQLite lets writers wait. A caller's own transaction is taken as it is.
    """
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def _verify() -> Report:
    findings: list[Finding] = []
    vouched: dict[tuple[str, int], str | None] = {}
    heads: dict[str, list[str]] = {}
    entries = 0
    for entry in Entry.objects.select_related("chain").order_by("pk").iterator(chunk_size=2000):
        entries += 1
        findings.extend(_check_entry(entry, heads.setdefault(entry.chain.key, [])))
        for table, key, sealed in entry.rows:
            vouched[table, key] = sealed
    findings.extend(_check_heads(heads))
    findings.extend(_check_seals(heads))
    findings.extend(_check_rows(vouched))
    return Report(entries, len(heads), len(vouched), Seal.objects.count(), tuple(findings))


def _check_entry(entry: Entry, chain: list[str]) -> Iterator[Finding]:
    place = f"{entry.chain.key}#{entry.position} {entry.verb}"
    if entry.position != len(chain) + 1:
        yield Finding("entry_missing", place, str(len(chain) + 1), str(entry.position))
    if entry.previous != (chain[-1] if chain else ""):
        yield Finding("chain_broken", place, chain[-1] if chain else "", entry.previous)
    if entry.hash != entry_hash(entry):
        yield Finding("entry_changed", place, entry.hash, entry_hash(entry))
    chain.append(entry.hash)


def _check_heads(heads: dict[str, list[str]]) -> Iterator[Finding]:
    for chain in Chain.objects.all():
        hashes = heads.get(chain.key, [])
        if chain.length != len(hashes) or chain.head != (hashes[-1] if hashes else ""):
            yield Finding("chain_cut", chain.key, f"{chain.length} {chain.head}", f"{len(hashes)}")


def _check_seals(heads: dict[str, list[str]]) -> Iterator[Finding]:
    for seal in Seal.objects.order_by("pk"):
        if merkle_root([leaf(*head) for head in seal.heads]).hex() != seal.root:
            yield Finding("seal_changed", str(seal))
        for key, length, head in seal.heads:
            hashes = heads.get(key, [])
            if length > len(hashes) or hashes[length - 1] != head:
                yield Finding("seal_contradicted", f"{seal}: {key}#{length}", head)


def leaf(key: str, length: int, head: str) -> bytes:
    """What a seal says of one chain, as bytes for the Merkle tree."""
    return f"{key}\n{length}\n{head}".encode()


def _check_rows(vouched: dict[tuple[str, int], str | None]) -> Iterator[Finding]:
    for model in recorded_models():
        table = model._meta.label_lower
        seen = set()
        for row in model._default_manager.order_by("pk").iterator(chunk_size=2000):
            seen.add(row.pk)
            if (table, row.pk) not in vouched:
                yield Finding("row_added", f"{table}:{row.pk}", "", str(row))
            elif vouched[table, row.pk] is None:
                yield Finding("row_restored", f"{table}:{row.pk}", "", str(row))
            elif vouched[table, row.pk] != row_digest(row):
                yield Finding("row_changed", f"{table}:{row.pk}", vouched[table, row.pk] or "", str(row))
        for (name, key), sealed in vouched.items():
            if name == table and sealed is not None and key not in seen:
                yield Finding("row_removed", f"{table}:{key}", sealed)
