"""Record a rank that somebody published (登记公布位次)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.ledger.naming import named
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.ledger.texts import LONGEST_SOURCE, too_long
from luoshi.org.standing import Standing
from luoshi.targets.models import PublishedRank, Target
from luoshi.targets.policies import may_set_targets
from luoshi.targets.spans import Span
from luoshi.targets.vocabulary import TargetKind
from luoshi.workdays.periods import Period


@transaction.atomic
def record_rank(
    standing: Standing, target: Target, period: str, rank: int, published_on: date, source: str
) -> PublishedRank:
    """The ``rank`` of the target's unit in ``period``, as published. A later one for the same period corrects it.

    Refused for a target of another kind, a period outside the target's, a rank beyond its peers, a day to come or
    before the period, without a source, and for one that is too long.
    """
    require(may_set_targets(standing))
    problems = _problems(standing, target, period, rank, published_on, source)
    if problems:
        raise Refused(problems)
    published = PublishedRank.objects.create(
        indicator=target.indicator,
        unit=target.unit,
        period=period,
        rank=rank,
        among=len(target.peers or []),
        published_on=published_on,
        source=source.strip(),
        recorded_at=standing.at,
    )
    record(
        standing.signature(),
        "targets.record_rank",
        chain=target.unit.code,
        subject=f"{target.indicator.name} {period}",
        rows=[published],
        reason=published.source,
        detail={"rank": rank, "among": published.among},
    )
    return published


def _problems(
    standing: Standing, target: Target, period: str, rank: int, published_on: date, source: str
) -> list[Problem]:
    if target.kind != TargetKind.RANK:
        return [
            Problem(
                named(target.indicator),
                _("This target does not ask for a rank."),
                _("Record ranks on a rank target."),
                "rank",
            )
        ]
    problems = []
    within = _within(period, target.period)
    if not within:
        problems.append(
            Problem(
                _("Period"),
                _("“%s” is no period of this target.") % period,
                _("Write 2015-Q2 or 2015-06, within the target's own."),
                "period",
            )
        )
    if not 1 <= rank <= len(target.peers or []):
        problems.append(
            Problem(
                _("Rank"),
                _("There are %(n)d in the ranking.") % {"n": len(target.peers or [])},
                _("Write the published place, 1 for the first."),
                "rank",
            )
        )
    if within and published_on < Period.parse(period).start:
        problems.append(
            Problem(
                _("Published on"),
                _("On this day the period had not begun."),
                _("Check the date."),
                "published_on",
            )
        )
    if published_on > standing.today:
        problems.append(
            Problem(_("Published on"), _("This day is still to come."), _("Check the date."), "published_on")
        )
    if not source.strip():
        problems.append(
            Problem(
                _("Source"),
                _("The source is missing."),
                _("Name the document, table or office that the number comes from."),
                "source",
            )
        )
    return [*problems, *too_long(_("Source"), source, LONGEST_SOURCE, "source")]


def _within(period: str, whole: str) -> bool:
    try:
        part, span = Period.of_months(period), Span.parse(whole)
    except ValueError:
        return False
    return span.start <= part.start and part.end <= span.end
