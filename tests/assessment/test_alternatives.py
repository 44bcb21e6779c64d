"""What a scheme leaves open: never a score, always the interval; told in words, compared, drawn in files, written by the form."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest
import yaml
from django.utils.translation import override

from assessing import SCHEME
from assessment.test_standings import inputs
from exchange.test_score_files import TABLE
from luoshi.assessment.inputs import Inputs
from luoshi.assessment.record import same_rules
from luoshi.assessment.robustness import Dependence, Places, dependences, robustness
from luoshi.assessment.rules_difference import differences
from luoshi.assessment.scheme_form import filled, outline
from luoshi.assessment.scheme_text import read_scheme
from luoshi.assessment.scoring import result_json
from luoshi.exchange.scoring.folder import replay, score, write
from luoshi.exchange.scoring.noise import Noise
from luoshi.exchange.scoring.values import read_values
from luoshi.exchange.scoring.what_if import what_if
from luoshi.ledger.refusal import Refused
from luoshi.web.alternative_words import choice_rows, open_words, option_words, varied_words
from luoshi.web.scheme_words import rule_rows

NAN = float("nan")
PLAIN = """\
code: half
year: 2015
name: 半年考核
groups: [towns, streets, townships]
digits: 2
rank_on: published
ties: shared
missing: exclude
items:
  - {code: a, name: 投资, name_en: Investment, weight: 50, indicator: a, score: {measure: value, floor: 0}}
  - {code: b, name: 收入, weight: 50, indicator: b, score: {measure: value, floor: 0}}
"""
OPEN = """\
alternatives:
  noise: 0.05
  choices:
    - code: mean
      name: 合成方法
      name_en: Way of combining
      options:
        - {name: 几何平均, name_en: Geometric mean, combine: geometric}
