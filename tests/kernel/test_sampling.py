"""A sample is decided by seed and keys alone; random parts are fair, risk parts follow the risk."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.sampling import draw, lot

names = st.lists(st.text(min_size=1, max_size=6), unique=True, max_size=20)


@given(names, st.randoms(), st.integers(0, 12), st.integers(0, 12))
def test_order_has_no_influence_and_nothing_is_drawn_twice(
    keys: list[str], chance: object, random: int, by_risk: int
) -> None:
    risk = {key: 1.0 + len(key) for key in keys}
    drawn = draw("s", keys, risk, random, by_risk)
    chance.shuffle(keys)  # type: ignore[attr-defined]
    assert draw("s", keys, risk, random, by_risk) == drawn
    both = drawn.random + drawn.by_risk
    assert len(set(both)) == len(both) == min(len(keys), random + by_risk)


def test_every_key_has_the_same_chance_in_the_random_part() -> None:
    keys = [f"k{n}" for n in range(10)]
    count = Counter(key for n in range(4_000) for key in draw(f"s{n}", keys, {}, 3, 0).random)
    assert all(abs(count[key] / 4_000 - 0.3) < 0.03 for key in keys)


def test_twice_the_risk_is_drawn_first_twice_as_often() -> None:
    risk = {"a": 1.0, "b": 2.0, "c": 0.0}
    first = Counter(draw(f"s{n}", list(risk), risk, 0, 1).by_risk[0] for n in range(6_000))
    assert abs(first["b"] / 6_000 - 2 / 3) < 0.02
    assert not first["c"]


def test_lots_are_uniform() -> None:
    lots = [lot("seed", str(n)) for n in range(5_000)]
    assert all(0 < x < 1 for x in lots)
    assert abs(sum(lots) / 5_000 - 0.5) < 0.02


def test_a_key_that_repeats_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        draw("s", ["a", "a"], {}, 1, 0)
