"""Whose hands a figure went through (经手人): who reported, verified, visited or settled it, in any of its versions."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from luoshi.indicators.look_back_models import Settlement, Visit
from luoshi.indicators.models import Observation, Verdict


def hands_on(observations: Iterable[int]) -> set[int]:
    """Keys of the persons who had to do with these observations (keys), or with the versions before them."""
    every = _with_versions_before(set(observations))
    of_claim = Q(claim__observation__in=every)
    found = {
        *Observation.objects.filter(pk__in=every).values_list("reported_by", flat=True),
        *Verdict.objects.filter(observation__in=every).values_list("by", flat=True),
        *Visit.objects.filter(of_claim).values_list("by", flat=True),
        *Settlement.objects.filter(of_claim | Q(haircut__in=every)).values_list("by", flat=True),
    }
    return {person for person in found if person is not None}


def _with_versions_before(keys: set[int]) -> set[int]:
    every, newest = set(keys), set(keys)
    while newest:
        before = Observation.objects.filter(pk__in=newest, supersedes__isnull=False)
        newest = {key for key in before.values_list("supersedes", flat=True) if key is not None} - every
        every |= newest
    return every
