"""The first quarter: final result, an appeal that changes a rank, awards with a gate and a deviation (演示申诉与评先).

The look-back cut 岚皋乡's investment of March; the contracts it missed were paid. March alone is corrected, so that no
figure of the half-year moves.
"""

from __future__ import annotations

from datetime import date

from luoshi.assessment.actions.admit_appeal import admit_appeal
from luoshi.assessment.actions.answer_appeal import answer_appeal
from luoshi.assessment.actions.carry_out_appeals import carry_out_appeals
from luoshi.assessment.actions.decide_appeal import decide_appeal
from luoshi.assessment.actions.deviate_award import deviate_award
from luoshi.assessment.actions.draft_appeal import NewEvidence, Objection, draft_appeal
from luoshi.assessment.actions.draw_awards import draw_awards
from luoshi.assessment.actions.file_appeal import file_appeal
from luoshi.assessment.actions.freeze_run import freeze_run
from luoshi.assessment.actions.plan_awards import Tier, plan_awards
from luoshi.assessment.actions.publish_awards import publish_awards
from luoshi.assessment.actions.publish_run import publish_run
from luoshi.assessment.actions.raise_gate import Grounds, raise_gate
from luoshi.assessment.actions.run_trial import run_trial
from luoshi.assessment.actions.set_appeal_terms import Terms, set_appeal_terms
from luoshi.assessment.actions.settle_run import settle_run
from luoshi.assessment.appeal_models import Appeal
from luoshi.assessment.models import Run, RunKind, Scheme
from luoshi.cli.demo.agenda import Agenda, as_person
from luoshi.cli.demo.book import Book
from luoshi.cli.demo.consulting import FIRST_QUARTER
from luoshi.cli.demo.founding import FORM
from luoshi.indicators.actions.reopen_sheet import reopen_sheet
from luoshi.indicators.actions.save_cells import save_cells
from luoshi.indicators.actions.submit_sheet import submit_sheet
from luoshi.indicators.actions.unlock_cells import unlock_cells
from luoshi.indicators.actions.verify_sheet import verify_sheet
from luoshi.indicators.models import Observation, Round
from luoshi.indicators.typed import Typed
from luoshi.org.models import Person, Role, Unit

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
GATED, LEFT_OUT, PUT_IN = "YS-T07", "YS-S2", "YS-S1"
STILL_OPEN = ("zhangling_head", "YS-T05")


def enter(agenda: Agenda, book: Book) -> None:
    """Terms and plan in March; from the end of April the first quarter is settled, published and honoured."""
    agenda.at(PLANNED_ON, _plan, 10)
    agenda.at(FROZEN_ON, _freeze, 9)
    agenda.at(FILED_ON, _file, 15)
    agenda.at(ADMITTED_ON, _admit, 10)
    agenda.at(ANSWERED_ON, _answer, 10)
    agenda.at(DECIDED_ON, _decide, 15)
    agenda.at(CORRECTED_ON, _correct, 9)
    agenda.at(VERIFIED_ON, _verify, 15)
    agenda.at(CARRIED_OUT_ON, _carry_out, 10)
    agenda.at(GATED_ON, _gate, 10)
    agenda.at(SETTLED_ON, _settle, 10)
    agenda.at(AWARDED_ON, _honour, 10)
    agenda.at(book.today, lambda: _appeal_again(book), 8, 58)


def _scheme() -> Scheme:
    return Scheme.objects.get(published_at__isnull=False)


def _final() -> Run:
    """The final result of the first quarter that stands."""
    return Run.objects.get(period=FIRST_QUARTER.code, kind=RunKind.FINAL, superseded_by__isnull=True)


def _cut() -> Observation:
    """The value that the look-back put in the place of the claim."""
    return Observation.objects.select_related("unit", "indicator", "supersedes").get(settled_by__isnull=False)


def _speaker(unit: Unit, role: str) -> str:
    return Person.objects.get(tenures__post__unit=unit, tenures__post__role=role).code


def _plan() -> None:
    office = as_person("assessor", PLANNED_ON, 10)
    set_appeal_terms(office, _scheme(), Terms(3, 3, 10, 5), "演考办〔2015〕2号《考核申诉复核办法》（演示）")
    tiers = [Tier("先进单位", "Advanced unit", count=SHARE)]
    plan_awards(office, _scheme(), tiers, "all_in", "演考办〔2015〕3号《评先办法》（演示）")


