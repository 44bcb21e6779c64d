"""A scheme that is meant to break the server is refused, at once and with its place."""

from __future__ import annotations

import time

import numpy as np
import pytest

from assessing import SCHEME
from exchange.test_score_files import TABLE, scored
from luoshi.assessment.scheme_text import MOST_TOLD, MOST_VALUES, read_scheme
from luoshi.ledger.refusal import Refused

SECONDS = 5.0


def refused(source: str) -> list[str]:
    before = time.perf_counter()
    with pytest.raises(Refused) as found:
        read_scheme(source)
    assert time.perf_counter() - before < SECONDS
    return [str(problem) for problem in found.value.problems]


def with_groups(text: str) -> str:
    return SCHEME.replace("groups: [streets, towns, departments]", f"groups: [{text}]")


@pytest.mark.parametrize(
    "number", ["0x" + "f" * 20_000, "0x" + "f" * 500, "1" + "0" * 400, "9" * 5000, "1.0e+308", "5.0e-324"]
)
def test_a_number_beyond_all_figures_is_refused(number: str) -> None:
    assert refused(SCHEME.replace("weight: 70", f"weight: {number}"))
    assert refused(SCHEME.replace("year: 2015", f"year: {number}"))


@pytest.mark.parametrize("value", ["{}", "1", "~"])
def test_lists_in_lists_are_refused_once_they_are_many_values(value: str) -> None:
    row = f"- [{', '.join([value] * 150)}]\n"
    told = refused("items:\n" + row * 100)
    assert len(told) == 1
    assert str(MOST_VALUES) in told[0]


@pytest.mark.parametrize(
    "many",
    [",".join(f"{{a: {n}}}" for n in range(5500)), "[]," * 18_000, ",".join(f"g{n}" for n in range(8000))],
)
def test_a_list_without_end_is_refused_at_its_line(many: str) -> None:
    (told,) = refused(with_groups(many))
    assert "200" in told


def test_not_more_is_told_than_anybody_mends() -> None:
    block = "{code: b, name: b, weight: 1, items: [" + "{}," * 150 + "]},"
    assert len(refused(SCHEME[: SCHEME.index("items:")] + f"items: [{block * 30}]")) == MOST_TOLD


@pytest.mark.parametrize("sign", ["\\ud800", "\\0", "\\u202e", "\\x1b"])
def test_a_character_that_nobody_sees_is_refused(sign: str) -> None:
    assert len(refused(SCHEME.replace("name: ", f'name_en: "a{sign}b"\nname: ', 1))) == 1


@pytest.mark.parametrize("place", ["code: trial", "indicator: invest", "[streets"])
def test_no_code_ends_in_a_line_break(place: str) -> None:
    field, sign, code = place.partition("[") if "[" in place else place.partition(" ")
    assert refused(SCHEME.replace(place, f'{field}{sign}"{code}\\n"', 1))


@pytest.mark.parametrize(
    "rules",
    [
        "combine: power, power: 1.0e+9",
        "weights: {by: ahp, judgements: [[1, 1.0e+308], [1.0e-308, 1]]}",
    ],
)
def test_rules_whose_score_has_no_end_are_refused(rules: str) -> None:
    source = (
        "{code: trial, year: 2015, name: x, groups: [streets, towns, departments], digits: 2, rank_on: published, "
        f"ties: shared, missing: exclude, {rules}, items: [{{code: a, name: a, weight: 1, indicator: invest, "
        "score: {measure: value}}, {code: b, name: b, weight: 1, indicator: revenue, score: {measure: value}}]}"
    )
    if "ahp" in rules:
        source = source.replace("weight: 1, ", "")
    with np.errstate(over="ignore", invalid="ignore"), pytest.raises(Refused):
        scored(TABLE, source)


@pytest.mark.parametrize("value", ["9" * 5000, "2015-02-30", "2015-13-01T00:00:00Z"])
def test_what_no_computer_reads_is_refused_at_its_line_and_not_for_its_encoding(value: str) -> None:
    (told,) = refused(SCHEME.replace("year: 2015", f"year: {value}"))
    assert "2" in told.partition(":")[0] and "UTF-8" not in told and "sys." not in told
