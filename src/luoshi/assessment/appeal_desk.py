"""What is read about appeals (申诉读取): lists, one with what this person may do about it, what waits for whom."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from luoshi.assessment.actions.draft_appeal import gate_until, gate_window_problems
from luoshi.assessment.appeal_models import CHANGES_RESULT, Appeal, AppealEvidence, AppealTerms, StepKind
from luoshi.assessment.appeal_policies import (
    ANSWERERS,
    REVIEWERS,
    judges,
    may_answer,
    may_draft,
    may_file,
    may_review,
    owners_of,
    sees_appeal,
    set_apart_of_each,
)
from luoshi.assessment.appeals import History, appeals_on, day_of, histories, history, terms_of
from luoshi.assessment.award_models import Gate
from luoshi.assessment.models import Run, RunKind, RunState, Scheme
from luoshi.assessment.policies import visible_schemes
from luoshi.assessment.review import is_open
from luoshi.assessment.scheme_text import read_scheme
from luoshi.indicators.models import Indicator
from luoshi.kernel.scheme import Item
from luoshi.ledger.refusal import require
from luoshi.org.models import Post, Role, Tenure
from luoshi.org.queries import tree
from luoshi.org.standing import UNIT_STAFF, Standing
from luoshi.org.tree import Node
from luoshi.workdays.clock import end_of

WITH = ("run__scheme", "gate__scheme", "gate__unit", "unit", "of", "further")


@dataclass(frozen=True)
class AppealSheet:
    """One appeal with its evidence and what this person may do about it now."""

    history: History
    evidence: list[AppealEvidence]
    further: Appeal | None
    may: frozenset[str]

    @property
    def appeal(self) -> Appeal:
        return self.history.appeal


def appeals_seen(standing: Standing, years: Collection[int]) -> list[History]:
    """Appeals about schemes of these years that this person may see, the newest first."""
    about_runs = Appeal.objects.filter(run__scheme__year__in=years)
    rows = about_runs | Appeal.objects.filter(gate__scheme__year__in=years)
    found = histories(rows.select_related(*WITH).order_by("-pk"))
    return [one for one in found if sees_appeal(standing, one)]


def appeals_about(standing: Standing, run: Run, as_of: date) -> list[History]:
    """Filed appeals about ``run`` and those it stands in the place of, as known on ``as_of``, that may be seen."""
    found = histories(appeals_on(run), end_of(as_of))
    return [one for one in found if one.step(StepKind.FILED) and sees_appeal(standing, one)]


def find_appeal(standing: Standing, key: int) -> AppealSheet | None:
    """The appeal with this key; None when there is none or it may not be seen."""
    appeal = Appeal.objects.filter(pk=key).select_related(*WITH).first()
    if appeal is None:
        return None
    one = history(appeal)
    if not sees_appeal(standing, one):
        return None
    again = Appeal.objects.filter(of=appeal).first()
    apart = set_apart_of_each([one] if _decides(standing, one) else [])
    return AppealSheet(one, list(appeal.evidence.all()), again, _may(standing, one, apart))


def _decides(standing: Standing, one: History) -> bool:
    """Whether it waits for a decision that is taken in this person's post."""
    return one.state in (StepKind.FILED, StepKind.ADMITTED) and judges(standing, one.appeal)


def _may(standing: Standing, one: History, apart: Mapping[int, set[int]]) -> frozenset[str]:
    """Names of the steps that this person may take now; ``apart`` of the appeals decided in this person's post."""
    appeal, state, may = one.appeal, one.state, set[str]()
    if may_file(standing, appeal.unit_id):
        if state == StepKind.DRAFTED:
            may.add("file")
        if state in (StepKind.DRAFTED, StepKind.FILED, StepKind.ADMITTED):
            may.add("withdraw")
        if one.further_until is not None and standing.today <= one.further_until:
            may.add("further")
    answers = state == StepKind.ADMITTED and standing.has(*ANSWERERS)
    if answers and may_answer(standing, appeal, owners_of(appeal)):
        may.add("answer")
    if _decides(standing, one) and may_review(standing, appeal, apart[appeal.pk], tree(standing.today)):
        may |= {"admit", "dismiss"} if state == StepKind.FILED else {"decide"}
        if one.answers:
            # Who answers does not decide: once the other side was heard, the one who decides is not asked to.
            may.discard("answer")
    return frozenset(may)