def _freeze() -> None:
    office = as_person("assessor", FROZEN_ON)
    freeze_run(office, run_trial(office, _scheme(), FIRST_QUARTER, FROZEN_ON), RunKind.FINAL)


def _file() -> None:
    """The township's liaison drafts, its head files."""
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
    liaison = as_person(_speaker(cut.unit, Role.LIAISON), FILED_ON, 14)
    draft = draft_appeal(liaison, _final(), cut.unit, said)
    file_appeal(as_person(_speaker(cut.unit, Role.PRINCIPAL), FILED_ON, 15), draft)


def _admit() -> None:
    admit_appeal(as_person("reviewer", ADMITTED_ON, 10), Appeal.objects.get())


def _answer() -> None:
    text = "核查时未见付款凭证，按当时证据核减；现补充的凭证真实（演示）"
    answer_appeal(as_person("statistician", ANSWERED_ON, 10), Appeal.objects.get(), text)


def _decide() -> None:
    reviewer = as_person("reviewer", DECIDED_ON, 15)
    reason, basis = "付款凭证证明合同已履行，应予恢复（演示）", "《考核申诉复核办法》第八条（演示）"
    decide_appeal(reviewer, Appeal.objects.get(), "upheld", reason, basis)


def _round() -> Round:
    return Round.objects.select_related("form").get(form__code=FORM, period=_cut().period)


def _correct() -> None:
    """Through the actions of every correction: unlocked by the office, filed by the unit with a note."""
    cut, round_ = _cut(), _round()
    why = f"执行{Appeal.objects.get().number}复核决定，恢复已付款合同金额（演示）"
    unlock_cells(as_person("supervisor", CORRECTED_ON), round_, cut.unit, [cut.indicator.code], why)
    assert cut.supersedes is not None
    claimed = cut.supersedes.value
    liaison = as_person(_speaker(cut.unit, Role.LIAISON), CORRECTED_ON, 10)
    sheet = reopen_sheet(liaison, round_, cut.unit, why)
    typed = [Typed(cut.indicator.code, str(claimed), why)]
    sheet = save_cells(liaison, round_, cut.unit, typed, edition=sheet.edition)
    submit_sheet(liaison, round_, cut.unit, edition=sheet.edition)


def _verify() -> None:
    verify_sheet(as_person("statistician", VERIFIED_ON, 15), _round(), _cut().unit)


def _carry_out() -> None:
    office = as_person("assessor", CARRIED_OUT_ON, 10)
    carry_out_appeals(office, run_trial(office, _scheme(), FIRST_QUARTER, CARRIED_OUT_ON))


def _gate() -> None:
    grounds = Grounds(
        "较大环境违法一票否决",
        "《党政领导干部生态环境损害责任追究办法》及区考核方案（演示）",
        "演环委〔2015〕5号（演示）",
        GATED_ON,
        date(2015, 12, 31),
    )
    raise_gate(as_person("secretary", GATED_ON, 10), _scheme(), Unit.objects.get(code=GATED), grounds)


def _settle() -> None:
    head = as_person("head", SETTLED_ON, 10)
    publish_run(head, settle_run(head, _final()))


def _honour() -> None:
    """The list by rank; one unit is put in by a document of the Party Committee."""
    awards = draw_awards(as_person("assessor", AWARDED_ON, 10), _final())
    secretary, unit = as_person("secretary", AWARDED_ON, 11), Unit.objects.get(code=PUT_IN)
    document, reason = "演委〔2015〕18号（演示）", "承担防汛抢险任务，不占名额（演示）"
    deviate_award(secretary, awards, unit, 0, document, reason)
    publish_awards(as_person("head", AWARDED_ON, 15), awards)


def _appeal_again(book: Book) -> None:
    """On the business date a town objects to the half-year: the reviewer finds it on the desk."""
    person, code = STILL_OPEN
    half_year = Run.objects.get(kind=RunKind.FINAL, review_until__gte=book.today)
    said = Objection(
        "6月报表退回后未及重报，固定资产投资按5月数计分（演示）",
        "待6月数核实后重新计分（演示）",
        ("fixed_investment",),
        (NewEvidence("document", "樟岭镇〔2015〕21号（演示）"),),
    )
    head = as_person(person, book.today, 8, 58)
    file_appeal(head, draft_appeal(head, half_year, Unit.objects.get(code=code), said))
