"""A problem told in one line: where, what, how to mend it, in the stops of the reader's language."""

from __future__ import annotations

from django.utils import translation

from luoshi.ledger.refusal import Problem


def test_a_problem_is_told_in_the_stops_of_the_language() -> None:
    with translation.override("zh-hans"):
        assert (
            str(Problem("分月进度", "2月没有填写。", "请填写占比。")) == "分月进度：2月没有填写。请填写占比。"
        )
    with translation.override("en"):
        assert (
            str(Problem("Table", "Month 2 is empty.", "Fill it in."))
            == "Table: Month 2 is empty. Fill it in."
        )
        assert str(Problem("", "Nothing is changed.")) == "Nothing is changed."
