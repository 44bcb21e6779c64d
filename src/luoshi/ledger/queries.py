"""All reads that leave the ledger. ``chains`` is what the reader may see: keys of chains, None for all."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from luoshi.ledger.models import Chain, Entry, Seal, Verification

PAGE = 50


@dataclass(frozen=True)
class Search:
    """What is looked for; an empty part matches everything. ``since`` and ``until`` are moments, both included."""

    chain: str = ""
    verb: str = ""
    since: datetime | None = None
    until: datetime | None = None


def _visible(chains: Collection[str] | None) -> QuerySet[Entry]:
    entries = Entry.objects.select_related("chain")
    return entries if chains is None else entries.filter(chain__key__in=chains)


def entries(chains: Collection[str] | None, search: Search, page: str | int = 1) -> Page[Entry]:
    """Entries newest first, fifty a page; a page number out of range gives the nearest page."""
    found = _visible(chains)
    if search.chain:
        found = found.filter(chain__key=search.chain)
    if search.verb:
        found = found.filter(verb=search.verb)
    if search.since:
        found = found.filter(at__gte=search.since)
    if search.until:
        found = found.filter(at__lte=search.until)
    return Paginator(found.order_by("-at", "-pk"), PAGE).get_page(page)


def entry(chains: Collection[str] | None, key: int) -> Entry | None:
    """One entry; None when there is none or it may not be seen."""
    return _visible(chains).filter(pk=key).first()


def chain_keys(chains: Collection[str] | None) -> list[str]:
    """Keys of the chains that have entries and may be seen."""
    known = Chain.objects.filter(length__gt=0)
    if chains is not None:
        known = known.filter(key__in=chains)
    return list(known.order_by("key").values_list("key", flat=True))


def verbs() -> list[str]:
    """Every kind of act on record."""
    return list(Entry.objects.order_by("verb").values_list("verb", flat=True).distinct())


def latest_verification() -> Verification | None:
    """The last check of the ledger; None before the first."""
    return Verification.objects.order_by("-pk").first()


def seals(limit: int = 12) -> list[Seal]:
    """The latest checkpoints, newest first."""
    return list(Seal.objects.order_by("-pk")[:limit])


def acts_on(table: str, moments: Mapping[int, datetime]) -> dict[int, Entry]:
    """The entry that put each row of ``table`` (such as targets.target) on record, by key.

    ``moments`` are the business moments at which the rows, by key, were recorded. Of several entries at a row's own
    moment the first counts: what came later in the same moment, or superseded the row, found it there.
    """
    found: dict[int, Entry] = {}
    entries = Entry.objects.filter(at__in=set(moments.values())).select_related("chain").order_by("pk")
    for entry in entries:
        for name, key, _digest in entry.rows:
            if name == table and moments.get(key) == entry.at:
                found.setdefault(key, entry)
    return found