"""
# The specialist is ahead of the all-rounder by 3.5, more than weights move it; by the geometric mean it is 6.5 behind.
SPECIALIST = [[99.0, 30.0], [60.0, 62.0], [10.0, 20.0]]


def table(source: str, rows: list[list[float]] | None = None, groups: tuple[int, ...] = ()) -> Inputs:
    return inputs(read_scheme(source).rules, rows or SPECIALIST, groups)


def test_other_methods_widen_intervals_and_change_no_score() -> None:
    closed, opened = read_scheme(PLAIN + "alternatives: {noise: 0.05}\n"), read_scheme(PLAIN + OPEN)
    figures = table(PLAIN)
    assert result_json(closed.rules, figures) == result_json(opened.rules, figures)
    assert same_rules(closed.rules) == same_rules(opened.rules) == same_rules(read_scheme(PLAIN).rules)
    assert opened.rules.format == read_scheme(PLAIN).rules.format
    by_weights, by_both = robustness(closed.rules, figures), robustness(opened.rules, figures)
    assert by_weights.spans == {"u0": Places(1, 1), "u1": Places(2, 2), "u2": Places(3, 3)}
    assert by_both.spans == {"u0": Places(1, 2), "u1": Places(1, 2), "u2": Places(3, 3)}
    assert by_both.alike["u0"] == Places(1, 2)
    assert (by_both.noise, by_both.ways, by_both.unusable, by_weights.ways) == (0.05, 2, 0, 1)
    assert robustness(opened.rules, figures) == by_both


def test_a_scheme_that_says_nothing_varies_its_weights_by_a_fifth() -> None:
    said = read_scheme(PLAIN + "alternatives: {noise: 0.2}\n").rules
    assert robustness(said, table(PLAIN)) == robustness(read_scheme(PLAIN).rules, table(PLAIN))


def test_groups_of_three_districts_are_drawn_apart_in_any_order() -> None:
    rows = [*SPECIALIST, *([x + 1 for x in row] for row in SPECIALIST), [50.0, NAN], [40.0, 41.0]]
    groups = (0, 0, 0, 1, 1, 1, 2, 2)
    rules = read_scheme(PLAIN + OPEN).rules
    found = robustness(rules, table(PLAIN, rows, groups))
    order = np.random.default_rng(1).permutation(8).tolist()
    again = robustness(rules, table(PLAIN, [rows[n] for n in order], tuple(groups[n] for n in order)))
    assert {again.spans[f"u{place}"] == found.spans[f"u{n}"] for place, n in enumerate(order)} == {True}
    assert found.spans["u3"] == Places(1, 2)
    assert found.spans["u6"] == Places(1, 1)


def test_a_choice_is_a_factor_beside_the_weights() -> None:
    found = dependences(read_scheme(PLAIN + OPEN).rules, table(PLAIN), "towns")
    assert (found[0].code, found[0].is_choice) == ("mean", True)
    assert {(one.code, one.is_choice) for one in found[1:]} == {("a", False), ("b", False)}
    assert found[0].total == pytest.approx(1.0, abs=0.05)
    closed = dependences(read_scheme(PLAIN + OPEN.replace("0.05", "0")).rules, table(PLAIN), "towns", "u0")
    assert [(one.code, round(one.first, 1)) for one in closed] == [("mean", 1.0)]
    assert isinstance(closed[0], Dependence)


def test_what_is_open_is_told_in_words() -> None:
    text = read_scheme(PLAIN + OPEN)
    with override("en"):
        assert open_words(text) == (
            "Every weight is varied by ±5%. Also calculated with other methods (Way of combining: Geometric mean)."
        )
        [row] = choice_rows(text)
        assert (row.name, [(way.name, way.chance, way.words) for way in row.ways]) == (
            "Way of combining",
            [("as the scheme says", "50%", ""), ("Geometric mean", "50%", "geometric mean")],
        )
        firm = robustness(text.rules, table(PLAIN))
        assert "in 90% of 10,000 rankings" in varied_words(firm, text)
        assert "±5%" in varied_words(firm, text)
    with override("zh-hans"):
        assert "合成方法：几何平均" in open_words(text)
    assert open_words(read_scheme(PLAIN)) == ""


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ("treat: none", "outlying figures stay as they are (Investment)"),
        ("weight: {a: 70, b: 30}", "weights: Investment 70, 收入 30"),
        ("without: [b]", "without 收入"),
        ("weights: {by: entropy}", "weights: by entropy"),
        ("for: [a], normalise: {by: rank}", "place from the last among the group (Investment)"),
        ("for: [a, b], impute: {by: median}", "where not reported, the median of the group"),
    ],
)
def test_what_an_option_decides_otherwise(option: str, words: str) -> None:
    source = PLAIN.replace(
        "indicator: a, score: {measure: value, floor: 0}",
        "indicator: a, treat: {winsorise: 3}, score: {measure: value, floor: 0}",
    )
    if "normalise" in option:
        source = PLAIN
    text = read_scheme(
        source + "alternatives: {noise: 0.1, choices: [{code: c, name: C, options: "
        "[{name: O, " + option + "}]}]}\n"
    )
    with override("en"):
        assert option_words(text, text.choices[0].options[0]) == words


def test_a_node_may_be_called_like_a_word_for_people() -> None:
    text = read_scheme(
        PLAIN.replace("code: b,", "code: note,")
        + "alternatives: {noise: 0, choices: [{code: c, name: C, options: [{name: O, weight: {note: 9}}]}]}\n"
    )
    [option] = text.choices[0].options
    assert [item.weight for item in option.rule.scheme.leaves] == [50, 9]


def test_versions_are_compared_choice_by_choice() -> None:
    before = read_scheme(PLAIN + OPEN)
    after = read_scheme(
        PLAIN + OPEN.replace("0.05", "0.1").replace("combine: geometric", "combine: harmonic")
    )
    with override("en"):
        rows = rule_rows(differences(before, after), before, after)
        assert [(row.name, row.field, row.before, row.after) for row in rows] == [
            ("The scheme", "Weights vary by", "0.05", "0.1"),
            (
                "Way of combining",
                "What could have been decided otherwise",
                "Geometric mean (50%): geometric mean",
                "Geometric mean (50%): harmonic mean",
            ),
        ]
        plain = read_scheme(PLAIN)
        gone = rule_rows(differences(before, plain), before, plain)
    assert [(row.name, row.after) for row in gone] == [("The scheme", "none"), ("Way of combining", "none")]


FILES = (
    SCHEME
    + """\
