"""A half-year bulletin of an invented district, as the tests print it."""

from datetime import date

from luoshi.briefing import charts, pacebar
from luoshi.briefing.official import (
    Annex,
    Column,
    Figure,
    Heading,
    Imprint,
    OfficialDocument,
    Paragraph,
    Picture,
    Table,
)
from luoshi.briefing.pacebar import PaceBar

MARK = "演示数据 / simulated"
STEMS = "甲乙丙丁戊己庚辛壬癸"
BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
UNITS = [f"{STEMS[n % 10]}{BRANCHES[n % 12]}{'镇' if n % 3 else '街道'}" for n in range(21)]
SHARES = [0.612 - 0.0135 * n for n in range(20)]
REST = "各单位要对照年初确定的目标任务，逐项查找差距，倒排时限，把责任落实到岗到人，确保全年目标如期完成。"


def gap_words(done: float | None) -> str:
    if done is None:
        return "未报"
    points = round((done - 0.5) * 100, 1)
    return f"超前{points}个百分点" if points >= 0 else f"落后{-points}个百分点"


def shares() -> list[tuple[str, float | None]]:
    """The 21 units, best first; the last one has not reported."""
    return [*zip(UNITS, SHARES, strict=False), (UNITS[20], None)]


def ranking() -> Table:
    columns = [
        Column("名次", align="center", width_mm=14),
        Column("单位", width_mm=26),
        Column("全年目标", "亿元", "right", 24),
        Column("累计完成", "亿元", "right", 24),
        Column("完成率", "%", "right", 18),
        Column("进度", width_mm=50),
    ]
    rows = []
    for place, (name, done) in enumerate(shares(), start=1):
        bar = PaceBar(name, done, 0.5)
        picture = Picture(pacebar.png(bar), f"{name}{gap_words(done)}", 46)
        told = ("—", "—") if done is None else (f"{1234.5 * done:,.2f}", f"{done * 100:.1f}")
        rows.append(["—" if done is None else str(place), name, "1,234.50", *told, picture])
    return Table(columns, rows, "上半年固定资产投资完成情况排名")


def pace_table(behind: bool) -> Table:
    columns = [
        Column("序号", align="center", width_mm=14),
        Column("单位", width_mm=30),
        Column("目标", width_mm=60),
        Column("与时序差距", "百分点", "right"),
    ]
    chosen = [(name, done) for name, done in shares() if done is not None and (done < 0.5) == behind]
    rows = [
        [str(n), name, "固定资产投资增长6%", f"{(done - 0.5) * 100:+.1f}"]
        for n, (name, done) in enumerate(chosen, start=1)
    ]
    return Table(columns, rows)


def ranking_chart() -> charts.Spec:
    rows = [
        charts.RankedBar(name, done and done * 100, "未报" if done is None else f"{done:.1%}")
        for name, done in shares()
    ]
    return charts.ranked_bars(rows, "各单位完成率", "%", [charts.ReferenceLine(50, "时序进度 50")])


def bulletin(**changes: object) -> OfficialDocument:
    chart = Picture(charts.png(ranking_chart()), "各单位完成率排名图", 130)
    content = {
        "title": "甲辰区人民政府办公室关于2015年上半年目标任务进展情况的通报",
        "addressee": "各镇人民政府、街道办事处，区政府各部门",
        "body": [
            Paragraph("按照区委、区政府统一部署，现将全区上半年目标任务进展情况通报如下。"),
            Heading(1, "一、总体情况"),
            Paragraph("截至6月30日，12项目标中8项达到时序进度。" + REST),
            Heading(2, "（一）主要指标"),
            Paragraph("固定资产投资完成623.40亿元，占全年目标的50.5%，超前时序进度0.5个百分点。" + REST),
            Heading(3, "1.投资目标"),
            Paragraph(REST * 2),
            Heading(4, "（1）重点项目"),
            Paragraph(REST * 2),
            Heading(1, "二、单位排名"),
            Paragraph("各单位完成情况按完成率排名，未报送单位不排名次。"),
            ranking(),
            Figure(chart, "图1 各单位完成率"),
            Heading(1, "三、下一步工作"),
            Paragraph(REST * 3),
        ],
        "issuer": "甲辰区人民政府办公室",
        "issue_date": date(2015, 7, 6),
        "annexes": [
            Annex("慢序时项目", [pace_table(behind=True)], 1),
            Annex("按序时项目", [Paragraph("下列单位达到时序进度。"), pace_table(behind=False)], 2),
        ],
        "simulated_mark": MARK,
        "imprint": Imprint(
            ["区委办公室", "区人大常委会办公室", "区政协办公室"], "甲辰区人民政府办公室", date(2015, 7, 6)
        ),
    }
    return OfficialDocument(**(content | changes))
