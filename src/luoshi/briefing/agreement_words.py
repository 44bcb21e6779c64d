"""The fixed wording of a performance agreement, in Chinese and in English (目标责任书文本)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """One language. Braces are filled in by :mod:`luoshi.briefing.agreement`."""

    title: str
    number: str
    parties: str
    superior: str
    opening: str
    numerals: tuple[str, ...]
    period_heading: str
    period: str
    targets_heading: str
    no_targets: str
    columns: tuple[str, ...]
    two_values: str
    spans: Mapping[str, str]
    growth: str
    growth_at_most: str
    rank: str
    zero: str
    at_most: str
    at_least: str
    with_stretch: str
    unit_gap: str
    steps_heading: str
    no_steps: str
    step_columns: tuple[str, ...]
    day: str
    clauses_heading: str
    clauses: tuple[str, ...]
    changes_heading: str
    no_changes: str
    change: str
    because: str
    comma: str
    stop: str
    signatures_heading: str
    party_a: str
    party_b: str
    signature_lines: tuple[str, ...]


CHINESE = Words(
    title="{unit}\n{year}年度目标责任书",
    number="　　　〔{year}〕　　号",
    parties="甲方：{district}。乙方：{unit}。",
    superior="＿＿＿＿＿＿＿＿（上级机关）",
    opening="为落实{year}年度各项目标任务，明确责任，甲方与乙方签订本责任书。",
    numerals=tuple(f"{numeral}、" for numeral in "一二三四五六七八"),
    period_heading="责任期限",
    period="自{year}年1月1日起至{year}年12月31日止。目标另有期限的，从其期限。",
    targets_heading="目标任务",
    no_targets="本年度没有下达指标任务。",
    columns=("序号", "指标", "期限", "基本目标", "奋斗目标", "权重", "责任岗位"),
    two_values="时序进度和考核以基本目标为准，奋斗目标为努力方向。权重为已公布考核方案中的权重，未列入的不填。",
    spans={
        "": "{year}年",
        "H1": "{year}年上半年",
        "H2": "{year}年下半年",
        "Q1": "{year}年一季度",
        "Q2": "{year}年二季度",
        "Q3": "{year}年三季度",
        "Q4": "{year}年四季度",
    },
    growth="增长{value}%",
    growth_at_most="增幅不超过{value}%",
    rank="{n}个单位中前{value}位",
    zero="零发生",
    at_most="不超过{amount}",
    at_least="不低于{amount}",
    with_stretch="{basic}（奋斗目标{stretch}）",
    unit_gap="",
    steps_heading="里程碑节点",
    no_steps="本年度没有下达里程碑任务。",
    step_columns=("任务", "节点", "完成时限"),
    day="{year}年{month}月{day}日",
    clauses_heading="报送与考核",
    clauses=(
        "（一）乙方按规定时限报送进度，数据经数据归口部门核实后采用。",
        "（二）甲方按时序进度通报，按已公布的考核方案考核；未报送的不视为零，也不视为完成。",
        "（三）目标不随意调整。确需调整的，须有文件依据、批准人和理由，原目标存档备查。",
        "（四）里程碑以佐证材料为准；零发生目标发生一起即为未完成。",
    ),
    changes_heading="签订以来的调整",
    no_changes="无。",
    change="{number}.{day}，{name}由{before}调整为{after}",
    because="（{said}）。",
    comma="，",
    stop="。",
    signatures_heading="签订",
    party_a="甲方：{name}",
    party_b="乙方：{name}",
    signature_lines=("（盖章）", "代表签字：", "　　年　　月　　日"),
)

ENGLISH = Words(
    title="Performance agreement {year}\n{unit}",
    number="No. ________ ({year})",
    parties="Party A: {district}. Party B: {unit}.",
    superior="________________ (superior authority)",
    opening="To carry out the targets of {year} and to settle who answers for them, Party A and Party B agree as follows.",
    numerals=tuple(f"{n}. " for n in range(1, 9)),
    period_heading="Period",
    period="From 1 January to 31 December {year}. A target with a period of its own follows that one.",
    targets_heading="Targets",
    no_targets="No indicator is set for this year.",
    columns=("No.", "Indicator", "Period", "Basic", "Stretch", "Weight", "Owner"),
    two_values=(
        "Pace and score go by the basic value; the stretch value is what is hoped for. Weights are those of the "
        "published scheme, where it has one."
    ),
    spans={
        "": "{year}",
        "H1": "{year}, first half",
        "H2": "{year}, second half",
        "Q1": "{year}, Q1",
        "Q2": "{year}, Q2",
        "Q3": "{year}, Q3",
        "Q4": "{year}, Q4",
    },
    growth="growth of {value}%",
    growth_at_most="growth of at most {value}%",
    rank="first {value} of {n}",
    zero="none at all",
    at_most="at most {amount}",
    at_least="at least {amount}",
    with_stretch="{basic} (stretch: {stretch})",
    unit_gap=" ",
    steps_heading="Dated steps",
    no_steps="No dated step is set for this year.",
    step_columns=("Task", "Step", "Done by"),
    day="{year}-{month:02d}-{day:02d}",
    clauses_heading="Reporting and assessment",
    clauses=(
        "(1) Party B reports in time; figures count once their data owner has verified them.",
        "(2) Party A tells the pace and assesses by the published scheme; what is not reported is neither zero nor done.",
        "(3) A target is changed only on a document, with an approver and a reason; the old one stays on record.",
        "(4) A step is done by its evidence; what is to be kept at zero is missed with the first event.",
    ),
    changes_heading="Changes since",
    no_changes="None.",
    change="{number}. {day}: {name}, {before} became {after}",
    because=" ({said}).",
    comma="; ",
    stop=".",
    signatures_heading="Signatures",
    party_a="Party A: {name}",
    party_b="Party B: {name}",
    signature_lines=("(Seal)", "Signed:", "Date:"),
)
