"""Findings as they stand (疑点清单): what was seen, who must explain, what the data owner decided."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db.models import QuerySet

from luoshi.indicators.check_models import CheckRun, Finding, FindingEvent, Happening
from luoshi.indicators.heirs import heirs
from luoshi.indicators.journal import while_ledger_rests
from luoshi.indicators.models import Round
from luoshi.indicators.policies import may_report, owns_data, sees_submitted
from luoshi.org.queries import dissolved, tree
from luoshi.org.standing import Standing
from luoshi.org.tree import Node, OrgTree
from luoshi.workdays.clock import end_of
from luoshi.workdays.periods import Cadence


class FindingState(StrEnum):
    """Whose turn it is."""

    REPORTER = "reporter"
    """The unit has to explain, or to correct."""
    OWNER = "owner"
    """The data owner has to decide on an explanation."""
    ACCEPTED = "accepted"
    REFERRED = "referred"
    CLOSED = "closed"


DECISIONS = (Happening.ACCEPTED, Happening.CORRECTION, Happening.REFERRED)


@dataclass(frozen=True)
class History:
    """What happened to one finding, in order; never empty."""

    events: tuple[FindingEvent, ...]

    def _last(self, *kinds: str) -> FindingEvent | None:
        return next((e for e in reversed(self.events) if e.kind in kinds), None)

    @property
    def sighting(self) -> FindingEvent:
        """The last time figures were seen; what was said before it concerned other figures."""
        return self._last(Happening.SEEN) or self.events[0]

    @property
    def closed(self) -> FindingEvent | None:
        """The closing in force; None while the check still fires."""
        last = self._last(Happening.SEEN, Happening.CLOSED)
        return last if last is not None and last.kind == Happening.CLOSED else None

    @property
    def explanation(self) -> FindingEvent | None:
        """What the unit said about the figures last seen."""
        said = self._last(Happening.EXPLAINED)
        return said if said is not None and said.pk > self.sighting.pk else None

    @property
    def decision(self) -> FindingEvent | None:
        """What the data owner decided on the figures last seen and the latest explanation."""
        decided = self._last(*DECISIONS)
        since = max(self.sighting.pk, self.explanation.pk if self.explanation else 0)
        return decided if decided is not None and decided.pk > since else None

    @property
    def state(self) -> FindingState:
        if self.closed:
            return FindingState.CLOSED
        decided = self.decision.kind if self.decision else ""
        if decided == Happening.ACCEPTED:
            return FindingState.ACCEPTED
        if decided == Happening.REFERRED:
            return FindingState.REFERRED
        return FindingState.OWNER if self.explanation and not decided else FindingState.REPORTER


@dataclass(frozen=True)
class FindingView:
    """A finding as one person sees it. ``last_seen`` is the latest run in which it fired.

    ``heirs`` answer for a unit that is gone; None while it is there.
    """

    finding: Finding
    unit: Node
    history: History
    first_seen: datetime
    last_seen: datetime
    may_explain: bool
    may_decide: bool
    heirs: tuple[Node, ...] | None = None

    @property
    def state(self) -> FindingState:
        return self.history.state

    @property
    def my_turn(self) -> bool:
        """Whether it waits for this person."""
        turn = FindingState.OWNER if self.state is FindingState.REPORTER and self.heirs == () else self.state
        return (self.may_explain and turn is FindingState.REPORTER) or (
            self.may_decide and turn is FindingState.OWNER
        )

    @property
    def seen(self) -> dict[str, str]:
        """The figures last seen, as decimal text."""
        seen: dict[str, str] = self.history.sighting.seen
        return seen


def histories(findings: Iterable[int], known_at: datetime | None = None) -> dict[int, History]:
    """What happened to each of ``findings`` (keys), by ``known_at`` if given; one query."""
    events: dict[int, list[FindingEvent]] = defaultdict(list)
    rows = FindingEvent.objects.filter(finding__in=list(findings)).select_related("by").order_by("pk")
    for event in rows if known_at is None else rows.filter(at__lte=known_at):
        events[event.finding_id].append(event)
    return {key: History(tuple(rows)) for key, rows in events.items()}


def findings_of(standing: Standing, period: str, as_of: date | None = None) -> list[FindingView]:
    """Findings of a month that this person may see, in official order: a unit's own, all for offices and owners.

    With a past ``as_of`` as they stood then; nothing can be done about them there.

    Whose turn it is comes first: what waits for this person, then what is open, then the closed.
    """
    rows = Finding.objects.filter(period=period)
    found = _views(standing, rows, as_of)
    return sorted(
        found,
        key=lambda v: (
            not v.my_turn,
            v.state is FindingState.CLOSED,
            v.unit.order,
            v.unit.code,
            v.finding.indicator.order,
            v.finding.pk,
        ),
    )


def findings_on(standing: Standing, unit: int, indicator: int, period: str, as_of: date) -> list[FindingView]:
    """Findings on one figure (keys of unit and indicator) that this person may see, as they stood on ``as_of``."""
    return _views(standing, Finding.objects.filter(unit=unit, indicator=indicator, period=period), as_of)


def finding_view(standing: Standing, key: int, as_of: date | None = None) -> FindingView | None:
    """One finding, on a past ``as_of`` as it stood then; None when there is none or this person may not see it."""
    return next(iter(_views(standing, Finding.objects.filter(pk=key), as_of)), None)


@dataclass(frozen=True)
class Turn:
    """How many findings of a month wait for this person: for his explanation, and for his decision."""

    period: str
    to_explain: int
    to_decide: int


def my_turns(standing: Standing) -> list[Turn]:
    """The months with findings that wait for this person today, the latest first."""
    org = tree(standing.today)
    explain: Counter[str] = Counter()
    decide: Counter[str] = Counter()
    found = while_ledger_rests("findings.open", _open)
    orphans = _orphans((finding for finding, _history in found), standing, org)
    for finding, history in found:
        if history.state is FindingState.REPORTER and finding.unit_id not in orphans:
            explain[finding.period] += may_report(standing, finding.unit_id, org)
        elif history.explanation is None or history.explanation.by_id != standing.person_id:
            decide[finding.period] += owns_data(standing, finding.indicator, finding.unit_id, org)
    turns = [Turn(p, explain[p], decide[p]) for p in sorted({*explain, *decide}, reverse=True)]
    return [turn for turn in turns if turn.to_explain or turn.to_decide]


def _orphans(findings: Iterable[Finding], standing: Standing, org: OrgTree) -> set[int]:
    """Units that are gone without anybody to answer for them: their findings wait for the data owner."""
    gone = {finding.unit_id for finding in findings} - org.nodes.keys()
    return {unit for unit, by in heirs(gone, org, standing.at).items() if not by} if gone else set()


def _open() -> list[tuple[Finding, History]]:
    """Every finding that waits for somebody, with what happened to it."""
    rows = list(Finding.objects.select_related("indicator"))
    told = histories(row.pk for row in rows)
    waiting = (FindingState.REPORTER, FindingState.OWNER)
    return [(row, told[row.pk]) for row in rows if told[row.pk].state in waiting]


def periods_checked(as_of: date) -> list[str]:
    """Months that were checked by ``as_of``, the latest first."""
    runs = CheckRun.objects.filter(at__lte=end_of(as_of))
    return list(runs.order_by("-period").values_list("period", flat=True).distinct())


def periods_to_check(today: date) -> list[str]:
    """Months whose figures come in on ``today``, from the due date of a round to its closing, not checked on it yet."""
    filed = Round.objects.filter(due_on__lte=today, closes_on__gte=today, form__cadence=Cadence.MONTHLY)
    done = CheckRun.objects.filter(at__gt=end_of(today - timedelta(days=1)), at__lte=end_of(today))
    return sorted(set(filed.values_list("period", flat=True)) - set(done.values_list("period", flat=True)))


def latest_run(period: str, as_of: date) -> CheckRun | None:
    """The last run over the month by ``as_of``; None before the first."""
    runs = CheckRun.objects.filter(period=period, at__lte=end_of(as_of))
    return runs.select_related("by").order_by("-pk").first()


def _views(standing: Standing, rows: QuerySet[Finding], as_of: date | None) -> list[FindingView]:
    org = tree(standing.today)
    past = end_of(as_of) if as_of is not None and as_of < standing.today else None
    if past is not None:
        rows = rows.filter(first_run__at__lte=past)
    seen = [
        f
        for f in rows.select_related("rule", "indicator__data_owner", "first_run", "unit")
        if sees_submitted(standing, f.unit_id, org)
    ]
    if not seen:
        return []
    told = histories((f.pk for f in seen), past)
    runs: dict[str, list[CheckRun]] = defaultdict(list)
    for run in CheckRun.objects.filter(period__in={f.period for f in seen}).order_by("pk"):
        if past is None or run.at <= past:
            runs[run.period].append(run)
    then = org if as_of is None else tree(as_of)
    # A unit that is gone is called as on its last day.
    gone = {
        node.id: node for node, _until in dissolved({f.unit_id for f in seen} - org.nodes.keys(), org.day)
    }
    answering = {
        unit: tuple(node for node in org.in_order() if node.id in by)
        for unit, by in (heirs(gone, org, standing.at) if gone else {}).items()
    }
    return [
        _view(
            standing,
            org,
            then.nodes.get(f.unit_id) or org.nodes.get(f.unit_id) or gone[f.unit_id],
            f,
            told[f.pk],
            runs[f.period],
            answering=answering.get(f.unit_id),
            acts=past is None,
        )
        for f in seen
    ]


def _view(
    standing: Standing,
    org: OrgTree,
    unit: Node,
    finding: Finding,
    history: History,
    runs: list[CheckRun],
    *,
    answering: tuple[Node, ...] | None,
    acts: bool,
) -> FindingView:
    closed = history.closed
    fired = [r for r in runs if closed is None or closed.run_id is None or r.pk < closed.run_id]
    return FindingView(
        finding=finding,
        unit=unit,
        history=history,
        first_seen=finding.first_run.at,
        last_seen=fired[-1].at,
        may_explain=acts and closed is None and may_report(standing, finding.unit_id, org),
        may_decide=acts
        and closed is None
        and owns_data(standing, finding.indicator, finding.unit_id, org)
        and (history.explanation is None or history.explanation.by_id != standing.person_id),
        heirs=answering,
    )
