"""All observations of a year, or of some years in a row, as columns, kept in the process and carried forward by the ledger (观测值流水).

Observations and verdicts are append-only and every write of them is named in a ledger entry of its unit's chain,
whose positions have no gaps. So the entries after the positions last seen name exactly the rows to read again,
on both databases and whatever other processes write; and a chain whose past differs means: read all anew.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, partial
from threading import Lock
from typing import Any, TypeVar

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from luoshi.indicators.models import Verdict
from luoshi.ledger.models import Chain, Entry
from luoshi.org.queries import read_once
from luoshi.workdays.periods import Cadence, Period

T = TypeVar("T")
# First and last year.
Span = tuple[int, int]
# Later than any moment asked about.
NEVER = np.iinfo(np.int64).max
KEPT_JOURNALS = 8
KEPT_RESTING = 64
# Rows that came in since a year was read, before they are put among the others.
MOST_SINCE = 2_000
_READ_AT_ONCE = 500
THIRD, WEEK = 40, 100
QUARTER, HALF, YEAR = -3, -6, -12


# One observation as the database gives it: the code of its period, and moments, NaT where nobody verified.
_GIVEN = np.dtype(
    [
        ("observation", np.int64),
        ("unit", np.int64),
        ("indicator", np.int64),
        ("period", "S8"),
        ("value", np.float64),
        ("recorded", "M8[us]"),
        ("verified", "M8[us]"),
        ("simulated", np.int64),
    ]
)
# A moment as NumPy reads it as "M8[us]".
MOMENT = {
    # The text that is stored: NumPy reads it in a fraction of the time that SQLite would take.
    "sqlite": "({0} || '')",
    "postgresql": "CAST(EXTRACT(EPOCH FROM {0}) * 1000000 AS BIGINT)",
}
_ENDS = {Cadence.QUARTERLY: QUARTER, Cadence.HALF_YEARLY: HALF, Cadence.YEARLY: YEAR}


@dataclass(frozen=True, eq=False)
class Rows:
    """The observations as columns of equal length, in the order of their keys.

    observation, unit, indicator   int64: keys
    month      int64: counted from January of the first year, which is 0
    part       int64: 0 for a month, the number of a day, THIRD and 1 to 3 for a third of the month, WEEK and its number
               for a week, whose ``month`` is January, and QUARTER, HALF or YEAR for what ends with its ``month``
    value      float64: NaN where the observation retracts
    recorded   int64: microseconds since 1970 UTC
    verified   int64: likewise; NEVER where nobody verified, the moment of recording where it was computed
    simulated  int64: 0 or 1

    Never changed in place: what was computed from the same object is still true of it.
    """

    columns: Mapping[str, NDArray[Any]]

    @cached_property
    def months(self) -> Rows:
        """The observations of whole months."""
        parts = self.columns["part"] != 0
        return self._where(~parts) if parts.any() else self

    @cached_property
    def parts(self) -> Rows | None:
        """The observations of days, weeks and thirds of a month; None without any."""
        parts = self.columns["part"] > 0
        return self._where(parts) if parts.any() else None

    @cached_property
    def spans(self) -> Rows | None:
        """The observations of quarters, half-years and years; None without any."""
        spans = self.columns["part"] < 0
        return self._where(spans) if spans.any() else None

    def of_part(self, part: int) -> Rows | None:
        """The observations with this ``part``; None without any. The same object each time."""
        if part not in self._by_part:
            wanted = self.columns["part"] == part
            self._by_part[part] = self._where(wanted) if wanted.any() else None
        return self._by_part[part]

    @cached_property
    def _by_part(self) -> dict[int, Rows | None]:
        return {}

    def _where(self, wanted: NDArray[Any]) -> Rows:
        return Rows({name: column[wanted] for name, column in self.columns.items()})

    def updated(self, fresh: Rows) -> Rows:
        """These rows with ``fresh`` in place of or beside the old ones."""
        keys, new = self.columns["observation"], fresh.columns["observation"]
        if not new.size:
            return self
        place = np.searchsorted(keys, new)
        known = place < keys.size
        known[known] = keys[place[known]] == new[known]
        columns = {}
        for name, column in self.columns.items():
            columns[name] = np.concatenate([column, fresh.columns[name][~known]])
            columns[name][place[known]] = fresh.columns[name][known]
        if (place[~known] < keys.size).any():
            order = np.argsort(columns["observation"], kind="stable")
            columns = {name: column[order] for name, column in columns.items()}
        return Rows(columns)


@dataclass(frozen=True)
class Journal:
    """What is complete up to ``heads``, the state of the ledger's chains.

    ``newest`` holds the highest keys of observations and verdicts seen. ``layers`` are the rows read at once and, if
    any, the few that came in or were judged since, in place of those of the same key: what was computed of the first
    layer serves on, see ``facts``.
    """

    years: Span
    heads: dict[int, tuple[int, str]]
    newest: tuple[int, int]
    layers: tuple[Rows, ...]

    @cached_property
    def rows(self) -> Rows:
        """All rows as one."""
        rows, *since = self.layers
        return rows.updated(since[0]) if since else rows


_kept: OrderedDict[tuple[str, Span], Journal] = OrderedDict()
_resting: OrderedDict[tuple[str, Hashable], tuple[dict[int, tuple[int, str]], Any]] = OrderedDict()
_lock = Lock()


def journal(first: int, last: int) -> Journal:
    """The observations of the years ``first`` to ``last`` as they stand in the database now."""
    key = (str(connection.settings_dict["NAME"]), (first, last))
    with _lock:
        before = _kept.get(key)
    heads = ledger_heads()
    now = (before and _carried_forward(before, heads)) or _read_anew((first, last), heads)
    with _lock:
        _kept[key] = now
        _kept.move_to_end(key)
        while len(_kept) > KEPT_JOURNALS:
            _kept.popitem(last=False)
    return now


def ledger_heads() -> dict[int, tuple[int, str]]:
    """Length and last hash of every chain of the ledger, by key: what is on record changes with them, and only then."""
    return read_once("indicators.heads", _heads)


def while_ledger_rests(key: Hashable, read: Callable[[], T]) -> T:
    """What ``read`` returns, kept across requests until any chain of the ledger moves.

    For what is changed through recorded acts only, and seldom. Not to be changed in place.
    """
    heads = ledger_heads()
    place = (str(connection.settings_dict["NAME"]), key)
    with _lock:
        kept = _resting.get(place)
    if kept is not None and kept[0] == heads:
        found: T = kept[1]
        return found
    fresh = read()
    with _lock:
        _resting[place] = (heads, fresh)
        _resting.move_to_end(place)
        while len(_resting) > KEPT_RESTING:
            _resting.popitem(last=False)
    return fresh


def _heads() -> dict[int, tuple[int, str]]:
    return {pk: (length, head) for pk, length, head in Chain.objects.values_list("pk", "length", "head")}


def _newest() -> tuple[int, int]:
    return read_once("indicators.newest", _read_newest)


def _read_newest() -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT MAX(id) FROM indicators_observation), (SELECT MAX(id) FROM indicators_verdict)"
        )
        observation, verdict = cursor.fetchone()
    return (observation or 0, verdict or 0)


def _read_anew(years: Span, heads: dict[int, tuple[int, str]]) -> Journal:
    return Journal(years, heads, _newest(), (_select(years),))


def _carried_forward(before: Journal, heads: dict[int, tuple[int, str]]) -> Journal | None:
    """``before`` with what the ledger names since; None when its past is not the database's past."""
    if not before.heads.keys() <= heads.keys():
        return None
    moved = {pk: before.heads.get(pk, (0, "")) for pk, head in heads.items() if head != before.heads.get(pk)}
    observations: set[int] = set()
    verdicts: set[int] = set()
    for chain, (seen, head) in moved.items():
        # Every year kept asks for the same.
        entries = read_once(("indicators.entries", chain, seen), partial(_entries, chain, max(seen, 1)))
        # The entry last seen comes first again: its hash vouches for the whole past before it.
        if seen and (not entries or entries[0][0] != head):
            return None
        for _hash, rows in entries[1 if seen else 0 :]:
            observations.update(pk for table, pk, _digest in rows if table == "indicators.observation")
            verdicts.update(pk for table, pk, _digest in rows if table == "indicators.verdict")
    newest = (max(observations | {before.newest[0]}), max(verdicts | {before.newest[1]}))
    if newest != _newest():
        return None
    return Journal(before.years, heads, newest, _with_rows(before, observations, verdicts))