alternatives:
  noise: 0.1
  choices:
    - code: mean
      name: 合成方法
      options: [{name: 几何平均, combine: geometric}]
"""
)


def test_files_are_drawn_as_the_scheme_says(tmp_path) -> None:  # type: ignore[no-untyped-def]
    floored = FILES.replace("score: {measure: value}", "score: {measure: value, floor: 0}")
    found = score(floored, read_values(TABLE), Noise(draws=1000, sensitivity_draws=10_000))
    assert found.noise.size == 0.1
    rows = list(csv.DictReader(io.StringIO(found.files["sensitivity.csv"].decode("utf-8-sig"))))
    assert {row["node"]: row["varied"] for row in rows if row["varied"] == "choice"} == {"mean": "choice"}
    assert len(rows) == 7
    assert "合成方法 (`mean`): 几何平均" in found.files["README.md"].decode()
    write(found, tmp_path / "out")
    assert replay(tmp_path / "out").holds
    plain = score(SCHEME, read_values(TABLE), Noise(draws=1000, sensitivity_draws=10_000))
    assert "varied" not in plain.files["sensitivity.csv"].decode("utf-8-sig")
    assert plain.files["scores.csv"] == found.files["scores.csv"]


def test_files_are_ranked_as_the_scheme_ranks() -> None:
    """Two streets that differ in the third decimal share their rank by published scores, in every draw as well."""
    level = "\n".join(
        [
            "unit,group,indicator,actual,target,base",
            *(
                f"S{n},streets,{code},{80 + n / 1000:.3f},100,"
                for n in (1, 2)
                for code in ("invest", "revenue")
            ),
            *(
                f"S{n},streets,{code},80,,"
                for n in (1, 2)
                for code in ("reporting.timeliness", "matters.closure")
            ),
        ]
    )
    published = score(SCHEME, read_values(level), Noise(draws=200))
    assert published.spread is not None
    assert [ranks.tolist() for ranks in published.spread] == [[1, 1]] * 3
    unrounded = SCHEME.replace("rank_on: published", "rank_on: unrounded")
    apart = score(unrounded, read_values(level), Noise(draws=200)).spread
    assert apart is not None
    assert [ranks.tolist() for ranks in apart] == [[2, 1]] * 3
    # A folder of the first format comes out as it was drawn then.
    first = score(SCHEME, read_values(level), Noise(draws=200, on_totals=True)).spread
    assert first is not None
    assert [ranks.tolist() for ranks in first] == [[2, 1]] * 3


def test_schemes_with_other_means_are_drawn_too() -> None:
    geometric = SCHEME.replace("missing: zero", "missing: zero\ncombine: geometric").replace(
        "score: {measure: value}", "score: {measure: value, floor: 0}"
    )
    assert score(geometric, read_values(TABLE), Noise(draws=100)).spread is not None


def test_noise_of_nothing_is_refused_where_no_method_is_open() -> None:
    with pytest.raises(Refused):
        score(SCHEME, read_values(TABLE), Noise(draws=100, size=0.0))


def test_the_form_shows_the_options_and_writes_them_in_place() -> None:
    source = (
        "# what stands here stays\n" + PLAIN + OPEN.replace("  choices:", "  # agreed on 3 March\n  choices:")
    )
    whole = outline(source)[0]
    shown = {field.name: field.shown(whole.raw) for field in whole.fields}
    assert shown["alternatives.noise"] == "0.05"
    rows = shown["alternatives.choices"]
    assert rows == [["合成方法", "几何平均", "combine:geometric", "", "", "", "mean"]]
    more = [
        *rows,
        ["合成方法", "调和平均", "combine:harmonic", "", "", "", "mean"],
        ["数据步骤", "名次", "normalise:rank", "", "a, b", "", ""],
        ["", "标准化", "normalise:z_score", "60, 10", "a", "", ""],
    ]
    written = filled(source, (), {"alternatives.choices": more, "alternatives.noise": "0.1"}, {})
    assert "# agreed on 3 March" in written
    assert "# what stands here stays" in written
    told = yaml.safe_load(written)["alternatives"]
    assert told["noise"] == 0.1
    assert told["choices"][0]["options"][0] == {
        "name": "几何平均",
        "name_en": "Geometric mean",
        "combine": "geometric",
    }
    assert told["choices"][0]["name_en"] == "Way of combining"
    assert told["choices"][1] == {
        "code": "choice_1",
        "name": "数据步骤",
        "options": [
            {"name": "名次", "for": ["a", "b"], "normalise": {"by": "rank"}},
            {"name": "标准化", "for": ["a"], "normalise": {"by": "z_score", "mean": 60, "deviation": 10}},
        ],
    }
    assert len(read_scheme(written).choices) == 2
    assert filled(written, (), {"alternatives.choices": more}, {}) == written
    cleared = filled(written, (), {"alternatives.choices": [[""] * 7], "alternatives.noise": ""}, {})
    assert "alternatives" not in yaml.safe_load(cleared)


def test_the_form_begins_the_section_and_leaves_what_it_does_not_know_to_the_text() -> None:
    row = ["剔除", "不含收入", "without", "b", "", "0.2", ""]
    written = filled(PLAIN, (), {"alternatives.choices": [row], "alternatives.noise": "0"}, {})
    assert written.startswith(PLAIN)
    assert "      options:\n        - name: 不含收入\n" in written
    assert yaml.safe_load(written)["alternatives"] == {
        "noise": 0,
        "choices": [
            {
                "code": "choice_1",
                "name": "剔除",
                "options": [{"name": "不含收入", "chance": 0.2, "without": ["b"]}],
            }
        ],
    }
    own = PLAIN + OPEN.replace("combine: geometric}", "combine: power, power: 0.5}")
    whole = outline(own)[0]
    assert (
        next(field for field in whole.fields if field.name == "alternatives.choices").shown(whole.raw) is None
    )


def test_what_the_weight_of_an_option_would_do_can_be_asked() -> None:
    """The weight asked about is that of an option, which would then say nothing other than the scheme."""
    text = SCHEME + "alternatives:\n  noise: 0.1\n  choices:\n    - code: boards\n      name: 板块\n"
    text += "      options: [{name: 经济更重, weight: {economy: 80}}]\n"
    asked = what_if(score(text, read_values(TABLE)), "economy=80", None)
    plain = what_if(score(SCHEME, read_values(TABLE)), "economy=80", None)
    assert asked == plain
    assert any(unit.score[0] != unit.score[1] for unit in asked)


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ("weight: {a: 30, b: 70}", "weights: Investment 30, 收入 70"),
        (
            "weights: {by: ahp, judgements: [[1, 4], [1/4, 1]]}",
            "weights: Investment 80.0%, 收入 20.0%",
        ),
        ("weights: {by: equal}", "weights: equal weights"),
        ("combine: median", "median; weights: judged in pairs (AHP)"),
    ],
)
def test_an_option_for_a_judged_block_tells_its_weights(option: str, words: str) -> None:
    """Not that it is a weighted mean, which it was before; and judged weights as shares of the block."""
    judged = PLAIN.replace("weight: 50, ", "") + "weights: {by: ahp, judgements: [[1, 1/3], [3, 1]]}\n"
    one = f"alternatives: {{noise: 0.1, choices: [{{code: m, name: 权重, options: [{{name: x, {option}}}]}}]}}\n"
    text = read_scheme(judged + one)
    with override("en"):
        assert option_words(text, text.choices[0].options[0]) == words
