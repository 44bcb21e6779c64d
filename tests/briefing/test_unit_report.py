"""The report to a unit says what the page says, to whoever may see the run, in the same bytes each time."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from docx import Document

from assessing import SCHEME, Assessment, assessed_district  # noqa: F401
from luoshi.assessment.actions.publish_run import publish_run
from luoshi.assessment.models import Run
from luoshi.briefing.queries import unit_report
from luoshi.ledger.refusal import Denied
from reporting import reporting_district  # noqa: F401

# One white point: the picture is not what is tested.
DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c63f80f0001010100"
    "1bb6ee560000000049454e44ae426082"
)


@pytest.fixture
def published(assessment: Assessment, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr("luoshi.briefing.unit_report.charts.png", lambda _spec: DOT)
    return publish_run(assessment.district.standing("leader"), assessment.frozen())


def words(content: bytes) -> str:
    paper = Document(BytesIO(content))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(p.text for p in paper.paragraphs), *cells])


def test_a_unit_reads_its_result(assessment: Assessment, published: Run) -> None:
    head = assessment.district.standing("t2_liaison")
    name, content = unit_report(head, published, "QH-T2", head.today)
    assert name == "柳林镇2015年上半年考核结果反馈.docx"
    said = words(content)
    assert "得95.32分" in said and "3个单位中列第2名" in said
    assert "财政总收入3.00分；固定资产投资1.68分" in said
    assert "+1.68" in said and "5.00亿元" in said
    assert "没有可比的上次结果" in said
    assert "尚未公布" not in said


def test_the_same_run_gives_the_same_bytes_on_any_day(assessment: Assessment, published: Run) -> None:
    office = assessment.district.standing("assessor")
    later = assessment.district.standing("assessor", date(2015, 9, 1))
    one, other = (unit_report(who, published, "QH-T2", who.today)[1] for who in (office, later))
    assert one == other


def test_who_does_not_see_the_run_gets_no_report(assessment: Assessment, published: Run) -> None:
    trial = assessment.trial(published.scheme)
    head = assessment.district.standing("t2_liaison")
    with pytest.raises(Denied):
        unit_report(head, trial, "QH-T2", head.today)
    with pytest.raises(KeyError):
        unit_report(head, published, "QH-T1-V1", head.today)
    office = assessment.district.standing("assessor")
    assert "尚未公布" in words(unit_report(office, trial, "QH-T2", office.today)[1])


def test_the_change_since_the_published_result_before_is_told(assessment: Assessment, published: Run) -> None:
    trial = assessment.trial(published.scheme, date(2015, 6, 15))
    office = assessment.district.standing("assessor")
    said = words(unit_report(office, trial, "QH-T2", office.today)[1])
    assert "截至2015年6月12日" in said and "名次仍为第2名" in said


def test_points_beside_the_hundred_vetoes_and_grades_are_told(
    assessment: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("luoshi.briefing.unit_report.charts.png", lambda _spec: DOT)
    run = assessment.trial(assessment.scheme(SCHEME + BESIDE))
    office = assessment.district.standing("assessor")
    said = words(unit_report(office, run, "QH-T1", office.today)[1])
    assert "在全部" in said and "触发一票否决：虚报（统计法）" in said and "评定等次：一般" in said
    assert "一票否决事项“事故”没有数据，未生效" in said
    assert "财政增收\n加减分" in said and "3.00" in said
    left = words(unit_report(office, run, "QH-T3", office.today)[1])
    assert "分，不参加排名。" in left and "不参加排名的原因：未参加考核" in left and "没有得分" not in left


BESIDE = """\
rank_among: all
adjustments:
  items:
    - {code: bonus, name: 财政增收, indicator: revenue, score: {measure: completion, knots: [[1, 0], [1, 3]]}}
vetoes:
  - {code: shortfall, name: 虚报, basis: 统计法, indicator: revenue, at_least: 480}
  - {code: accident, name: 事故, basis: 安全生产法, indicator: output}
grades:
  - {code: excellent, name: 优秀, at_least: 60}
  - {code: fair, name: 一般}
exclusions:
  - {unit: QH-T3, reason: 未参加考核}
"""

CONDITIONAL = """\
adjustments:
  items:
    - {code: bonus, name: 财政增收, indicator: revenue, each: 1, when: [{indicator: output, measure: value, at_least: 1}]}
grades: [{code: excellent, name: 优秀, at_least: 999}, {code: fair, name: 一般}]
jumps: [{code: up, name: 财政晋档, when: [{indicator: revenue, measure: value, at_least: 480}]}]
"""


def test_a_grade_jump_and_a_bonus_without_its_conditions_are_told(
    assessment: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("luoshi.briefing.unit_report.charts.png", lambda _spec: DOT)
    run = assessment.trial(assessment.scheme(SCHEME + CONDITIONAL))
    office = assessment.district.standing("assessor")
    told = words(unit_report(office, run, "QH-T1", office.today)[1])
    assert "加减分事项“财政增收”条件未全部满足，不计分。" in told
    assert "财政增收\n条件未满足" in told
    assert "符合晋档条件“财政晋档”，等次由一般晋为优秀，不改变得分和名次。评定等次：优秀。" in told


def test_the_report_says_how_firm_the_rank_is_and_what_was_varied(
    assessment: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("luoshi.briefing.unit_report.charts.png", lambda _spec: DOT)
    open_rules = SCHEME + (
        "alternatives: {noise: 0.1, choices: [{code: mean, name: 合成方法, "
        "options: [{name: 几何平均, for: [economy], combine: geometric}]}]}\n"
    )
    run = publish_run(
        assessment.district.standing("leader"), assessment.frozen(assessment.scheme(open_rules))
    )
    head = assessment.district.standing("t2_liaison")
    told = words(unit_report(head, run, "QH-T2", head.today)[1])
    assert (
        "各项权重上下浮动10%，合成方法另取几何平均，模拟排名10000次，九成情形下列第2名（敏感性区间，不是数据误差）"
        in told
    )
