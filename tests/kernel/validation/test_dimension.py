"""A formula gives what its indicator is measured in, or is told where it does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.validation.dimension import Dimension, Misfit, UnitFault, read_unit, unit_faults
from luoshi.kernel.validation.expression import (
    Called,
    Combined,
    Function,
    Negated,
    Node,
    Number,
    Reference,
    parse,
    written,
)

UNITS = {
    "gdp": "亿元",
    "tax": "万元",
    "people": "人",
    "firms": "户",
    "share": "%",
    "area": "亩",
}
DIMENSIONS = {code: read_unit(unit) for code, unit in UNITS.items()}


def faults(text: str, unit: str) -> tuple[UnitFault, ...]:
    return unit_faults(parse(text, UNITS), DIMENSIONS, read_unit(unit))


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("gdp / people * 100000000", "元/人"),
        ("tax / area", "万元/亩"),
        ("tax / 10000 + gdp", "亿元"),
        ("tax / (gdp * 10000) * 100", "%"),
        ("(gdp / year_ago(gdp) - 1) * 100", "%"),
        ("gdp / year_ago(gdp) * 100 - 100", "%"),
        ("0.1 * gdp + 0.9 * prev(gdp)", "亿元"),
        ("gdp * share / 100", "亿元"),
        ("children(firms) - firms", "户"),
        ("-firms / people * 10000", "户/万人"),
    ],
)
def test_a_sound_formula_has_no_fault(text: str, unit: str) -> None:
    assert faults(text, unit) == ()


@pytest.mark.parametrize(
    ("text", "unit", "kind", "where", "power"),
    [
        ("gdp / people", "元/人", Misfit.SCALE, "gdp / people", 8),
        ("gdp + firms", "亿元", Misfit.ADDED, "gdp + firms", -8),
        ("2 * (gdp - tax)", "亿元", Misfit.SCALE_ADDED, "gdp - tax", -4),
        ("tax / gdp", "%", Misfit.SCALE, "tax / gdp", -2),
        ("gdp / people", "亿元", Misfit.RESULT, "gdp / people", 0),
    ],
)
def test_what_does_not_fit_is_told_with_its_place(
    text: str, unit: str, kind: Misfit, where: str, power: int
) -> None:
    (fault,) = faults(text, unit)
    assert (fault.kind, fault.where, fault.power) == (kind, where, power)


def test_all_sums_that_do_not_fit_are_told_at_once() -> None:
    assert [f.where for f in faults("(gdp + firms) / (people - area)", "亿元")] == [
        "gdp + firms",
        "people - area",
    ]


@pytest.mark.parametrize(
    ("unit", "shown"),
    [
        ("亿元/人", "亿元/人"),
        ("%", "%"),
        ("倍", "1"),
        ("件/万人", "10^-4 件/人"),
        ("", "1"),
        ("千瓦时", "千瓦时"),
    ],
)
def test_a_unit_is_read_and_shown(unit: str, shown: str) -> None:
    assert str(read_unit(unit)) == shown


def test_a_quotient_of_like_things_is_a_plain_number() -> None:
    assert read_unit("亿元").times(read_unit("万元"), -1) == Dimension(4)


LEAVES = st.one_of(
    st.sampled_from([Reference("gdp"), Reference("tax-net")]),
    st.integers(0, 10**6).map(lambda n: Number(n / 8)),
)
NODES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(Negated, inner),
        st.builds(Combined, st.sampled_from("+-*/"), inner, inner),
        st.builds(Called, st.sampled_from(Function), inner),
    ),
    max_leaves=8,
)


@given(NODES)
def test_what_is_written_is_read_back(node: Node) -> None:
    assert parse(written(node), ["gdp", "tax-net"]) == node