def waiting_for(standing: Standing) -> list[tuple[History, frozenset[str]]]:
    """Open appeals that wait for a step of this person, and which steps; withdrawing and going further wait for nobody."""
    if not standing.has(*UNIT_STAFF, *REVIEWERS, *ANSWERERS, Role.LEADER):
        return []
    rows = Appeal.objects.exclude(steps__kind__in=(StepKind.WITHDRAWN, StepKind.DECIDED, StepKind.DISMISSED))
    if not standing.has(*UNIT_STAFF, *REVIEWERS, *ANSWERERS):
        rows = rows.filter(of__isnull=False)
    found, waiting = [], histories(rows.select_related(*WITH))
    apart = set_apart_of_each(one for one in waiting if _decides(standing, one))
    for one in waiting:
        may = _may(standing, one, apart) - {"withdraw", "further"}
        if one.answers:
            may -= {"answer"}
        if may:
            found.append((one, may))
    return found


def to_lift() -> list[History]:
    """Upheld appeals about gates that still stand: a leader carries the decision out by lifting the gate."""
    # An appeal about a result has no gate, which is no gate that stands.
    rows = Appeal.objects.filter(
        gate__isnull=False, gate__lifted_at__isnull=True, steps__outcome__in=CHANGES_RESULT
    ).distinct()
    return [one for one in histories(rows.select_related(*WITH)) if one.to_carry_out]


def to_correct() -> list[History]:
    """Upheld appeals about results: the assessment office carries the decision out by a new final result."""
    rows = Appeal.objects.filter(run__isnull=False, steps__outcome__in=CHANGES_RESULT)
    open_ones = rows.exclude(steps__kind=StepKind.CARRIED_OUT).distinct()
    return [one for one in histories(open_ones.select_related(*WITH)) if one.to_carry_out]


def to_carry_out(standing: Standing, run: Run) -> list[History]:
    """Decisions about ``run`` that wait for a new final result."""
    return [one for one in histories(appeals_on(run)) if one.to_carry_out and sees_appeal(standing, one)]


def may_object(standing: Standing, run: Run) -> list[Node]:
    """Units assessed by ``run`` for which this person may draft an appeal today; [] outside the window, and where it was superseded."""
    if run.kind != RunKind.FINAL or not is_open(run, standing.today):
        return []
    if Run.objects.filter(supersedes=run).exists():
        return []
    mine = [n for n in tree(standing.today).in_order() if may_draft(standing, n.id)]
    if not mine:
        return []
    assessed = {unit["code"] for unit in json.loads(run.inputs)["units"]}
    return [node for node in mine if node.code in assessed]


def open_windows(standing: Standing) -> list[Run]:
    """Final results under review to which this person may object for a unit, without their figures."""
    mine = {n.group for n in tree(standing.today).in_order() if may_draft(standing, n.id)}
    if not mine:
        return []
    rows = Run.objects.filter(
        kind=RunKind.FINAL,
        state=RunState.REVIEW,
        review_until__gte=standing.today,
        superseded_by__isnull=True,
    )
    found = rows.select_related("scheme").defer("inputs", "result")
    return [run for run in found if mine & set(read_scheme(run.scheme.source).groups)]


def items_of(scheme: Scheme) -> list[tuple[str, str, str]]:
    """Code, name and English name of the items that an appeal may be about."""
    nodes = read_scheme(scheme.source).nodes
    return [(n.code, n.name, n.name_en) for n in nodes if isinstance(n.rule, Item)]


