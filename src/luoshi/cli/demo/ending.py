"""The half-year: final result, two appeals of which one changes a rank, publication, awards, bulletin (演示半年考核与通报).

望榕街道 left two projects out of its investment of June, and the first final result counts without them. It appeals,
the figure is corrected and verified, and a new final result takes the place of the first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial

from luoshi.assessment.actions.draft_appeal import NewEvidence, Objection, draft_appeal
from luoshi.assessment.actions.draw_awards import draw_awards
from luoshi.assessment.actions.file_appeal import file_appeal
from luoshi.assessment.actions.publish_awards import publish_awards
from luoshi.assessment.actions.raise_gate import Grounds, raise_gate
from luoshi.briefing.actions.draft_bulletin import draft_bulletin
from luoshi.briefing.actions.publish_bulletin import publish_bulletin
from luoshi.cli.demo import objecting
from luoshi.cli.demo.agenda import Agenda, as_person, moment
from luoshi.cli.demo.appealing import LAST_DAY_OF_GATES
from luoshi.cli.demo.book import Book
from luoshi.cli.demo.figures import Figures
from luoshi.cli.demo.months import SENT_BACK, UNDERSTATED, round_of
from luoshi.indicators.actions.extend_round import extend_round
from luoshi.ledger.seal import seal
from luoshi.org.models import Role, Unit
from luoshi.workdays.periods import Period

HALF_YEAR = Period(2015, 1, 6)
FILED_ON, ADMITTED_ON, ANSWERED_ON, DECIDED_ON, CORRECTED_ON, CARRIED_OUT_ON = (
    date(2015, 7, 7),
    date(2015, 7, 8),
    date(2015, 7, 9),
    date(2015, 7, 10),
    date(2015, 7, 13),
    date(2015, 7, 14),
)
EXTENDED_ON, OPEN_UNTIL = date(2015, 7, 17), date(2015, 7, 31)
PUBLISHED_ON = date(2015, 7, 22)
LATE = SENT_BACK[0]


@dataclass(frozen=True)
class _Case:
    """What one unit says against the result, and what is answered and decided."""

    unit: str
    said: Objection
    answer: str
    outcome: str
    reason: str
    basis: str


CASES = (
    _Case(
        UNDERSTATED[0],
        Objection(
            "两个6月底前完成的项目漏报，6月固定资产投资少计（演示）",
            "按入库凭证更正6月固定资产投资数，重新计分（演示）",
            ("fixed_investment",),
            (
                NewEvidence("document", "望榕街道〔2015〕27号《关于申请复核6月投资数的报告》（演示）"),
                NewEvidence(
                    "figure", "全社会固定资产投资 2015-06", figure=(UNDERSTATED[0], UNDERSTATED[2], "2015-06")
                ),
            ),
        ),
        "两个项目确于6月底前完成，形象进度和付款凭证齐全（演示）",
        "upheld",
        "漏报属实，凭证齐全，应予更正（演示）",
        "《考核申诉复核办法》第八条（演示）",
    ),
    _Case(
        LATE,
        Objection(
            "6月报表退回后未及重报，请按5月数计分（演示）",
            "以5月累计数代替6月数计分（演示）",
            ("fixed_investment",),
            (NewEvidence("document", "樟岭镇〔2015〕21号（演示）"),),
        ),
        "6月报表7月6日退回，至今没有重报（演示）",
        "rejected",
        "应报未报记零分，各单位一致；补报核实后的数用于以后各期（演示）",
        "考核方案“应报未报”条款（演示）",
    ),
)


def enter(agenda: Agenda, book: Book, figures: Figures) -> None:
    """From the day on which the figures of June are in to the business date."""
    for month in range(3, 7):
        last = Period.month(2015, month).end
        agenda.at(last, partial(seal, moment(last, 18)), 18)
    closed = book.june_closed
    agenda.at(closed, lambda: objecting.close_period(HALF_YEAR, closed, 8, 57), 8, 57)
    for case in CASES:
        agenda.at(FILED_ON, partial(_file, case), 15)
        agenda.at(ADMITTED_ON, partial(objecting.admit, HALF_YEAR, case.unit, ADMITTED_ON), 10)
        agenda.at(ANSWERED_ON, partial(objecting.answer, HALF_YEAR, case.unit, ANSWERED_ON, case.answer), 10)
        agenda.at(DECIDED_ON, partial(_decide, case), 15)
    agenda.at(CORRECTED_ON, lambda: _correct(figures), 9)
    agenda.at(CARRIED_OUT_ON, lambda: objecting.carry_out(HALF_YEAR, CARRIED_OUT_ON), 10)
    agenda.at(EXTENDED_ON, _extend, 16)
    agenda.at(PUBLISHED_ON, lambda: objecting.announce(HALF_YEAR, PUBLISHED_ON), 10)
    agenda.at(PUBLISHED_ON, _honour, 11)
    agenda.at(PUBLISHED_ON, _gate, 16)
    agenda.at(book.today, lambda: _issue(book), 8, 54)
    agenda.at(book.today, lambda: _object_to_gate(book), 8, 58)


def _file(case: _Case) -> None:
    unit = Unit.objects.get(code=case.unit)
    objecting.object_to(objecting.final_of(HALF_YEAR), unit, case.said, FILED_ON)


def _extend() -> None:
    """Two towns still owe June: late as it is, it may come until the end of July."""
    june = round_of(HALF_YEAR.last_month)
    extend_round(
        as_person("supervisor", EXTENDED_ON, 16),
        june,
        OPEN_UNTIL,
        "樟岭镇、榆畈镇6月报表尚缺，延长补报（演示）",
    )


def _decide(case: _Case) -> None:
    objecting.decide(HALF_YEAR, case.unit, DECIDED_ON, case.outcome, case.reason, case.basis)


def _correct(figures: Figures) -> None:
    """Filed in the morning with the projects that were left out, verified in the afternoon."""
    code, month, indicator = UNDERSTATED
    unit, period = Unit.objects.get(code=code), Period.month(2015, month).code
    value = Decimal(figures[code, indicator, 2015, month])
    why = f"执行{objecting.appeal_of(HALF_YEAR, code).number}复核决定，补入漏报的两个项目（演示）"
    objecting.correct(unit, period, indicator, value, why, CORRECTED_ON)
    objecting.verify(unit, period, CORRECTED_ON)


def _honour() -> None:
    """By rank alone, within the gate that stands since May."""
    awards = draw_awards(as_person("assessor", PUBLISHED_ON, 11), objecting.final_of(HALF_YEAR))
    publish_awards(as_person("head", PUBLISHED_ON, 15), awards)


def _gate() -> None:
    """A second gate, raised after the awards: it closes those to come."""
    grounds = Grounds(
        "生产安全事故一票否决",
        "《安全生产法》及区考核方案（演示）",
        "演安委〔2015〕7号（演示）",
        PUBLISHED_ON,
        LAST_DAY_OF_GATES,
    )
    secretary = as_person("secretary", PUBLISHED_ON, 16)
    raise_gate(secretary, objecting.scheme_in_force(), Unit.objects.get(code=LATE), grounds)


def _issue(book: Book) -> None:
    run = objecting.final_of(HALF_YEAR)
    draft = draft_bulletin(as_person("supervisor", book.today, 8, 54), HALF_YEAR.code, book.today, run)
    publish_bulletin(as_person("head", book.today, 8, 56), draft)


def _object_to_gate(book: Book) -> None:
    """The reviewer finds it on the desk."""
    gate = objecting.scheme_in_force().gates.select_related("unit").get(unit__code=LATE)
    head = as_person(objecting.speaker(gate.unit, Role.PRINCIPAL), book.today, 8, 58)
    said = Objection(
        "3月事故发生在市属公路施工段，责任主体不在本镇（演示）",
        "解除一票否决（演示）",
        evidence=(NewEvidence("document", "樟岭镇〔2015〕24号（演示）"),),
    )
    file_appeal(head, draft_appeal(head, gate, gate.unit, said))
    seal(moment(book.today, 8, 59))
