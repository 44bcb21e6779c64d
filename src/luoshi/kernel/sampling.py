"""Samples that anybody can draw again 可复核抽样: from a seed and the keys alone, in whatever order they come."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from math import log
from typing import NamedTuple


class Sample(NamedTuple):
    """Keys in the order drawn, without repetition: first the random part, then the part weighted by risk."""

    random: tuple[str, ...]
    by_risk: tuple[str, ...]


def lot(seed: str, key: str) -> float:
    """The lot of ``key`` under ``seed``: uniform in (0, 1), from 53 bits of SHA-256 of "seed|key" in UTF-8."""
    bits = int.from_bytes(sha256(f"{seed}|{key}".encode()).digest()[:8], "big") >> 11
    return (bits + 0.5) / 2**53


def draw(seed: str, keys: Sequence[str], risk: Mapping[str, float], random: int, by_risk: int) -> Sample:
    """Draw ``random`` of ``keys`` with equal chances, then ``by_risk`` of the rest with chances by ``risk``.

    The random part are the smallest lots. The weighted part are the smallest of -ln(lot') / risk, an exponential
    race (Efraimidis and Spirakis 2006), with lots of their own; a key without positive risk cannot win it. A
    sample larger than what there is takes all. Raises ValueError for keys that repeat or a negative size.
    """
    if len(set(keys)) != len(keys):
        raise ValueError("a key occurs twice in what the sample is drawn from")
    if random < 0 or by_risk < 0:
        raise ValueError("the size of a sample is not negative")
    by_lot = sorted(keys, key=lambda key: (lot(seed, key), key))
    first = tuple(by_lot[:random])
    rest = [key for key in by_lot[random:] if risk.get(key, 0.0) > 0]
    race = sorted(rest, key=lambda key: (-log(lot(f"{seed}|risk", key)) / risk[key], key))
    return Sample(first, tuple(race[:by_risk]))