def figures_of(run: Run, unit: str, items: Collection[str]) -> list[tuple[Indicator, tuple[str, str, str]]]:
    """The figures that these items of the unit were scored from: indicator, and its address (unit, code, period)."""
    rules = {node.code: node.rule for node in read_scheme(run.scheme.source).nodes}
    wanted = {rule.indicator for code, rule in rules.items() if code in items and isinstance(rule, Item)}
    units = json.loads(run.inputs)["units"]
    figures: dict[str, dict[str, Any]] = next((u["figures"] for u in units if u["code"] == unit), {})
    month = {code: figures[code]["month"] for code in wanted if figures.get(code, {}).get("month")}
    return [
        (indicator, (unit, indicator.code, f"{run.scheme.year}-{month[indicator.code]:02d}"))
        for indicator in Indicator.objects.filter(code__in=month)
    ]


def scheme_terms(scheme: Scheme) -> AppealTerms:
    """The terms that hold for appeals about the scheme's results."""
    return terms_of(scheme)


def terms_stand(scheme: Scheme) -> bool:
    """Whether a final result has made the terms binding."""
    return Run.objects.filter(scheme__code=scheme.code, scheme__year=scheme.year, kind=RunKind.FINAL).exists()


@dataclass(frozen=True)
class GateView:
    """A gate as one person sees it. ``office`` is the post in which it was decided on."""

    gate: Gate
    office: Post | None
    appeals: list[History]
    may_appeal: bool
    today: date

    @property
    def raised_on(self) -> date:
        return day_of(self.gate.raised_at)

    @property
    def appeal_until(self) -> date:
        """The last day for the unit's appeal."""
        return gate_until(self.gate)

    @property
    def over(self) -> bool:
        """Whether its term has passed without it being lifted."""
        return self.gate.lifted_at is None and self.gate.until < self.today

    @property
    def stands(self) -> bool:
        return self.gate.lifted_at is None and not self.over


def gates_of(standing: Standing, scheme: Scheme) -> list[GateView]:
    """Every gate of the scheme's code and year, lifted ones too; for whoever may see the scheme."""
    require(Scheme.objects.filter(visible_schemes(standing), pk=scheme.pk).exists())
    rows = Gate.objects.filter(scheme__code=scheme.code, scheme__year=scheme.year)
    gates = list(rows.select_related("unit", "scheme"))
    leading = _leading({gate.raised_by_id for gate in gates})
    appeals = histories(Appeal.objects.filter(gate__in=gates).select_related(*WITH))
    return [
        GateView(
            gate,
            _post_on(leading.get(gate.raised_by_id, []), day_of(gate.raised_at)),
            [h for h in appeals if h.appeal.gate_id == gate.pk and h.step(StepKind.FILED)],
            may_draft(standing, gate.unit_id) and not gate_window_problems(gate, gate.unit, standing.today),
            standing.today,
        )
        for gate in gates
    ]


def _leading(persons: Collection[int]) -> dict[int, list[Tenure]]:
    """By key of the person, when each of them led in which post."""
    found: dict[int, list[Tenure]] = {}
    if persons:
        tenures = Tenure.objects.filter(person__in=persons, post__role=Role.LEADER)
        for tenure in tenures.select_related("post").order_by("pk"):
            found.setdefault(tenure.person_id, []).append(tenure)
    return found


def _post_on(tenures: Collection[Tenure], day: date) -> Post | None:
    held = (t for t in tenures if t.valid_from <= day and (t.valid_to is None or day < t.valid_to))
    return next((tenure.post for tenure in held), None)


def find_gate(standing: Standing, key: int) -> Gate | None:
    """The gate with this key; None when there is none or its scheme may not be seen."""
    seen = Scheme.objects.filter(visible_schemes(standing))
    return Gate.objects.filter(scheme__in=seen, pk=key).select_related("unit", "scheme").first()
