"""What the actions that lock and unlock figures share (锁定与解锁)."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from luoshi.indicators.desk import has_duty, items
from luoshi.indicators.filing_models import CellLock
from luoshi.indicators.locks import locked_cells, verdicts_in_force
from luoshi.indicators.models import Indicator, Round
from luoshi.indicators.places import round_named
from luoshi.indicators.policies import acting_person, may_lock
from luoshi.ledger.naming import named
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.models import Unit
from luoshi.org.queries import tree
from luoshi.org.standing import Standing


def turn(
    standing: Standing,
    verb: str,
    round_: Round,
    unit: Unit,
    codes: Collection[str],
    reason: str,
    *,
    locked: bool,
) -> list[CellLock]:
    """Lock or unlock the figures ``codes`` of the unit's sheet, and record it under ``verb``.

    Denied unless the person may lock every figure named. Refused without figures or a reason, for a figure that the
    form does not ask for, and for one that is as wanted already.
    """
    lines = {i.indicator.code: i.indicator for i in items(round_)}
    org = tree(standing.today)
    chosen = [lines[code] for code in sorted(set(codes)) if code in lines]
    asked = chosen or list(lines.values())
    allowed = all if chosen else any
    require(allowed(may_lock(standing, indicator, unit.pk, org) for indicator in asked))
    held = locked_cells(unit.pk, round_.period)
    if problems := _problems(round_, unit, codes, lines, set(held), reason, locked=locked):
        raise Refused(problems)
    verdicts = verdicts_in_force(unit.pk, round_.period)
    made = [
        CellLock.objects.create(
            unit=unit,
            indicator=indicator,
            period=round_.period,
            locked=locked,
            verdict=verdicts.get(indicator.pk),
            reason=reason.strip(),
            at=standing.at,
            by_id=acting_person(standing),
        )
        for indicator in chosen
    ]
    record(
        standing.signature(),
        verb,
        chain=unit.code,
        subject=f"{round_} {'、'.join(i.name for i in chosen)}",
        rows=made,
        reason=reason.strip(),
    )
    return made


def _problems(
    round_: Round,
    unit: Unit,
    codes: Collection[str],
    lines: dict[str, Indicator],
    held: set[int],
    reason: str,
    *,
    locked: bool,
) -> list[Problem]:
    found = []
    if not has_duty(round_, unit):
        found.append(
            Problem(round_named(round_), _("This unit does not file this form."), _("Choose another unit."))
        )
    if not codes:
        found.append(Problem("", _("No figure is chosen."), _("Tick the figures."), "indicator"))
    if not reason.strip():
        found.append(Problem(_("Reason"), _("A lock needs a reason."), _("Say why."), "reason"))
    for code in sorted(set(codes)):
        line = lines.get(code)
        if line is None:
            found.append(Problem(code, _("The form does not ask for it."), _("Choose another figure.")))
        elif (line.pk in held) is locked:
            what = _("It is locked already.") if locked else _("It is not locked.")
            found.append(Problem(named(line), what, _("Leave it out.")))
    return found
