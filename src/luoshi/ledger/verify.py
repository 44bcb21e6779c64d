"""Checking the ledger: every chain, every seal, every row it vouches for (台账核验)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.apps import apps
from django.db import connection, transaction

from luoshi.kernel.merkle import merkle_root
from luoshi.ledger.append_only import unguarded
from luoshi.ledger.master import unwatched
from luoshi.ledger.models import Chain, Entry, Recorded, Seal
from luoshi.ledger.record import entry_hash, row_digest

# What reading a row raises whose columns were filled behind the product's back.
UNREADABLE = (ArithmeticError, AttributeError, TypeError, ValueError)


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


def verify(roots: Collection[str] = ()) -> Report:
    """Recompute every hash and compare every vouched row with its last digest. Reads everything; writes nothing.

    ``roots`` are those of seals kept outside, by the overseers: each must still be on record. Without one,
    nobody can tell a ledger that was rewritten as a whole, seals and all, from the one that was kept.
    """
    with _one_moment():
        return _verify(roots)


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


def _verify(roots: Collection[str]) -> Report:
    bare = [*unguarded(_append_only_tables()), *unwatched(master_tables())]
    findings = [Finding("guard_missing", table) for table in bare]
    vouched: dict[tuple[str, int], str | None] = {}
    heads: dict[str, list[str]] = {}
    entries = 0
    for entry in Entry.objects.select_related("chain").order_by("pk").iterator(chunk_size=2000):
        entries += 1
        findings.extend(_check_entry(entry, heads.setdefault(entry.chain.key, [])))
        vouched.update(_vouched_by(entry))
    findings.extend(_check_heads(heads))
    findings.extend(_check_seals(heads))
    findings.extend(_check_roots(roots))
    findings.extend(_check_rows(vouched))
    return Report(entries, len(heads), len(vouched), Seal.objects.count(), tuple(findings))


def _append_only_tables() -> list[str]:
    return [m._meta.db_table for m in apps.get_models() if getattr(m, "append_only", False)]


def master_tables() -> list[str]:
    """Tables whose changes the database must tell; see :mod:`luoshi.ledger.master`."""
    return [m._meta.db_table for m in recorded_models() if m.master]


def _vouched_by(entry: Entry) -> Iterator[tuple[tuple[str, int], str | None]]:
    """What the entry says of each row; what is no such statement is told by the entry's own hash."""
    for said in entry.rows if isinstance(entry.rows, list) else ():
        match said:
            case [str(table), int(key), str() | None as sealed]:
                yield (table, key), sealed


def _hash_of(entry: Entry) -> str:
    """The hash of what the entry says; empty when a column holds what was never written to it."""
    try:
        return entry_hash(entry)
    except UNREADABLE:
        return ""


def _check_entry(entry: Entry, chain: list[str]) -> Iterator[Finding]:
    place = f"{entry.chain.key}#{entry.position} {entry.verb}"
    if entry.position != len(chain) + 1:
        yield Finding("entry_missing", place, str(len(chain) + 1), str(entry.position))
    if entry.previous != (chain[-1] if chain else ""):
        yield Finding("chain_broken", place, chain[-1] if chain else "", entry.previous)
    if entry.hash != _hash_of(entry):
        yield Finding("entry_changed", place, entry.hash, _hash_of(entry))
    chain.append(entry.hash)


def _check_heads(heads: dict[str, list[str]]) -> Iterator[Finding]:
    for chain in Chain.objects.all():
        hashes = heads.get(chain.key, [])
        if chain.length != len(hashes) or chain.head != (hashes[-1] if hashes else ""):
            yield Finding("chain_cut", chain.key, f"{chain.length} {chain.head}", f"{len(hashes)}")


def _check_seals(heads: dict[str, list[str]]) -> Iterator[Finding]:
    for seal in Seal.objects.order_by("pk"):
        sealed = [head for head in seal.heads if _is_head(head)] if isinstance(seal.heads, list) else []
        if sealed != seal.heads or merkle_root([leaf(*head) for head in sealed]).hex() != seal.root:
            yield Finding("seal_changed", str(seal))
        for key, length, head in sealed:
            hashes = heads.get(key, [])
            if not 0 < length <= len(hashes) or hashes[length - 1] != head:
                yield Finding("seal_contradicted", f"{seal}: {key}#{length}", head)


def _is_head(said: object) -> bool:
    match said:
        case [str(), int(), str()]:
            return True
    return False


def _check_roots(roots: Collection[str]) -> Iterator[Finding]:
    known = set(Seal.objects.values_list("root", flat=True))
    yield from (Finding("seal_missing", root) for root in roots if root not in known)


def leaf(key: str, length: int, head: str) -> bytes:
    """What a seal says of one chain, as bytes for the Merkle tree."""
    return f"{key}\n{length}\n{head}".encode()


def _check_rows(vouched: dict[tuple[str, int], str | None]) -> Iterator[Finding]:
    for model in recorded_models():
        table = model._meta.label_lower
        seen, to_come = set(), model.not_yet_vouched()
        for key, row in _read(model):
            seen.add(key)
            if (table, key) not in vouched:
                if key in to_come:
                    continue
                yield Finding("row_added", f"{table}:{key}", "", str(row))
            elif vouched[table, key] is None:
                yield Finding("row_restored", f"{table}:{key}", "", str(row))
            elif row is None or vouched[table, key] != row_digest(row):
                yield Finding("row_changed", f"{table}:{key}", vouched[table, key] or "", str(row or ""))
        for (name, key), sealed in vouched.items():
            if name == table and sealed is not None and key not in seen:
                yield Finding("row_removed", f"{table}:{key}", sealed)


def _read(model: type[Recorded]) -> Iterator[tuple[int, Recorded | None]]:
    """Every row by its key; None for a row whose columns hold what the product never wrote and cannot read."""
    rows = model._default_manager.order_by("pk")
    last = 0
    try:
        for row in rows.iterator(chunk_size=2000):
            last = row.pk
            yield last, row
    except UNREADABLE:
        for key in rows.filter(pk__gt=last).values_list("pk", flat=True):
            yield key, _readable(model, key)


def _readable(model: type[Recorded], key: int) -> Recorded | None:
    try:
        return model._default_manager.get(pk=key)
    except UNREADABLE:
        return None