def _entries(chain: int, position: int) -> list[tuple[str, list[tuple[str, int, str]]]]:
    """Hash and rows of the entries of a chain from a position on."""
    found = Entry.objects.filter(chain=chain, position__gte=position).order_by("position")
    return list(found.values_list("hash", "rows"))


def _with_rows(before: Journal, observations: set[int], verdicts: set[int]) -> tuple[Rows, ...]:
    judged = read_once(("indicators.judged", frozenset(verdicts)), partial(_judged, verdicts))
    touched = sorted(observations | judged)
    layers = before.layers
    for start in range(0, len(touched), _READ_AT_ONCE):
        layers = _laid_on(layers, _select(before.years, touched[start : start + _READ_AT_ONCE]))
    return layers


def _laid_on(layers: tuple[Rows, ...], fresh: Rows) -> tuple[Rows, ...]:
    """The layers with ``fresh`` in the second; one layer of all once the second has grown."""
    if not fresh.columns["observation"].size:
        return layers
    rows, *before = layers
    since = before[0].updated(fresh) if before else fresh
    return (rows, since) if since.columns["observation"].size <= MOST_SINCE else (rows.updated(since),)


def _judged(verdicts: set[int]) -> set[int]:
    """Keys of the observations that these verdicts are on."""
    return set(Verdict.objects.filter(pk__in=verdicts).values_list("observation_id", flat=True))


