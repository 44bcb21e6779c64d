"""Run every check over a month (核查): find, keep and close findings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.indicators.check_models import CheckRun, Finding, FindingEvent, Happening
from luoshi.indicators.findings import History, histories
from luoshi.indicators.panel import read_district
from luoshi.indicators.policies import may_open_round
from luoshi.indicators.queries import district_code
from luoshi.indicators.rule_text import rules_for
from luoshi.indicators.signals import Key, Signal, signals
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.standing import Standing
from luoshi.workdays.periods import Period

# Last digits need sixty figures, and the spread of a calendar month four growths.
YEARS = 6


@transaction.atomic
def run_checks(standing: Standing, period: str, deadline: date | None = None) -> CheckRun:
    """Check the month ``period`` as it stands now; revisions are held against ``deadline``, else their round's closing.

    A signal not known yet becomes a finding; one seen with other figures, or again after it was closed, is
    appended to its finding; a finding that no longer fires is closed. Running it again on the same figures finds
    nothing new. Refused for anything but a month.
    """
    require(may_open_round(standing))
    month = _month(period)
    district = read_district(month, standing.at, YEARS)
    rules = rules_for(month, {i.code for i in district.indicators})
    fired = {s.key: s for s in signals(district, rules, deadline)}
    run = CheckRun.objects.create(
        period=month.code, at=standing.at, by_id=standing.person_id, rules=len(rules), fired=len(fired)
    )
    known = {_key(f): f for f in Finding.objects.select_for_update().filter(period=month.code)}
    told = histories(f.pk for f in known.values())
    new = Finding.objects.bulk_create([_finding(s, run) for key, s in fired.items() if key not in known])
    events = FindingEvent.objects.bulk_create(
        [
            *(_event(f, run, Happening.SEEN, fired[_key(f)]) for f in new),
            *_continued(known, told, fired, run),
        ]
    )
    record(
        standing.signature(),
        "indicators.run_checks",
        chain=district_code(),
        subject=month.code,
        rows=[run, *new, *events],
        detail={"rules": len(rules), "fired": len(fired), "new": len(new)},
    )
    return run


def _continued(
    known: dict[Key, Finding], told: dict[int, History], fired: dict[Key, Signal], run: CheckRun
) -> Iterator[FindingEvent]:
    for key, finding in known.items():
        history, signal = told[finding.pk], fired.get(key)
        if signal is None and history.closed is None:
            yield _event(finding, run, Happening.CLOSED)
        elif signal and (history.closed or history.sighting.seen != signal.seen):
            yield _event(finding, run, Happening.SEEN, signal)


def _key(finding: Finding) -> Key:
    return finding.check_kind, finding.rule_code, finding.unit_id, finding.indicator_id


def _finding(signal: Signal, run: CheckRun) -> Finding:
    return Finding(
        check_kind=signal.check,
        rule_code=signal.rule.code if signal.rule else "",
        rule=signal.rule,
        unit_id=signal.unit_id,
        indicator_id=signal.indicator_id,
        period=run.period,
        first_run=run,
    )


def _event(finding: Finding, run: CheckRun, kind: str, signal: Signal | None = None) -> FindingEvent:
    return FindingEvent(
        finding=finding, kind=kind, at=run.at, by_id=run.by_id, run=run, seen=signal.seen if signal else {}
    )


def _month(period: str) -> Period:
    try:
        month = Period.of_months(period)
    except ValueError:
        month = None
    if month is None or month.first_month != month.last_month:
        raise Refused(Problem(period, _("“%s” is not a month.") % period, _("Write it like this: 2015-06.")))
    return month
