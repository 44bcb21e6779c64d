"""All observations of a year, or of some years in a row, as columns, kept in the process and carried forward by the ledger (观测值流水).

Observations and verdicts are append-only and every write of them is named in a ledger entry of its unit's chain,
whose positions have no gaps. So the entries after the positions last seen name exactly the rows to read again,
on both databases and whatever other processes write; and a chain whose past differs means: read all anew.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import Any, TypeVar

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from luoshi.indicators.models import Verdict
from luoshi.ledger.models import Chain, Entry
from luoshi.org.queries import read_once

T = TypeVar("T")
# First and last year.
Span = tuple[int, int]
# Later than any moment asked about.
NEVER = np.iinfo(np.int64).max
KEPT_JOURNALS = 8
KEPT_RESTING = 64
_READ_AT_ONCE = 500
THIRD, WEEK = 40, 100
QUARTER, HALF, YEAR = -3, -6, -12


# One observation of a month, of a part of one or of several, as it is read. `recorded` and `verified` are microseconds since 1970
# UTC, `verified` is NEVER where nobody verified, and the moment of recording where it was computed; `value` is NaN
# where the observation retracts; `month` counts from January of the first year, which is 0. `part` is 0 for a month,
# the number of a day, THIRD and 1 to 3 for a third of the month, WEEK and its number for a week, whose `month` is
# January, and QUARTER, HALF or YEAR for what ends with its `month`.
ROW = np.dtype(
    [
        ("observation", np.int64),
        ("unit", np.int64),
        ("indicator", np.int64),
        ("month", np.int64),
        ("part", np.int64),
        ("value", np.float64),
        ("recorded", np.int64),
        ("verified", np.int64),
        ("simulated", np.int64),
    ]
)
_MICROSECONDS = {
    "sqlite": "(CAST(STRFTIME('%%s', {0}) AS INTEGER) * 1000000"
    " + CAST(SUBSTR(SUBSTR({0}, 21) || '000000', 1, 6) AS INTEGER))",
    "postgresql": "CAST(EXTRACT(EPOCH FROM {0}) * 1000000 AS BIGINT)",
}
# The grammar of period codes (workdays/periods.py): 2015, 2015-H1, 2015-Q2, 2015-06, 2015-06A, 2015-W23, 20150601.
_IS_MONTH = "LENGTH(o.period) = 7 AND SUBSTR(o.period, 6, 1) IN ('0', '1')"
# Months come first: nearly all rows are such.
_MONTH = f"""CASE WHEN {_IS_MONTH} THEN CAST(SUBSTR(o.period, 6, 2) AS INTEGER)
                    WHEN LENGTH(o.period) = 4 THEN 12
                    WHEN SUBSTR(o.period, 6, 1) = 'W' THEN 1
                    WHEN SUBSTR(o.period, 6, 1) = 'Q' THEN CAST(SUBSTR(o.period, 7, 1) AS INTEGER) * 3
                    WHEN SUBSTR(o.period, 6, 1) = 'H' THEN CAST(SUBSTR(o.period, 7, 1) AS INTEGER) * 6
                    WHEN SUBSTR(o.period, 5, 1) = '-' THEN CAST(SUBSTR(o.period, 6, 2) AS INTEGER)
                    ELSE CAST(SUBSTR(o.period, 5, 2) AS INTEGER) END"""
_PART = f"""CASE WHEN {_IS_MONTH} THEN 0
                    WHEN LENGTH(o.period) = 4 THEN {YEAR}
                    WHEN SUBSTR(o.period, 6, 1) = 'Q' THEN {QUARTER}
                    WHEN SUBSTR(o.period, 6, 1) = 'H' THEN {HALF}
                    WHEN SUBSTR(o.period, 6, 1) = 'W' THEN {WEEK} + CAST(SUBSTR(o.period, 7, 2) AS INTEGER)
                    WHEN SUBSTR(o.period, 8, 1) = 'A' THEN {THIRD + 1}
                    WHEN SUBSTR(o.period, 8, 1) = 'B' THEN {THIRD + 2}
                    WHEN SUBSTR(o.period, 8, 1) = 'C' THEN {THIRD + 3}
                    ELSE CAST(SUBSTR(o.period, 7, 2) AS INTEGER) END"""


@dataclass(frozen=True, eq=False)
class Rows:
    """The observations as columns of equal length by the names of ROW, in the order of their keys.

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

    @classmethod
    def read(cls, years: Span) -> Rows:
        found = _select(years)
        # Contiguous, so that arithmetic on one column does not wade through the others.
        return cls({name: np.ascontiguousarray(found[name]) for name in ROW.names or ()})

    def updated(self, fresh: NDArray[Any]) -> Rows:
        """These rows with ``fresh`` (dtype ROW, in the order of their keys) in place of or beside the old ones."""
        if not fresh.size:
            return self
        keys = self.columns["observation"]
        place = np.searchsorted(keys, fresh["observation"])
        known = place < keys.size
        known[known] = keys[place[known]] == fresh["observation"][known]
        columns = {}
        for name, column in self.columns.items():
            renewed = column.copy()
            renewed[place[known]] = fresh[name][known]
            columns[name] = renewed if known.all() else np.insert(renewed, place[~known], fresh[name][~known])
        return Rows(columns)


