"""The performance agreement: the same targets give the same bytes, in Chinese and in English."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO

import docx
import pytest

from cast import TODAY, moment
from luoshi.briefing import queries
from luoshi.briefing.agreement import asked
from luoshi.briefing.agreement_words import CHINESE
from luoshi.briefing.queries import agreement
from luoshi.ledger.refusal import Denied
from luoshi.org.models import Post, Role
from luoshi.org.standing import Standing
from luoshi.targets.actions.change_target import change_target
from luoshi.targets.actions.set_milestones import NewPlan, NewStep, set_milestones
from luoshi.targets.actions.set_target import NewTarget, set_target
from luoshi.targets.authority import Authority
from luoshi.targets.models import Target
from steering import Steering, steering_district  # noqa: F401

JULY = date(2015, 7, 3)


@pytest.fixture
def agreed(steering: Steering) -> Steering:
    """石桥镇 with an amount that was lowered, a floor, a target kept at zero and dated steps."""
    part = steering.split(steering.root())["QH-T1"]
    office = steering.district.standing("supervisor", JULY)
    said = Authority("青府发〔2015〕12号", Post.objects.get(role=Role.LEADER), "产业政策调整")
    unit, invest = steering.district.unit("QH-T1"), steering.indicator()
    change_target(office, part, Decimal(63), Decimal(65), said)
    set_target(office, NewTarget(invest, unit, "floor", "2015-H1", Decimal(20)), said)
    set_target(office, NewTarget(steering.indicator("output"), unit, "zero", "2014+5", Decimal(0)), said)
    plan = NewPlan("扩建水厂", unit, 2015, (NewStep("开工", date(2015, 6, 15)),), title_en="Waterworks")
    set_milestones(office, plan, said)
    return steering


def words(
    steering: Steering, *, english: bool = False, as_of: date = TODAY
) -> tuple[str, list[list[list[str]]]]:
    """The running text, and the cells of the tables."""
    _name, content = agreement(steering.district.standing("t1_head"), "QH-T1", as_of, english=english)
    paper = docx.Document(BytesIO(content))
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in paper.tables]
    return "\n".join(p.text for p in paper.paragraphs), tables


def test_it_says_what_is_to_be_reached_and_by_whom(agreed: Steering) -> None:
    text, (targets, steps, signatures) = words(agreed)
    assert "甲方：青河区。乙方：石桥镇。" in text
    assert "〔2015〕" in text
    assert "7月3日" in text
    assert (
        "由66.00亿元调整为63.00亿元（奋斗目标65.00亿元）（青府发〔2015〕12号，区长，产业政策调整）。" in text
    )
    rows = {row[2]: row[3:5] for row in targets[1:]}
    assert rows == {
        "2015年": ["63.00亿元", "65.00亿元"],
        "2015年上半年": ["不低于20.00亿元", "—"],
        "2014–2018": ["零发生", "—"],
    }
    assert steps[1] == ["扩建水厂", "开工", "2015年6月15日"]
    assert signatures[0] == ["甲方：青河区", "乙方：石桥镇"]


def test_it_is_the_same_bytes_every_time(agreed: Steering) -> None:
    head = agreed.district.standing("t1_head")
    assert agreement(head, "QH-T1", TODAY, english=False) == agreement(head, "QH-T1", TODAY, english=False)


def test_in_english(agreed: Steering) -> None:
    text, (targets, steps, _signatures) = words(agreed, english=True)
    assert "Party A: Qinghe District. Party B: Shiqiao Town." in text
    assert targets[1][1:4] == ["Fixed-asset investment", "2015", "63.00 100 million yuan"]
    assert steps[1] == ["Waterworks", "开工", "2015-06-15"]
    name, _content = agreement(agreed.district.standing("t1_head"), "QH-T1", TODAY, english=True)
    assert name == "Performance agreement 2015 Shiqiao Town.docx"


def test_as_it_was_before_the_change(agreed: Steering) -> None:
    text, (targets, _signatures) = words(agreed, as_of=date(2015, 7, 2))
    assert targets[1][3:5] == ["66.00亿元", "—"]
    assert "无。" in text
    text, _tables = words(agreed, as_of=date(2015, 1, 2))
    assert "本年度没有下达指标任务。" in text


def test_a_visitor_gets_none(agreed: Steering) -> None:
    with pytest.raises(Denied):
        agreement(Standing(at=moment()), "QH-T1", TODAY, english=False)


def test_an_amount_is_rounded_half_up_as_on_the_pages(agreed: Steering) -> None:
    target = Target.objects.get(unit__code="QH-T1", kind="level", superseded_at=None)
    assert asked(target, Decimal("62.345"), CHINESE) == "62.35亿元"
    assert asked(target, Decimal("1234.125"), CHINESE) == "1,234.13亿元"


def test_only_what_is_scored_has_a_weight(agreed: Steering, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "weights_of", lambda *_: {"invest": 0.1225, "output": 0.2})
    _text, (targets, *_rest) = words(agreed)
    assert {row[2]: row[5] for row in targets[1:]} == {
        "2015年": "12.3%",
        "2015年上半年": "—",
        "2014–2018": "—",
    }


def test_the_district_does_not_sign_with_itself(agreed: Steering) -> None:
    _name, content = agreement(agreed.district.standing("leader"), "QH", TODAY, english=False)
    text = "\n".join(p.text for p in docx.Document(BytesIO(content)).paragraphs)
    assert "乙方：青河区" in text and "甲方：青河区" not in text and "（上级机关）" in text
