"""From the draft of the rules to their publication: opinions, answers, approval, a first trial (演示方案征求意见)."""

from __future__ import annotations

from datetime import date
from functools import partial
from importlib.resources import files

from luoshi.assessment.actions.adopt_scheme import adopt_scheme
from luoshi.assessment.actions.answer_opinion import answer_opinion
from luoshi.assessment.actions.approve_scheme import approve_scheme
from luoshi.assessment.actions.give_opinion import give_opinion
from luoshi.assessment.actions.open_consultation import open_consultation
from luoshi.assessment.actions.publish_scheme import publish_scheme
from luoshi.assessment.actions.run_trial import run_trial
from luoshi.assessment.models import Opinion, Scheme
from luoshi.cli.demo.agenda import Agenda, as_person
from luoshi.org.models import Unit
from luoshi.workdays.periods import Period

CODE = "half-year-2015"
ASKED_ON, ANSWERED_ON, APPROVED_ON, PUBLISHED_ON = (date(2015, 3, day) for day in (2, 10, 11, 12))
WORKING_DAYS = 5
DOCUMENT = "演考办〔2015〕1号《2015年上半年目标任务考核方案》（演示）"
# As it was put to the units; the first of their opinions was taken.
DRAFTED = {
    "weight: 10\n        indicator: reporting.timeliness": "weight: 15\n        indicator: reporting.timeliness",
    "weight: 20\n        indicator: matters.closure": "weight: 15\n        indicator: matters.closure",
}
OPINIONS = (
    ("zhenxi_head", "YS-T01", date(2015, 3, 4), "closure", "督办事项按期办结更能反映落实，建议权重由15提高到20"),
    ("zhangling_head", "YS-T05", date(2015, 3, 5), "fixed_investment", "本镇项目下半年集中开工，建议投资不计入上半年"),
    ("industry_head", "YS-GX", date(2015, 3, 6), "", ""),
)  # fmt: skip
ANSWERS = {
    "closure": (True, ""),
    "fixed_investment": (False, "时序目标已按投资进度测算，各镇口径一致，不作单独调整"),
}
# Beside the hundred points, as the office adds it to the shipped rules.
EVENTS = """
# 加减分：只记单位，登记人与确认人分开。 Events beside the hundred: of units only, recorded by one and confirmed by another.
adjustments:
  bonus_cap: 1
  deduction_cap: 1
  items:
    - {code: praise, name: 通报表扬, name_en: Commendation, indicator: event.praise, each: 0.5, most: 1}
    - {code: blame, name: 通报批评, name_en: Criticism, indicator: event.blame, each: -0.5, most: 1}
"""
# Vetoes that somebody decides, named for both languages.
GATES = """
# 一票否决：由有权机关认定，只限制评先，不改变得分和名次。 Gates raised by decision: awards are closed, scores stay.
gates:
  - {code: pollution, name: 较大环境违法一票否决, name_en: Serious pollution, basis: 《党政领导干部生态环境损害责任追究办法》}
  - {code: accident, name: 生产安全事故一票否决, name_en: Fatal accident at work, basis: 《安全生产法》}
"""
# What the office could have decided otherwise; it moves no score and says how firm a rank is.
OPEN = """
# 备选方法：不改变得分和名次，只说明名次是否稳定。 Open to argument: changes no score, shows how firm a rank is.
alternatives:
  noise: 0.2
  choices:
    # 经济指标用几何平均，短板不能由长板完全弥补。 With a geometric mean a strong figure makes up less for a weak one.
    - code: economy_mean
      name: 经济指标合成
      name_en: How economic indicators are combined
      options:
        - {name: 几何平均, name_en: geometric mean, for: [economy], combine: geometric}
    - code: economy_weights
      name: 经济指标权重
      name_en: Weights of economic indicators
      options:
        - {name: 等权, name_en: equal weights, for: [economy], weights: {by: equal}}
"""
FIRST_QUARTER, TRIED_ON = Period(2015, 1, 3), date(2015, 4, 20)


def enter(agenda: Agenda) -> None:
    """In March the units are asked, a leader approves, another publishes; the first quarter is a trial."""
    agenda.at(ASKED_ON, _ask, 9)
    for opinion in OPINIONS:
        agenda.at(opinion[2], partial(_say, *opinion), 15)
    agenda.at(ANSWERED_ON, _answer, 10)
    agenda.at(APPROVED_ON, _approve, 15)
    agenda.at(PUBLISHED_ON, _publish, 17)
    agenda.at(TRIED_ON, _try, 10)


def _text() -> str:
    return (
        files("luoshi.assessment.schemes").joinpath(f"{CODE}.yaml").read_text(encoding="utf-8")
        + EVENTS
        + GATES
        + OPEN
    )


def _version(number: int) -> Scheme:
    return Scheme.objects.get(code=CODE, version=number)


def _ask() -> None:
    office, text = as_person("assessor", ASKED_ON, 9), _text()
    for now, then in DRAFTED.items():
        text = text.replace(now, then)
    open_consultation(office, adopt_scheme(office, text), WORKING_DAYS)


def _say(person: str, unit: str, day: date, item: str, text: str) -> None:
    scheme, said = _version(1), f"{text}（演示）" if text else ""
    give_opinion(as_person(person, day, 15), scheme, Unit.objects.get(code=unit), said, item)


def _answer() -> None:
    """One opinion is taken, one is not; what was taken is written into the next version."""
    office = as_person("assessor", ANSWERED_ON, 10)
    for opinion in Opinion.objects.exclude(text=""):
        taken, reason = ANSWERS[opinion.item]
        answer_opinion(office, opinion, taken=taken, reason=f"{reason}（演示）" if reason else "")
    adopt_scheme(office, _text())


def _approve() -> None:
    approve_scheme(as_person("secretary", APPROVED_ON, 15), _version(2), DOCUMENT)


def _publish() -> None:
    publish_scheme(as_person("head", PUBLISHED_ON, 17), _version(2))


def _try() -> None:
    run_trial(as_person("assessor", TRIED_ON, 10), _version(2), FIRST_QUARTER, TRIED_ON)
