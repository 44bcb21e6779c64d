"""Appeals as they stand (申诉办理情况): state and terms from the steps, and what an open one holds up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from luoshi.assessment.appeal_models import CHANGES_RESULT, Appeal, AppealStep, AppealTerms, Outcome, StepKind
from luoshi.assessment.models import Run, Scheme
from luoshi.ledger.refusal import Problem
from luoshi.org.queries import read_once
from luoshi.workdays.queries import add_working_days

ENDED = (StepKind.WITHDRAWN, StepKind.CARRIED_OUT)


@dataclass(frozen=True)
class History:
    """The steps of one appeal in order, those known at a moment, with the terms that hold for it."""

    appeal: Appeal
    steps: tuple[AppealStep, ...]

    @property
    def terms(self) -> AppealTerms:
        return terms_of(scheme_of(self.appeal))

    @property
    def further(self) -> bool:
        """Whether a further review was asked for."""
        return getattr(self.appeal, "further", None) is not None

    @property
    def state(self) -> str:
        """The last step that moved it on; an answer does not."""
        return next((s.kind for s in reversed(self.steps) if s.kind != StepKind.ANSWERED), StepKind.DRAFTED)

    def step(self, *kinds: str) -> AppealStep | None:
        """The last step of one of these kinds; None where there is none yet."""
        return next((s for s in reversed(self.steps) if s.kind in kinds), None)

    @property
    def decision(self) -> AppealStep | None:
        """The decision, or that it is inadmissible; None before."""
        return self.step(StepKind.DECIDED, StepKind.DISMISSED)

    @property
    def answers(self) -> list[AppealStep]:
        return [s for s in self.steps if s.kind == StepKind.ANSWERED]

    @property
    def to_carry_out(self) -> bool:
        """Whether it was decided that the result changes, and it has not been changed."""
        decided = self.step(StepKind.DECIDED)
        return self.state == StepKind.DECIDED and decided is not None and decided.outcome in CHANGES_RESULT

    def _due(self, after: str, days: int) -> date | None:
        step = self.step(after)
        return None if step is None else add_working_days(day_of(step.at), days)

    @property
    def due_on(self) -> date | None:
        """The last day for the step that comes next; None where no term runs."""
        if self.state == StepKind.FILED:
            return self._due(StepKind.FILED, self.terms.admission)
        if self.state == StepKind.ADMITTED:
            return self._due(StepKind.ADMITTED, self.terms.decision)
        return None

    @property
    def answer_due(self) -> date | None:
        return self._due(StepKind.ADMITTED, self.terms.answer)

    @property
    def further_until(self) -> date | None:
        """The last day for asking for a further review; None where none can be asked for."""
        step = self.decision
        if step is None or step.outcome == Outcome.UPHELD or self.appeal.of_id or self.further:
            return None
        if self.state == StepKind.WITHDRAWN:
            return None
        return add_working_days(day_of(step.at), self.terms.further)

    def is_open(self, today: date) -> bool:
        """Whether it holds up what it is about: under way, not carried out, or a further review may still be asked for.

        The last also where a part was upheld and carried out: the unit may ask for the rest.
        """
        if self.state in (StepKind.DRAFTED, StepKind.WITHDRAWN):
            return False
        if self.state in (StepKind.FILED, StepKind.ADMITTED) or self.to_carry_out:
            return True
        return self.further_until is not None and today <= self.further_until


def day_of(at: datetime) -> date:
    """The local business day of a moment."""
    return timezone.localtime(at).date()


def terms_of(scheme: Scheme) -> AppealTerms:
    """The terms of the scheme's appeals; the customary ones, not saved, where none were set."""
    kept = read_once("appeals.terms", _kept_terms).get((scheme.code, scheme.year))
    return kept or AppealTerms(code=scheme.code, year=scheme.year)


def _kept_terms() -> dict[tuple[str, int], AppealTerms]:
    """A row a scheme and year for which terms were set: few enough to be read at once for all appeals of a list."""
    return {(terms.code, terms.year): terms for terms in AppealTerms.objects.all()}


def scheme_of(appeal: Appeal) -> Scheme:
    """The scheme whose result or gate the appeal is about."""
    if appeal.run is not None:
        return appeal.run.scheme
    assert appeal.gate is not None
    return appeal.gate.scheme


def histories(appeals: Iterable[Appeal], known_at: datetime | None = None) -> list[History]:
    """Each appeal with its steps, those by ``known_at`` if given, in the order of the appeals."""
    rows = list(appeals)
    if not rows:
        return []
    keys = tuple(row.pk for row in rows)
    steps: dict[int, list[AppealStep]] = {key: [] for key in keys}
    for step in read_once(("appeals.steps", keys), lambda: _steps(keys)):
        if known_at is None or step.at <= known_at:
            steps[step.appeal_id].append(step)
    return [History(row, tuple(steps[row.pk])) for row in rows]


def _steps(appeals: tuple[int, ...]) -> list[AppealStep]:
    return list(AppealStep.objects.filter(appeal__in=appeals).select_related("office"))


def history(appeal: Appeal) -> History:
    """One appeal as it stands."""
    return histories([appeal])[0]


def chain(run: Run) -> list[int]:
    """Keys of the run and of those it stands in the place of, the newest first."""
    return [key for key, *_persons in _chain(run)]


def makers(run: Run) -> set[int | None]:
    """Keys of the persons who calculated or froze the run or one it stands in the place of."""
    return {person for _key, *persons in _chain(run) for person in persons}


def _chain(run: Run) -> list[tuple[int, int | None, int | None]]:
    """Key, who calculated and who froze it, of the run and of those before it."""
    return read_once(("appeals.chain", run.pk), lambda: _read_chain(run))


def _read_chain(run: Run) -> list[tuple[int, int | None, int | None]]:
    found, earlier = [(run.pk, run.created_by_id, run.frozen_by_id)], run.supersedes_id
    before = Run.objects.values_list("pk", "created_by", "frozen_by", "supersedes")
    while earlier is not None:
        key, created_by, frozen_by, earlier = before.get(pk=earlier)
        found.append((key, created_by, frozen_by))
    return found


def appeals_on(run: Run) -> list[Appeal]:
    """Appeals about the run and those it stands in the place of, drafts included."""
    return read_once(("appeals.on", run.pk), lambda: _appeals_on(run))


def _appeals_on(run: Run) -> list[Appeal]:
    rows = Appeal.objects.filter(run__in=chain(run)).select_related("run__scheme", "unit", "gate", "further")
    return list(rows.defer("run__inputs", "run__result"))


def waiting_problems(run: Run, today: date) -> list[Problem]:
    """What holds a final result open because somebody objects to it; [] where nobody does."""
    return [problem_of(one, today) for one in histories(appeals_on(run)) if one.is_open(today)]


def problem_of(one: History, today: date) -> Problem:
    """What still has to happen about an open appeal."""
    if one.state == StepKind.FILED:
        what, mend = (
            _("It waits for its admission."),
            _("The reviewer admits it, or says why it is inadmissible."),
        )
    elif one.state == StepKind.ADMITTED:
        what, mend = _("It is not decided."), _("The reviewer decides after the answer.")
    elif one.to_carry_out and one.appeal.gate_id:
        what, mend = _("Its decision is not carried out."), _("A leader lifts the gate.")
    elif one.to_carry_out:
        what, mend = (
            _("Its decision is not carried out."),
            _("Correct the figure, and freeze a new final result."),
        )
    else:
        until = _("A further review may be asked for until %s.") % one.further_until
        return Problem(one.appeal.number, until, _("Wait until that day is over."))
    return Problem(one.appeal.number, what, mend)
