"""Whose hands a figure went through (经手人): who reported, verified, visited or settled it, in any of its versions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from luoshi.indicators.look_back_models import Settlement, Visit
from luoshi.indicators.models import Observation, Verdict


def hands_on(observations: Iterable[int]) -> dict[int, set[int]]:
    """Keys of the persons who had to do with each of these observations (keys), or with a version before it.

    A few queries, however many observations: one for each step back to the oldest version, and one for all that
    followed them.
    """
    asked = set(observations)
    reported, before = _versions(asked)
    hands = defaultdict[int, set[int]](set)
    for key, person in [*reported.items(), *_followed(reported)]:
        if person is not None:
            hands[key].add(person)
    return {key: set().union(*(hands[version] for version in _line(key, before))) for key in asked}


def _versions(keys: set[int]) -> tuple[dict[int, int | None], dict[int, int | None]]:
    """Who reported, and the version before, of these observations and of all the versions before them."""
    reported: dict[int, int | None] = {}
    before: dict[int, int | None] = {}
    newest = keys
    while newest:
        for key, person, earlier in Observation.objects.filter(pk__in=newest).values_list(
            "pk", "reported_by", "supersedes"
        ):
            reported[key], before[key] = person, earlier
        newest = {key for key in before.values() if key is not None} - before.keys()
    return reported, before


def _line(key: int, before: dict[int, int | None]) -> Iterable[int]:
    """The observation and its versions before, back to the first."""
    at: int | None = key
    while at is not None:
        yield at
        at = before.get(at)


def _followed(keys: Collection[int]) -> Iterable[tuple[int, int | None]]:
    """Observation, and who gave a verdict on it, visited because of it, settled its claim or was moved by it."""
    if not keys:
        return []
    parts = (
        (Verdict, "observation"),
        (Visit, "claim__observation"),
        (Settlement, "claim__observation"),
        (Settlement, "haircut"),
    )
    first, *others = (
        model._default_manager.filter(**{f"{of}__in": keys}).order_by().values_list(of, "by")
        for model, of in parts
    )
    return first.union(*others)
