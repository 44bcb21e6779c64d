"""The first quarter: final result, an appeal that changes a rank, awards with a gate and a deviation (演示申诉与评先).

The look-back cut 岚皋乡's investment of March; the contracts it missed were paid. March alone is corrected, so that no
figure of the half-year moves.
"""

from __future__ import annotations

from datetime import date

from luoshi.assessment.actions.deviate_award import deviate_award
from luoshi.assessment.actions.draft_appeal import NewEvidence, Objection
from luoshi.assessment.actions.draw_awards import draw_awards
from luoshi.assessment.actions.plan_awards import Tier, plan_awards
from luoshi.assessment.actions.publish_awards import publish_awards
from luoshi.assessment.actions.raise_gate import Grounds, raise_gate
from luoshi.assessment.actions.set_appeal_terms import Terms, set_appeal_terms
from luoshi.cli.demo import objecting
from luoshi.cli.demo.agenda import Agenda, as_person
from luoshi.cli.demo.consulting import FIRST_QUARTER
from luoshi.indicators.models import Observation
from luoshi.org.models import Unit

PLANNED_ON, FROZEN_ON, FILED_ON, ADMITTED_ON, ANSWERED_ON, DECIDED_ON = (
    date(2015, 3, 13),
    date(2015, 4, 29),
    date(2015, 5, 5),
    date(2015, 5, 6),
    date(2015, 5, 7),
    date(2015, 5, 8),
)
CORRECTED_ON, VERIFIED_ON, CARRIED_OUT_ON, GATED_ON, SETTLED_ON, AWARDED_ON = (
    date(2015, 5, 11),
    date(2015, 5, 12),
    date(2015, 5, 13),
    date(2015, 5, 14),
    date(2015, 5, 21),
    date(2015, 5, 22),
)
SHARE = 2
GATED, PUT_IN = "YS-T07", "YS-S1"
LAST_DAY_OF_GATES = date(2015, 12, 31)


def enter(agenda: Agenda) -> None:
    """Terms and plan in March; from the end of April the first quarter is settled, published and honoured."""
    agenda.at(PLANNED_ON, _plan, 10)
    agenda.at(FROZEN_ON, lambda: objecting.close_period(FIRST_QUARTER, FROZEN_ON), 9)
    agenda.at(FILED_ON, _file, 15)
    agenda.at(ADMITTED_ON, _admit, 10)
    agenda.at(ANSWERED_ON, _answer, 10)
    agenda.at(DECIDED_ON, _decide, 15)
    agenda.at(CORRECTED_ON, _correct, 9)
    agenda.at(VERIFIED_ON, _verify, 15)
    agenda.at(CARRIED_OUT_ON, lambda: objecting.carry_out(FIRST_QUARTER, CARRIED_OUT_ON), 10)
    agenda.at(GATED_ON, _gate, 10)
    agenda.at(SETTLED_ON, lambda: objecting.announce(FIRST_QUARTER, SETTLED_ON), 10)
    agenda.at(AWARDED_ON, _honour, 10)


def _cut() -> Observation:
    """The value that the look-back put in the place of the claim."""
    return Observation.objects.select_related("unit", "indicator", "supersedes").get(settled_by__isnull=False)


def _plan() -> None:
    office, scheme = as_person("assessor", PLANNED_ON, 10), objecting.scheme_in_force()
    set_appeal_terms(office, scheme, Terms(3, 3, 10, 5), "演考办〔2015〕2号《考核申诉复核办法》（演示）")
    tiers = [Tier("先进单位", "Advanced unit", count=SHARE)]
    plan_awards(office, scheme, tiers, "all_in", "演考办〔2015〕3号《评先办法》（演示）")


def _file() -> None:
    cut = _cut()
    said = Objection(
        "回头看核减的两份合同已于3月付款，3月固定资产投资少计（演示）",
        "按付款凭证恢复3月固定资产投资数，重新计分（演示）",
        ("fixed_investment",),
        (
            NewEvidence("document", "岚皋乡〔2015〕11号《关于申请复核3月投资数的报告》（演示）"),
            NewEvidence(
                "figure",
                f"{cut.indicator.name} {cut.period}",
                figure=(cut.unit.code, cut.indicator.code, cut.period),
            ),
        ),
    )
    objecting.object_to(objecting.final_of(FIRST_QUARTER), cut.unit, said, FILED_ON)


def _admit() -> None:
    objecting.admit(FIRST_QUARTER, _cut().unit.code, ADMITTED_ON)


def _answer() -> None:
    text = "核查时未见付款凭证，按当时证据核减；现补充的凭证真实（演示）"
    objecting.answer(FIRST_QUARTER, _cut().unit.code, ANSWERED_ON, text)


def _decide() -> None:
    reason, basis = "付款凭证证明合同已履行，应予恢复（演示）", "《考核申诉复核办法》第八条（演示）"
    objecting.decide(FIRST_QUARTER, _cut().unit.code, DECIDED_ON, "upheld", reason, basis)


def _correct() -> None:
    cut = _cut()
    number = objecting.appeal_of(FIRST_QUARTER, cut.unit.code).number
    assert cut.supersedes is not None and cut.supersedes.value is not None
    claimed, why = cut.supersedes.value, f"执行{number}复核决定，恢复已付款合同金额（演示）"
    objecting.correct(cut.unit, cut.period, cut.indicator.code, claimed, why, CORRECTED_ON)


def _verify() -> None:
    cut = _cut()
    objecting.verify(cut.unit, cut.period, VERIFIED_ON)


def _gate() -> None:
    grounds = Grounds(
        "较大环境违法一票否决",
        "《党政领导干部生态环境损害责任追究办法》及区考核方案（演示）",
        "演环委〔2015〕5号（演示）",
        GATED_ON,
        LAST_DAY_OF_GATES,
    )
    secretary = as_person("secretary", GATED_ON, 10)
    raise_gate(secretary, objecting.scheme_in_force(), Unit.objects.get(code=GATED), grounds)


def _honour() -> None:
    """The list by rank; one unit is put in by a document of the Party Committee."""
    awards = draw_awards(as_person("assessor", AWARDED_ON, 10), objecting.final_of(FIRST_QUARTER))
    secretary, unit = as_person("secretary", AWARDED_ON, 11), Unit.objects.get(code=PUT_IN)
    document, reason = "演委〔2015〕18号（演示）", "承担防汛抢险任务，不占名额（演示）"
    deviate_award(secretary, awards, unit, 0, document, reason)
    publish_awards(as_person("head", AWARDED_ON, 15), awards)