def _select(years: Span, keys: Sequence[int] = ()) -> Rows:
    """Rows of the years, of these ``keys`` only if any, by key."""
    first, last = years
    moment = MOMENT[connection.vendor]
    among = f"AND o.id IN ({', '.join(['%s'] * len(keys))})" if keys else ""
    # Only the vendor's expression and placeholders are put together here; values travel as parameters. One index holds
    # all of it but the origin, which is looked up only where nobody verified: nobody verifies what was computed.
    query = f"""
        SELECT o.id, o.unit_id, o.indicator_id, o.period, CAST(o.value AS DOUBLE PRECISION),
               {moment.format("o.recorded_at")},
               COALESCE((SELECT {moment.format("v.at")} FROM indicators_verdict v
                         WHERE v.observation_id = o.id AND v.decision = 'verified' ORDER BY v.at LIMIT 1),
                        (SELECT {moment.format("c.recorded_at")} FROM indicators_observation c
                         WHERE c.id = o.id AND c.origin = 'computed')),
               CASE WHEN o.simulated THEN 1 ELSE 0 END
        FROM indicators_observation o
        WHERE o.period >= %s AND o.period < %s {among}
    """  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(query, [f"{first:04d}", f"{last + 1:04d}", *keys])
        given = np.fromiter(cursor, dtype=_GIVEN)
    given = given[np.argsort(given["observation"], kind="stable")]
    month, part = _places(given["period"], first)
    # Contiguous, so that arithmetic on one column does not wade through the others.
    columns = {name: np.ascontiguousarray(given[name]) for name in _GIVEN.names or () if name != "period"}
    verified = columns["verified"]
    columns["recorded"] = columns["recorded"].view(np.int64)
    columns["verified"] = np.where(np.isnat(verified), NEVER, verified.view(np.int64))
    return Rows(columns | {"month": month, "part": part})


def _places(periods: NDArray[Any], first: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """Month, counted from January of the year ``first``, and part of every row, see Rows, by the codes of the periods."""
    codes, row = np.unique(periods, return_inverse=True)
    places = np.array([_place(code.decode()) for code in codes.tolist()], np.int64).reshape(-1, 2)[row]
    return places[:, 0] - first * 12, np.ascontiguousarray(places[:, 1])


@cache
def _place(code: str) -> tuple[int, int]:
    """Month, counted from January of the year 0, and part of a period."""
    period = Period.parse(code)
    month = period.year * 12 + period.last_month - 1
    match period.cadence:
        case Cadence.MONTHLY:
            return month, 0
        case Cadence.DAILY:
            return month, period.start.day
        case Cadence.TEN_DAY:
            return month, THIRD + "ABC".index(period.part) + 1
        case Cadence.WEEKLY:
            return period.year * 12, WEEK + int(period.part[1:])
    return month, _ENDS[period.cadence]
