"""Rules, findings and a look-back with a haircut (演示核查与回头看)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from luoshi.cli.demo.agenda import Agenda, as_person
from luoshi.cli.demo.founding import NEW_YEAR
from luoshi.cli.demo.months import OWNERS
from luoshi.indicators.actions.decide_finding import decide_finding
from luoshi.indicators.actions.define_rule import NewRule, define_rule
from luoshi.indicators.actions.draw_look_back import draw_look_back
from luoshi.indicators.actions.explain_finding import explain_finding
from luoshi.indicators.actions.settle_claim import settle_claim
from luoshi.indicators.actions.visit_claim import visit_claim
from luoshi.indicators.queries import FindingView, findings_of, look_back_views
from luoshi.org.models import Person, Role

RULES = (
    NewRule(
        "investment_never_falls",
        "固定资产投资累计数不减",
        "fixed_investment",
        "greater_than_or_equal_to",
        "prev(fixed_investment)",
        name_en="Fixed investment to date never falls",
        importance="high",
        instruction="核对本月累计数：退库项目请在备注中列明。",
        instruction_en="Compare with last month; name withdrawn projects in the note.",
    ),
    NewRule(
        "revenue_within_output",
        "财政收入不超过工业收入的四分之一",
        "fiscal_revenue",
        "less_than_or_equal_to",
        "industry_revenue / 4",
        name_en="Fiscal revenue within a quarter of industrial revenue",
        importance="low",
    ),
    *(
        NewRule(
            f"{code}_growth",
            f"{name}增幅不高于全区目标三个百分点",
            code,
            "less_than_or_equal_to",
            f"1.09 * year_ago({code})",
            name_en=f"{name_en} grows at most three points more than the district is to",
            instruction="增幅明显偏高的，请说明项目、企业和入库时间。",
            instruction_en="Explain high growth by projects, firms and when they were entered.",
        )
        for code, name, name_en in (
            ("fixed_investment", "固定资产投资", "Fixed investment"),
            ("industry_revenue", "规上工业收入", "Industrial revenue"),
        )
    ),
    NewRule(
        "industry_beside_revenue",
        "工业收入与财政收入增幅相称",
        "industry_revenue",
        "equal_to",
        "fiscal_revenue",
        name_en="Industrial revenue beside fiscal revenue",
        check="elasticity",
    ),
)
# The first quarter is looked back at in April. The month judged in July is another, so that no figure of the half-year moves.
LOOKED_BACK, DRAWN_ON, VISITED_ON, SETTLED_ON = (
    "2015-03",
    date(2015, 4, 21),
    date(2015, 4, 24),
    date(2015, 4, 28),
)
SEED = "2015年4月21日公开摇号 0421"
BY_LOT, BY_RISK = 4, 2
# Of the first claim of investment or revenue visited, this part could not be found.
NOT_FOUND = Decimal("0.08")
APRIL, ANSWERED_ON, DECIDED_ON = "2015-04", date(2015, 5, 15), date(2015, 5, 18)
ANSWER = "两个新开工项目4月集中入库，入库资料备查（演示）"


def enter(agenda: Agenda) -> None:
    """Rules from New Year on; the calendar checks by itself. A look-back at the first quarter, and answers on April."""
    agenda.at(NEW_YEAR, _rules, 12)
    agenda.at(DRAWN_ON, _draw, 10)
    agenda.at(VISITED_ON, _visit, 15)
    agenda.at(SETTLED_ON, _settle, 16)
    agenda.at(ANSWERED_ON, _answer, 10)
    agenda.at(DECIDED_ON, _decide, 10)


def _rules() -> None:
    for rule in RULES:
        define_rule(as_person("supervisor", NEW_YEAR, 12), rule, NEW_YEAR)


def _draw() -> None:
    draw_look_back(as_person("supervisor", DRAWN_ON, 10), LOOKED_BACK, BY_LOT, BY_RISK, seed=SEED)


def _visit() -> None:
    office = as_person("supervisor", VISITED_ON, 15)
    for place, view in enumerate(look_back_views(office)[0].claims):
        claimed = view.observation.value or Decimal(0)
        found = round(claimed * (1 - NOT_FOUND)) if place == 0 else claimed
        words = "两份合同尚未履行，相应金额予以核减" if place == 0 else "台账、合同与凭证相符"
        visit_claim(office, view.claim, Decimal(found), f"现场查看，{words}（演示）")


def _settle() -> None:
    for person in OWNERS:
        owner = as_person(person, SETTLED_ON, 16)
        for view in look_back_views(owner)[0].claims:
            if view.may_settle:
                settle_claim(owner, view.claim)


def _answer() -> None:
    """The first unit that is asked about April explains its figure."""
    for view in _asked()[:1]:
        who = Person.objects.get(tenures__post__unit__code=view.unit.code, tenures__post__role=Role.LIAISON)
        explain_finding(as_person(who.code, ANSWERED_ON, 10), view.finding, ANSWER)


def _decide() -> None:
    for person in OWNERS:
        owner = as_person(person, DECIDED_ON, 10)
        for view in findings_of(owner, APRIL):
            if view.may_decide and view.history.explanation and not view.history.decision:
                decide_finding(owner, view.finding, "accepted")


def _asked() -> list[FindingView]:
    return [v for v in findings_of(as_person("supervisor", ANSWERED_ON, 10), APRIL) if not v.history.closed]
