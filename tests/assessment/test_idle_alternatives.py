"""Alternatives that make no sense are refused where they are written, with line and remedy, and read where they are kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils.translation import override
from typer.testing import CliRunner

from assessing import SCHEME, Assessment
from assessment.test_alternatives import PLAIN
from luoshi.assessment.idle_alternatives import idle_alternatives, read_new
from luoshi.assessment.queries import replay
from luoshi.assessment.scheme_form import filled, outline
from luoshi.assessment.scheme_text import read_scheme
from luoshi.cli.assessment import assessment as commands
from luoshi.ledger.refusal import Refused

BLOCK = """\
  - code: both
    name: 两项
    weight: 10
    items:
      - {code: c, name: 税收, weight: 50, indicator: c, score: {measure: value, floor: 0}}
      - {code: d, name: 就业, weight: 50, indicator: d, score: {measure: value, floor: 0}}
"""
HEAD = PLAIN + BLOCK + "alternatives:\n  noise: 0.1\n  choices:\n"
FIRST = HEAD.count("\n") + 4
"""The line of the first option."""


def choice(code: str, *options: str) -> str:
    listed = "".join(f"        - {{{option}}}\n" for option in options)
    return f"    - code: {code}\n      name: 选择\n      options:\n{listed}"


IDLE = [
    ((("m", "name: x, combine: geometric", "name: y, combine: geometric"),), FIRST + 1, "options[1]"),
    ((("m", "name: x, combine: geometric", "name: x, combine: harmonic"),), FIRST + 1, "options[1].name"),
    ((("m", "name: x, chance: 0, combine: geometric"),), FIRST, "options[0].chance"),
    ((("m", "name: x, without: [a], weight: {a: 7}"),), FIRST, "options[0].weight"),
    ((("m", "name: x, without: [both], for: [both], combine: geometric"),), FIRST, "options[0].for"),
    ((("m", "name: x, without: [both], weight: {c: 7}"),), FIRST, "options[0].weight"),
    ((("m", "name: x, for: [a], weight: {a: 7}"),), FIRST, "options[0].for"),
    ((("m", "name: x, without: [c]"), ("n", "name: y, without: [c]")), FIRST - 4, "choices"),
    ((("m", "name: x, without: [c]"), ("n", "name: y, without: [d]")), FIRST - 4, "choices"),
]


@pytest.mark.parametrize(("choices", "line", "place"), IDLE)
def test_what_decides_nothing_is_refused_with_its_line_in_both_languages(
    choices: tuple[tuple[str, ...], ...], line: int, place: str
) -> None:
    source = HEAD + "".join(choice(*one) for one in choices)
    for language, at in (("en", f"line {line}, "), ("zh-hans", f"第{line}行，")):
        with override(language):
            with pytest.raises(Refused) as refused:
                read_new(source)
            (problem,) = refused.value.problems
            where, said = str(problem.where), f"{problem.what}{problem.mend}"
        assert where.startswith(at) and where.endswith(place), where
        assert problem.mend
        assert any("\u4e00" <= sign <= "\u9fff" for sign in said) == (language == "zh-hans"), said


@pytest.mark.parametrize(("choices", "_line", "_place"), IDLE)
def test_what_is_kept_is_read_as_it_was(
    choices: tuple[tuple[str, ...], ...], _line: int, _place: str
) -> None:
    """A result that was frozen under such a text can be calculated again for years."""
    assert read_scheme(HEAD + "".join(choice(*one) for one in choices)).choices


def test_what_decides_something_is_not_refused() -> None:
    source = HEAD + choice("m", "name: x, combine: geometric", "name: y, for: [both], combine: harmonic")
    source += choice("n", "name: x, without: [c]", "name: y, weight: {c: 7}")
    assert idle_alternatives(read_new(source)) == []


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ("  noise: .nan", ["nan"]),
        ("  noise: 0.1\n  choices:\n" + choice("m", "name: x, combine: power"), ["缺少数字", "缺少数字"]),
    ],
)
def test_what_is_missing_or_no_number_is_told_once_and_in_chinese(section: str, said: list[str]) -> None:
    with override("zh-hans"), pytest.raises(Refused) as refused:
        read_new(PLAIN + BLOCK + "alternatives:\n" + section + "\n")
    told = [f"{problem.what}{problem.mend}" for problem in refused.value.problems]
    assert [word in one for word, one in zip(said, told, strict=True)] == [True] * len(said)
    assert not any("None" in one or "must be" in one for one in told)


def test_the_command_names_the_line(tmp_path: Path) -> None:
    file = tmp_path / "scheme.yaml"
    file.write_text(HEAD + choice(*IDLE[0][0][0]), encoding="utf-8")
    told = CliRunner().invoke(commands, ["check", str(file)])
    assert told.exit_code == 2
    assert str(FIRST + 1) in told.output and "options[1]" in told.output
    file.write_text(PLAIN.replace("weight: 50, indicator: b", "weight: -5, indicator: b"), encoding="utf-8")
    assert (
        f"{PLAIN[: PLAIN.index('code: b')].count(chr(10)) + 1}"
        in CliRunner().invoke(commands, ["check", str(file)]).output
    )


OPEN = "alternatives:\n  noise: 0.1\n  choices:\n"


@pytest.mark.django_db
def test_a_draft_with_an_idle_alternative_is_refused_and_a_sound_one_is_calculated_again(
    assessment: Assessment,
) -> None:
    twice = choice("m", "name: x, combine: geometric", "name: y, combine: geometric")
    with pytest.raises(Refused):
        assessment.adopt(SCHEME + OPEN + twice)
    run = assessment.frozen(assessment.scheme(SCHEME + OPEN + choice("m", "name: x, combine: geometric")))
    assert replay(assessment.district.standing("leader"), run).holds


@pytest.mark.parametrize(
    "empty", ["{code: n, name: 另一项, options: []}", "{code: [n], name: 另一项, options: []}"]
)
def test_a_choice_that_the_form_cannot_show_is_left_to_the_text(empty: str) -> None:
    source = PLAIN + OPEN + choice("m", "name: x, combine: geometric") + f"    - {empty}\n"
    (field,) = (one for one in outline(source)[0].fields if one.name == "alternatives.choices")
    assert field.shown(outline(source)[0].raw) is None
    row = ["选择", "y", "combine:median", "", "", "", "m"]
    assert filled(source, (), {"alternatives.choices": [row]}, {}) == source
