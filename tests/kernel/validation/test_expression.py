"""An expression is read as in arithmetic, and a wrong one is told with its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.validation.expression import (
    Called,
    Combined,
    ExpressionError,
    Fault,
    Function,
    Kind,
    Negated,
    Node,
    Number,
    Reference,
    parse,
    plain_references,
)

CODES = ["tax", "output"]


def faults(text: str) -> tuple[Fault, ...]:
    with pytest.raises(ExpressionError) as error:
        parse(text, CODES)
    return error.value.faults


def test_products_bind_stronger_and_the_left_comes_first() -> None:
    tax, output, one = Reference("tax"), Reference("output"), Number(1)
    assert parse("tax - output - 1", CODES) == Combined("-", Combined("-", tax, output), one)
    assert parse("tax + output * 1", CODES) == Combined("+", tax, Combined("*", output, one))
    assert parse("-tax / (output － 1)", CODES) == Combined("/", Negated(tax), Combined("-", output, one))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Fault(Kind.EMPTY, 0, 0)),
        ("tax + ", Fault(Kind.UNFINISHED, 6, 6)),
        ("tax output", Fault(Kind.UNEXPECTED, 4, 10, "output")),
        ("tax + * 2", Fault(Kind.UNEXPECTED, 6, 7, "*")),
        ("(tax", Fault(Kind.UNCLOSED, 0, 1, "(")),
        ("prev(tax", Fault(Kind.UNCLOSED, 4, 5, "(")),
        ("tax)", Fault(Kind.UNEXPECTED, 3, 4, ")")),
        ("tax % 2", Fault(Kind.CHARACTER, 4, 5, "%")),
        ("outptu", Fault(Kind.UNKNOWN_INDICATOR, 0, 6, "outptu", "output")),
        ("yearago(tax)", Fault(Kind.UNKNOWN_FUNCTION, 0, 7, "yearago", "year_ago")),
        ("(" * 99 + "tax" + ")" * 99, Fault(Kind.TOO_DEEP, 50, 51, "(")),
    ],
)
def test_each_fault_has_its_place(text: str, expected: Fault) -> None:
    assert faults(text) == (expected,)


def test_all_unknown_names_are_told_at_once_in_their_order() -> None:
    assert [f.found for f in faults("a + b * prev(c) + )")] == ["a", "b", "c", ")"]


def test_a_figure_of_another_period_or_unit_is_not_the_units_own() -> None:
    assert plain_references(parse("ytd(tax) + prev(output) + children(output)", CODES)) == ("tax",)


def trees() -> st.SearchStrategy[Node]:
    leaves = st.builds(Number, st.integers(0, 999).map(float)) | st.sampled_from(
        [Reference("tax"), Reference("output")]
    )
    return st.recursive(
        leaves,
        lambda inner: (
            st.builds(Combined, st.sampled_from("+-*/"), inner, inner)
            | st.builds(Negated, inner)
            | st.builds(Called, st.sampled_from(Function), inner)
        ),
        max_leaves=12,
    )


def written(node: Node) -> str:
    match node:
        case Number(value):
            return f"{value:g}"
        case Reference(code):
            return f"#{{{code}}}"
        case Negated(operand):
            return f"-({written(operand)})"
        case Combined(operator, left, right):
            return f"({written(left)} {operator} {written(right)})"
        case Called(function, operand):
            return f"{function}({written(operand)})"


@given(trees())
def test_what_is_written_is_read_back(tree: Node) -> None:
    assert parse(written(tree), CODES) == tree


@given(st.text(alphabet="taxoup+-*/()#{}1 .，（）", max_size=30))
def test_any_text_is_read_or_refused_within_its_bounds(text: str) -> None:
    try:
        parse(text, CODES)
    except ExpressionError as error:
        assert all(0 <= f.start <= f.end <= len(text) for f in error.faults)
        assert error.faults
