"""A change of what follows the sum: said entry by entry in words, and named where it moves a unit."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from assessing import SCHEME, Assessment, assessed_district  # noqa: F401
from assessment.test_scheme_change import GROUNDS
from luoshi.assessment.actions.propose_change import propose_change
from luoshi.assessment.models import Scheme
from luoshi.assessment.rules_difference import differences
from luoshi.assessment.scheme_life import change_of
from luoshi.assessment.scheme_text import read_scheme
from luoshi.web.scheme_words import move_panels, rule_rows, scheme_steps, unmoved_panels

pytestmark = pytest.mark.django_db

REST = """\
adjustments:
  bonus_cap: 3
  items:
    - {code: bonus, name: 财政增收, name_en: Revenue, indicator: revenue, each: 0.004, most: 3}
vetoes:
  - {code: shortfall, name: 虚报, name_en: False report, basis: 统计法, indicator: revenue, at_least: 1000}
grades:
  - {code: excellent, name: 优秀, name_en: Excellent, at_least: 60}
  - {code: fair, name: 一般, name_en: Fair}
exclusions: [{unit: QH-S1, reason: 新设单位}]
"""
OTHER = (
    REST.replace("bonus_cap: 3", "bonus_cap: 2")
    .replace("each: 0.004", "each: 0.002")
    .replace("at_least: 60", "at_least: 70")
    .replace("exclusions: [{unit: QH-S1, reason: 新设单位}]\n", "")
    + "gates: [{code: pollution, name: 环境违法, name_en: Pollution, basis: 环境保护法}]\n"
)


def test_each_entry_is_a_line_of_its_own_in_the_readers_words() -> None:
    before, after = read_scheme(SCHEME + REST), read_scheme(SCHEME + OTHER)
    with override("en"):
        rows = rule_rows(differences(before, after), before, after)
    assert [(row.name, row.field, row.before, row.after) for row in rows] == [
        ("The scheme", "Bonuses together at most", "3", "2"),
        ("Beside the hundred: Revenue", "Points for each", "0.004", "0.002"),
        ("Not ranked: QH-S1", "Whole item", "新设单位", "none"),
        ("Grade: Excellent", "From score", "60", "70"),
        (
            "Gate: Pollution",
            "Whole item",
            "none",
            "环境保护法; raised by decision; changes neither score nor rank",
        ),
    ]


def test_conditions_of_a_bonus_and_of_an_item_are_told_in_words() -> None:
    bonus = "adjustments: {items: [{code: more, name: 超收, indicator: event.praise, each: 1, when: [%s]}]}\n"
    paid = "{indicator: revenue, measure: completion, at_least: %s}"
    before, after = (
        read_scheme(source)
        for source in (
            SCHEME.replace("indicator: invest\n", f"indicator: invest\n        gate: {paid % 0.2}\n")
            + bonus % (paid % 1),
            SCHEME.replace(
                "indicator: invest\n",
                f"indicator: invest\n        gate: [{paid % 0.3}, {{indicator: power, measure: value, at_least: 5}}]\n",
            )
            + bonus % (paid % 1.05 + ", {indicator: power, measure: growth, at_most: 0.1}"),
        )
    )
    names = {"revenue": "fiscal revenue", "power": "power used"}
    with override("en"):
        rows = rule_rows(differences(before, after), before, after, names)
    assert [(row.name, row.field, row.before, row.after) for row in rows] == [
        (
            "Fixed asset investment",
            "Condition",
            "only where completion of fiscal revenue at least 20%",
            "only where completion of fiscal revenue at least 30% and power used at least 5",
        ),
        (
            "Beside the hundred: 超收",
            "Condition",
            "completion of fiscal revenue at least 100%",
            "completion of fiscal revenue at least 105% and the growth of power used at most 10%",
        ),
    ]


def test_the_stages_and_events_of_an_item_are_told_in_words() -> None:
    given = "indicator: invest\n        score: {measure: completion, cap: 120, floor: 0}\n"
    before, after = (
        read_scheme(
            SCHEME.replace(
                given,
                "indicator: invest\n"
                f"        per: {{indicator: people, scale: {scale}}}\n"
                "        normalise: {by: rank}\n",
            )
        )
        for scale in (1000, 10000)
    )
    with override("en"):
        (row,) = rule_rows(differences(before, after), before, after, {"people": "residents"})
    assert (row.before, row.after) == (
        "divided by residents, times 1000",
        "divided by residents, times 10000",
    )


def test_an_item_that_comes_is_told_by_weight_and_rule() -> None:
    before = read_scheme(SCHEME)
    after = read_scheme(SCHEME.replace("code: investment", "code: building"))
    with override("en"):
        told = [(row.before, row.after) for row in rule_rows(differences(before, after), before, after)]
    assert all("{" not in words for pair in told for words in pair)
    assert told[1][0] == "none" and told[1][1].startswith("weight 40; actual / period target")


def test_whom_a_changed_bonus_moves_is_told_by_its_name(assessment: Assessment) -> None:
    """Revenue of 500, 450 and 500 gives two points or nearly, and half as much by the change."""
    source = SCHEME + REST.replace("exclusions: [{unit: QH-S1, reason: 新设单位}]\n", "")
    assessment.frozen(assessment.scheme(source))
    office, locked = assessment.district.standing("assessor"), Scheme.objects.get()
    draft = propose_change(office, locked, source.replace("each: 0.004", "each: 0.002"), GROUNDS)
    kept = change_of(office, draft)
    assert kept is not None
    moves = {unit.code: unit for group in kept[1].moves for unit in group.units}
    (moved,) = moves["QH-T1"].items
    assert (moved.code, moved.name_en, moved.before, moved.after) == ("bonus", "Revenue", "2", "1")
    with override("en"):
        rows = {
            row.unit.code: row for panel in move_panels(kept[1].moves, only_moved=True) for row in panel.rows
        }
        assert rows["QH-T1"].items == "Revenue −1.00"
        assert "QH-T3" in [row.unit.code for panel in unmoved_panels(kept[1].moves) for row in panel.rows]
        assert [step.word for step in scheme_steps(draft, None, [])] == [
            "Drafted",
            "Approval",
            "Publication",
            "Lock",
        ]
