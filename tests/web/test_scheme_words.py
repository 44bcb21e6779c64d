"""The words of a scheme's life: which step waits, and of whom a change speaks."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

from luoshi.assessment.movement import GroupMoves, ItemMove, Move
from luoshi.web.scheme_words import move_panels, move_sentence, run_steps

if TYPE_CHECKING:
    from luoshi.assessment.models import Run


def unit(code: str, before: str | None, after: str | None) -> Move:
    rank = None if after is None else 1
    return Move(code, code, code, False, before, after, rank, rank, ())


GROUPS = (
    GroupMoves("towns", "镇", "Towns", (unit("T1", "90.00", "91.00"), unit("T2", None, None))),
    GroupMoves("departments", "部门", "Departments", (unit("D1", None, None),)),
)


def test_a_change_lists_only_units_with_a_score():
    panels = move_panels(GROUPS, only_moved=False)
    assert [(panel.code, [row.unit.code for row in panel.rows]) for panel in panels] == [("towns", ["T1"])]


def test_an_item_whose_change_is_written_as_nothing_is_not_named():
    items = (ItemMove("a", "甲", "A", "10.0", "11.5"), ItemMove("b", "乙", "B", "5.0", "5.0004"))
    moved = Move("T1", "T1", "T1", False, "90.00", "91.50", 1, 1, items)
    (panel,) = move_panels((GroupMoves("towns", "镇", "Towns", (moved,)),), only_moved=True)
    assert panel.rows[0].items == "甲 +1.50"


def test_a_change_counts_only_units_with_a_score():
    assert move_sentence(GROUPS) == "1 个单位中，得分变化的 1 个，名次变化的 0 个。"


def test_of_the_steps_ahead_only_the_next_one_waits():
    by = SimpleNamespace(name="柯正", name_en="Ke Zheng")
    run = SimpleNamespace(
        created_at=datetime(2015, 7, 6, 2, tzinfo=UTC),
        created_by=by,
        frozen_at=None,
        frozen_by=None,
        review_until=None,
        published_at=None,
        published_by=None,
        get_kind_display=lambda: "",
    )
    assert [step.tone for step in run_steps(cast("Run", run))] == ["good", "waiting", "neutral"]
