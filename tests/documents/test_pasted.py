"""A pasted text is taken as it was copied, or refused with where and how to mend it."""

from __future__ import annotations

import pytest

from luoshi.documents import reading
from luoshi.documents.reading import read_pasted
from luoshi.ledger.refusal import Problem, Refused


def refused(text: str) -> Problem:
    with pytest.raises(Refused) as caught:
        read_pasted(text)
    (problem,) = caught.value.problems
    assert str(problem.where) and str(problem.what) and str(problem.mend)
    return problem


def test_a_paste_is_kept_but_for_the_line_ends_of_the_browser() -> None:
    assert read_pasted("一、目标\r\n\t增长８%\x0b以上\r完").text == "一、目标\n\t增长８%\x0b以上\n完"
    assert read_pasted("甲\u3000乙\u200b丙\ufeff").text == "甲\u3000乙\u200b丙\ufeff"


@pytest.mark.parametrize("sign", ["\0", "\x07", "\x1b", "\x9d", "\ud83d", "\uffff"])
def test_a_control_character_is_refused_with_its_line(sign: str) -> None:
    problem = refused(f"一、目标\r\n增长{sign}8%")
    assert problem.code == "control"
    assert "2" in str(problem.where)
    assert f"{ord(sign):04X}" in str(problem.what)


def test_nothing_too_much_and_destroyed_text_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused(" \n\u3000").code == "empty"
    assert refused("锟斤拷增长8%").code == "damaged"
    monkeypatch.setattr(reading, "LONGEST_TEXT", 10)
    assert read_pasted("一" * 10).text
    assert refused("一" * 11).code == "too_large"