@dataclass(frozen=True)
class Journal:
    """``rows`` is complete up to ``heads``, the state of the ledger's chains.

    ``newest`` holds the highest keys of observations and verdicts seen.
    """

    years: Span
    heads: dict[int, tuple[int, str]]
    newest: tuple[int, int]
    rows: Rows


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
    return Journal(years, heads, _newest(), Rows.read(years))


def _carried_forward(before: Journal, heads: dict[int, tuple[int, str]]) -> Journal | None:
    """``before`` with what the ledger names since; None when its past is not the database's past."""
    if not before.heads.keys() <= heads.keys():
        return None
    moved = {pk: before.heads.get(pk, (0, "")) for pk, head in heads.items() if head != before.heads.get(pk)}
    observations: set[int] = set()
    verdicts: set[int] = set()
    for chain, (seen, head) in moved.items():
        entries = list(
            Entry.objects.filter(chain=chain, position__gte=max(seen, 1))
            .order_by("position")
            .values_list("hash", "rows")
        )
        # The entry last seen comes first again: its hash vouches for the whole past before it.
        if seen and (not entries or entries.pop(0)[0] != head):
            return None
        for _hash, rows in entries:
            observations.update(pk for table, pk, _digest in rows if table == "indicators.observation")
            verdicts.update(pk for table, pk, _digest in rows if table == "indicators.verdict")
    newest = (max(observations | {before.newest[0]}), max(verdicts | {before.newest[1]}))
    if newest != _newest():
        return None
    return Journal(before.years, heads, newest, _with_rows(before, observations, verdicts))


def _with_rows(before: Journal, observations: set[int], verdicts: set[int]) -> Rows:
    judged = Verdict.objects.filter(pk__in=verdicts).values_list("observation_id", flat=True)
    touched = sorted(observations.union(judged) if verdicts else observations)
    rows = before.rows
    for start in range(0, len(touched), _READ_AT_ONCE):
        rows = rows.updated(_select(before.years, touched[start : start + _READ_AT_ONCE]))
    return rows


def _select(years: Span, keys: Sequence[int] = ()) -> NDArray[Any]:
    """Rows of the years, of these ``keys`` only if any, by key."""
    first, last = years
    moment = _MICROSECONDS[connection.vendor]
    among = f"AND o.id IN ({', '.join(['%s'] * len(keys))})" if keys else ""
    # Only the vendor's expression, fixed ones of the period, the first year as a number and placeholders are put together here; values travel as parameters.
    query = f"""
        SELECT o.id, o.unit_id, o.indicator_id,
               (CAST(SUBSTR(o.period, 1, 4) AS INTEGER) - {int(first)}) * 12 + {_MONTH} - 1,
               {_PART},
               CAST(o.value AS DOUBLE PRECISION),
               {moment.format("o.recorded_at")},
               CASE WHEN o.origin = 'computed' THEN {moment.format("o.recorded_at")}
                    ELSE COALESCE((SELECT MIN({moment.format("v.at")}) FROM indicators_verdict v
                                   WHERE v.observation_id = o.id AND v.decision = 'verified'), {NEVER}) END,
               CASE WHEN o.simulated THEN 1 ELSE 0 END
        FROM indicators_observation o
        WHERE o.period >= %s AND o.period < %s {among}
    """  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(query, [f"{first:04d}", f"{last + 1:04d}", *keys])
        rows = np.fromiter(cursor, dtype=ROW)
    return rows[np.argsort(rows["observation"], kind="stable")]
