"""Draft an appeal (起草申诉): what is wrong, what the unit asks for, on what evidence."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.assessment.appeal_models import Appeal, AppealEvidence, EvidenceKind, StepKind
from luoshi.assessment.appeal_policies import may_draft
from luoshi.assessment.appeal_steps import LONGEST, late, owed, take
from luoshi.assessment.appeals import ENDED, appeals_on, day_of, histories
from luoshi.assessment.award_models import Gate
from luoshi.assessment.models import Run, RunKind
from luoshi.assessment.review import is_open
from luoshi.assessment.scheme_text import read_scheme
from luoshi.kernel.scheme import Item
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.ledger.texts import too_long
from luoshi.org.models import Unit
from luoshi.org.standing import UNIT_STAFF, Standing
from luoshi.workdays.queries import add_working_days


@dataclass(frozen=True)
class NewEvidence:
    """A document by its number and title, a figure by (unit, indicator, period), a file by name and SHA-256."""

    kind: str
    text: str
    digest: str = ""
    figure: tuple[str, ...] = ()


@dataclass(frozen=True)
class Objection:
    """What the unit says: the ``items`` (codes) of a result, what is wrong, what it asks for, on what evidence."""

    wrong: str
    asks: str
    items: tuple[str, ...] = ()
    evidence: tuple[NewEvidence, ...] = ()


@transaction.atomic
def draft_appeal(standing: Standing, about: Run | Gate, unit: Unit, said: Objection) -> Appeal:
    """A draft of the unit's appeal about its own final result or a gate against it; nobody outside sees it.

    For the staff of the unit, within the window. Refused for items that the unit was not scored on or has already
    appealed, and without words or evidence.
    """
    require(may_draft(standing, unit.pk))
    problems = owed(("wrong", said.wrong, _("What is wrong")), ("asks", said.asks, _("What is asked for")))
    problems += overlong(said.evidence)
    if not said.evidence:
        problems.append(
            Problem(
                _("Evidence"),
                _("There is none."),
                _("Name a document or a figure, or choose a file."),
                "document",
            )
        )
    if isinstance(about, Run):
        items = _items(about, unit, said.items, problems)
        problems += [*window_problems(about, standing.today), *_superseded(about)]
        appeal = Appeal(run=about, unit=unit, items=items)
    else:
        problems += gate_window_problems(about, unit, standing.today)
        appeal = Appeal(gate=about, unit=unit)
    if problems:
        raise Refused(problems)
    appeal.wrong, appeal.asks = said.wrong.strip(), said.asks.strip()
    appeal.save()
    take(standing, appeal, StepKind.DRAFTED, UNIT_STAFF, rows=[appeal, *with_evidence(appeal, said.evidence)])
    return appeal


def overlong(evidence: Sequence[NewEvidence]) -> list[Problem]:
    """Documents and files named at greater length than is kept; [] without any."""
    return [
        problem
        for piece in evidence
        for problem in too_long(
            _("Evidence"),
            piece.text,
            LONGEST["document"],
            "file" if piece.kind == EvidenceKind.FILE else "document",
        )
    ]


def with_evidence(appeal: Appeal, evidence: Sequence[NewEvidence]) -> list[AppealEvidence]:
    """Put the evidence beside the appeal."""
    return [
        AppealEvidence.objects.create(
            appeal=appeal,
            kind=EvidenceKind(piece.kind),
            text=piece.text.strip(),
            digest=piece.digest,
            figure=list(piece.figure),
        )
        for piece in evidence
    ]


def window_problems(run: Run, today: date) -> list[Problem]:
    """Why no unit may appeal about ``run`` today; [] while its window is open."""
    if run.kind == RunKind.FINAL and run.review_until is not None and is_open(run, today):
        return []
    where = _("Review window")
    if run.review_until is not None and today > run.review_until:
        return late(run.review_until, where, today)
    return [
        Problem(
            where, _("The result is not under review."), _("Appeals are about final results under review.")
        )
    ]


def _superseded(run: Run) -> list[Problem]:
    newer = Run.objects.filter(supersedes=run).only("pk").first()
    if newer is None:
        return []
    return [Problem(str(run), _("Run %d has superseded it.") % newer.pk, _("Appeal about that one."))]


def gate_window_problems(gate: Gate, unit: Unit, today: date) -> list[Problem]:
    """Why the unit may not appeal about the gate today: another's, lifted, appealed before, or too late."""
    where = str(gate)
    if gate.unit_id != unit.pk or gate.lifted_at is not None:
        return [Problem(where, _("It does not stand against this unit."))]
    if gate_appealed(gate):
        return [Problem(where, _("The unit has already appealed."), _("Ask for a further review instead."))]
    return late(gate_until(gate), where, today)


def gate_until(gate: Gate) -> date:
    """The last day for the unit's appeal about the gate."""
    return add_working_days(day_of(gate.raised_at), gate.scheme.review_days)


def gate_appealed(gate: Gate) -> bool:
    """Whether an appeal about it was filed and not withdrawn."""
    return any(one.state not in (StepKind.DRAFTED, *ENDED) for one in histories(gate.appeals.all()))


def _items(run: Run, unit: Unit, codes: Sequence[str], problems: list[Problem]) -> list[list[str]]:
    nodes = [n for n in read_scheme(run.scheme.source).nodes if isinstance(n.rule, Item)]
    named = {n.code: [n.code, n.name, n.name_en] for n in nodes}
    scored = any(u["code"] == unit.code for u in json.loads(run.inputs)["units"])
    if not scored:
        problems.append(Problem(unit.code, _("The result does not assess this unit.")))
    if not codes or any(code not in named for code in codes):
        problems.append(
            Problem(
                _("Items it is about"),
                _("No item was chosen."),
                _("Choose what the appeal is about."),
                "items",
            )
        )
    problems += appealed_problems(
        run, unit, {code: named[code][1] if code in named else code for code in codes}
    )
    return [named[code] for code in dict.fromkeys(codes) if code in named]


def appealed_problems(run: Run, unit: Unit, items: Mapping[str, str]) -> list[Problem]:
    """Which of the unit's ``items``, names by code, it has appealed about already; [] without any."""
    settled = _appealed(run, unit)
    return [
        Problem(
            name,
            _("The unit has already appealed about it: %s.") % settled[code],
            _("Ask for a further review of that decision instead."),
            "items",
        )
        for code, name in items.items()
        if code in settled
    ]


def _appealed(run: Run, unit: Unit) -> dict[str, str]:
    """Items of the unit about which an appeal was filed and not withdrawn, with its number."""
    return {
        code: one.appeal.number
        for one in histories(a for a in appeals_on(run) if a.unit_id == unit.pk)
        if one.state not in (StepKind.DRAFTED, StepKind.WITHDRAWN)
        for code, *_names in one.appeal.items
    }
