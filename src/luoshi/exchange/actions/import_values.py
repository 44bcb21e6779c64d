"""Take over a file of values from another system (导入数据值文件)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext as _

from luoshi.exchange.dhis2.reading import read_values
from luoshi.exchange.dhis2.summary import SETTLED_HERE, ImportSummary
from luoshi.exchange.dhis2.values import truth
from luoshi.exchange.directory import Directory
from luoshi.exchange.models import ForeignMark
from luoshi.exchange.policies import may_import_values
from luoshi.exchange.value_plan import Disaggregation, Placed, Plan
from luoshi.indicators.actions.import_values import ForeignFigure
from luoshi.indicators.actions.import_values import import_values as import_figures
from luoshi.indicators.models import Observation, Origin
from luoshi.indicators.queries import Cell, LastWord, district_code, last_words
from luoshi.ledger.record import record
from luoshi.ledger.refusal import require
from luoshi.org.queries import tree
from luoshi.org.standing import Standing

_WRITTEN_AT_ONCE = 1_000


class Strategy(StrEnum):
    """Which values of a file are written (导入方式), in the words of DHIS2."""

    CREATE = "CREATE"
    UPDATE = "UPDATE"
    CREATE_AND_UPDATE = "CREATE_AND_UPDATE"
    DELETE = "DELETE"


@dataclass(frozen=True)
class ValueOptions:
    """How a file of values is taken over.

    ``source`` says where it comes from. With ``dry_run`` nothing is written and the summary says what would be;
    without ``whole`` the sound values of a file with conflicts are written. ``schemes`` are id schemes under the
    names DHIS2 has for them; what the file says itself goes before them.
    """

    source: str
    dry_run: bool = False
    whole: bool = True
    strategy: Strategy = Strategy.CREATE_AND_UPDATE
    disaggregation: Disaggregation = Disaggregation.SEPARATE
    schemes: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def import_values(standing: Standing, content: bytes, options: ValueOptions) -> ImportSummary:
    """Write the values of a JSON, CSV, ADX or DXF file that differ from what is known; all of them or none.

    Sent twice, the second time changes nothing. A value marked as deleted withdraws what was imported before. The
    summary names every value that could not be taken, by its place in the file. Refused when the file itself
    cannot be read.
    """
    require(may_import_values(standing))
    values = read_values(content, options.schemes)
    dry_run = options.dry_run or bool(truth(values.said.get("dryRun", "")))
    summary = ImportSummary(
        options={
            "importStrategy": options.strategy.value,
            "dryRun": dry_run,
            "dataElementIdScheme": values.schemes.element.upper(),
            "orgUnitIdScheme": values.schemes.unit.upper(),
        }
    )
    plan = Plan(standing, Directory(standing.today), tree(standing.today), options.disaggregation, summary)
    plan.take(values, deleting=options.strategy is Strategy.DELETE)
    chosen = _chosen(plan, options.strategy)
    if any(values.said.get(name) for name in ("completeDate", "completedDate")):
        summary.notices.append(
            _("The date of completion is not kept; here a form is complete when it is filed.")
        )
    if any(placed.parts for placed in chosen):
        summary.notices.append(_("Values by option combination were added up; the parts are not kept."))
    if dry_run or (summary.rejected and options.whole):
        summary.written = False
        if summary.rejected and options.whole:
            summary.withhold()
        return summary
    if chosen:
        _write(standing, chosen, options.source, summary)
    return summary


def _chosen(plan: Plan, strategy: Strategy) -> list[Placed]:
    """What is to be written; the rest is counted as ignored or refused."""
    cells = list(plan.placed)
    known = last_words({cell[0] for cell in cells}, {cell[1] for cell in cells})
    marked = _followups(known, plan.placed)
    chosen = []
    for cell, placed in plan.placed.items():
        last = known.get(cell)
        if _is_known(placed, last, marked):
            plan.summary.ignored += 1
        elif last is not None and last.origin != Origin.IMPORT:
            told = " ".join(cell)
            words = _("%s was reported here; it is revised by a report, not by an import.") % told
            plan.summary.reject(placed.index, told, words, SETTLED_HERE, "value")
        elif _count(plan.summary, placed, last, strategy):
            chosen.append(placed)
    return chosen


def _is_known(placed: Placed, last: LastWord | None, marked: Mapping[int, bool]) -> bool:
    """Whether value, comment and follow-up mark are those on record: what DHIS2 calls unchanged."""
    if last is None:
        return placed.number is None
    if placed.number is None or last.origin != Origin.IMPORT:
        return placed.number == last.value
    return (placed.number, placed.comment, placed.followup) == (
        last.value,
        last.note,
        marked.get(last.observation, False),
    )


def _count(summary: ImportSummary, placed: Placed, last: LastWord | None, strategy: Strategy) -> bool:
    """Count what writing ``placed`` would be; False where the strategy does not want it."""
    new = last is None or last.value is None
    if placed.number is None:
        summary.deleted += 1
    elif new and strategy is not Strategy.UPDATE:
        summary.imported += 1
    elif not new and strategy is not Strategy.CREATE:
        summary.updated += 1
    else:
        summary.ignored += 1
        return False
    return True


def _followups(known: Mapping[Cell, LastWord], placed: Mapping[Cell, Placed]) -> dict[int, bool]:
    """Observation -> its follow-up mark, of the cells in ``placed``."""
    wanted = {known[cell].observation for cell in placed if cell in known}
    rows = ForeignMark.objects.filter(followup=True).values_list("observation_id", "followup")
    return {key: mark for key, mark in rows.iterator() if key in wanted}


def _write(standing: Standing, chosen: list[Placed], source: str, summary: ImportSummary) -> None:
    figures = [ForeignFigure(*placed.cell, placed.number, placed.comment) for placed in chosen]
    made = import_figures(standing, figures, source)
    marks = _marks(chosen, made)
    record(
        standing.signature(),
        "exchange.import_values",
        chain=district_code(),
        subject=source,
        rows=marks,
        detail={
            "imported": summary.imported,
            "updated": summary.updated,
            "deleted": summary.deleted,
            "ignored": summary.ignored,
            "refused": len(summary.rejected),
        },
    )


def _marks(chosen: list[Placed], made: Mapping[Cell, Observation]) -> list[ForeignMark]:
    return ForeignMark.objects.bulk_create(
        [
            ForeignMark(
                observation=made[placed.cell],
                followup=placed.followup,
                stored_by=placed.stored_by,
                last_updated=placed.last_updated,
            )
            for placed in chosen
            if placed.followup or placed.stored_by or placed.last_updated
        ],
        batch_size=_WRITTEN_AT_ONCE,
    )
