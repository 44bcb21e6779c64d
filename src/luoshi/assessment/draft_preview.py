"""A text before it is a draft (方案试算): what is wrong with it, and the table of today by it; nothing is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from luoshi.assessment.effect import effect, table_of, under_way
from luoshi.assessment.idle_alternatives import idle_alternatives
from luoshi.assessment.league import League
from luoshi.assessment.models import Scheme, SchemeState
from luoshi.assessment.movement import Moves, moves_between
from luoshi.assessment.policies import may_score
from luoshi.assessment.scheme_text import SchemeText, plain, read_scheme
from luoshi.assessment.versions import in_force, latest_version, strangers
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.standing import Standing
from luoshi.workdays.periods import Period


@dataclass(frozen=True)
class Tried:
    """``text`` and ``moves`` are None and () where there are problems. ``against`` is the version in force, if any."""

    text: SchemeText | None
    problems: list[Problem]
    against: Scheme | None
    moves: Moves
    period: Period | None
    as_of: date

    @property
    def by_document(self) -> bool:
        """Whether it takes a document to change these rules."""
        return self.against is not None and self.against.state == SchemeState.LOCKED


def tried(standing: Standing, source: str) -> Tried:
    """Score the district by ``source`` from what is known now, beside the version in force; for who draws up schemes."""
    require(may_score(standing))
    today = standing.today
    try:
        text = read_scheme(source)
    except Refused as refusal:
        return Tried(None, refusal.problems, _meant(source), (), None, today)
    against = in_force(code=text.code).first()
    problems = [*idle_alternatives(text), *strangers(text, standing)]
    if problems:
        return Tried(None, problems, against, (), None, today)
    period = under_way(text.year, today)
    if against is not None:
        moves = effect(standing, read_scheme(against.source), text, period, today)
    else:
        now = table_of(standing, text, period, today)
        moves = moves_between(League(text, period.code, now.month, (), simulated=False), now)
    return Tried(text, [], against, _with_scores(moves), period, today)


def _meant(source: str) -> Scheme | None:
    """The version in force of the code that a text with problems names; None where it names none."""
    try:
        raw = plain(source)
    except Refused:
        return None
    code = raw.get("code") if isinstance(raw, dict) else None
    return in_force(code=code).first() if isinstance(code, str) else None


def _with_scores(moves: Moves) -> Moves:
    """Without the units of which nothing was asked, by either version."""
    kept = (
        replace(
            group,
            units=tuple(unit for unit in group.units if any(score is not None for score in unit.scores)),
        )
        for group in moves
    )
    return tuple(group for group in kept if group.units)


def latest(standing: Standing, code: str) -> Scheme | None:
    """The newest version of a scheme, against which a draft in the form is saved; None where it is the first."""
    require(may_score(standing))
    return latest_version(code)
