"""The reporting district with targets: last year's figures, a root target, and short ways to split and report."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import pytest

from cast import TODAY, District, moment
from luoshi.indicators.actions.import_history import PastFigure, import_history
from luoshi.indicators.models import Indicator, Round
from luoshi.ledger.record import Signature, record
from luoshi.ledger.verify import verify
from luoshi.org.actions.move import move
from luoshi.org.models import Relation
from luoshi.targets.actions.cascade import cascade
from luoshi.targets.authority import Authority
from luoshi.targets.level import level_meant
from luoshi.targets.models import Target
from luoshi.targets.positions import Position
from luoshi.targets.queries import Board, board
from luoshi.targets.vocabulary import BaseState, TargetKind
from luoshi.workdays.periods import Period
from reporting import FILERS, Reporting

SET_ON = date(2015, 1, 8)
YEAR = Period(2015, 1, 12)
# Cumulative figures of 2014 at the end of June and of December.
LAST_YEAR = {"QH-S1": ("40", "100"), "QH-T1": ("20", "60"), "QH-T2": ("10", "30"), "QH-T3": ("5", "10")}
# Whole years 2009 to 2013 against 2014, and the share done by June; not every unit has that past.
PAST_COURSE = ((0.62, 0.39), (0.68, 0.41), (0.77, 0.40), (0.83, 0.42), (0.93, 0.40))
WHOLE = {unit: float(december) for unit, (_june, december) in LAST_YEAR.items()}
LONG_PAST = ("QH-S1", "QH-T1", "QH-T2")


class Steering(Reporting):
    """Adds targets to the reporting district; investment has a history of 2014."""

    def __init__(self, district: District) -> None:
        super().__init__(district)
        self.history("invest", LAST_YEAR)

    def indicator(self, code: str = "invest") -> Indicator:
        return Indicator.objects.get(code=code)

    def history(self, code: str, figures: dict[str, tuple[str, str]]) -> None:
        who = "treasurer" if code == "revenue" else "statistician"
        past = [
            PastFigure(unit, f"2014-{month}", Decimal(value))
            for unit, pair in figures.items()
            for month, value in zip(("06", "12"), pair, strict=True)
        ]
        import_history(self.district.standing(who, SET_ON), self.indicator(code), past, "统计年鉴")

    def remember(self, units: Iterable[str] = LONG_PAST) -> None:
        """Five more years of investment, June and December."""
        past = [
            PastFigure(unit, f"{year}-{month}", Decimal(str(round(WHOLE[unit] * size * part, 3))))
            for unit in units
            for year, (size, share) in enumerate(PAST_COURSE, start=2009)
            for month, part in (("06", share), ("12", 1.0))
        ]
        import_history(self.district.standing("statistician", SET_ON), self.indicator(), past, "统计年鉴")

    def root(
        self,
        value: str = "10",
        *,
        code: str = "invest",
        kind: str = TargetKind.GROWTH,
        base: str | None = "200",
        op: str = ">=",
    ) -> Target:
        """A target of the district, in force since 8 January."""
        at = moment(SET_ON)
        known = None if base is None else Decimal(base)
        target = Target.objects.create(
            indicator=self.indicator(code),
            unit=self.district.unit("QH"),
            period="2015",
            kind=kind,
            op=op,
            value=Decimal(value),
            base=known,
            base_state=BaseState.MISSING if base is None else BaseState.SUPPLIED,
            level=level_meant(kind, Decimal(value), known),
            recorded_at=at,
        )
        record(
            Signature(at=at, actor="founder"), "targets.confirm_draft", chain="QH", subject="", rows=[target]
        )
        return target

    def split(
        self,
        target: Target,
        rule: str = "share",
        units: tuple[str, ...] = FILERS,
        by_hand: dict[str, str] | None = None,
        reason: str = "",
        *,
        who: str = "supervisor",
        day: date = SET_ON,
        authority: Authority | None = None,
    ) -> dict[str, Target]:
        """The parts by the code of their unit; the ledger still holds afterwards."""
        given = None if by_hand is None else {u: Decimal(v) for u, v in by_hand.items()}
        standing = self.district.standing(who, day, 10)
        made = cascade(standing, target, rule, list(units), given, reason, authority=authority)
        assert verify().holds, verify().findings
        return {part.unit.code: part for part in made}

    def report(
        self, figures: dict[str, str], period: str = "2015-06", code: str = "invest", day: date = TODAY
    ) -> None:
        """File and verify one figure a unit, in a new round."""
        round_ = self.open_round(period)
        for unit, value in figures.items():
            self.file_one(round_, unit, value, code, day)
            self.verify_one(round_, unit, code, day)

    def open_round(self, period: str) -> Round:
        """Opened as soon as the month is over."""
        return self.open(period, Period.parse(period).end)

    def file_one(self, round_: Round, unit: str, value: str, code: str = "invest", day: date = TODAY) -> None:
        """One figure; a note says why the others are missing."""
        month = int(round_.period[-2:])
        asked = {i.indicator.code: "" for i in round_.form.items.all() if month in i.months}
        self.file(round_, asked | {code: value}, unit=unit, day=day)

    def verify_one(self, round_: Round, unit: str, code: str = "invest", day: date = TODAY) -> None:
        self.verify_by("treasurer" if code == "revenue" else "statistician", round_, unit, day)

    def board(self, as_of: date = TODAY, who: str = "supervisor") -> Board:
        return board(self.district.standing(who), YEAR, as_of)

    def position(self, target: Target, as_of: date = TODAY) -> Position:
        return self.board(as_of).rows[target.pk]

    def hand_over(self, unit: str, manager: str, since: date = SET_ON) -> None:
        """From ``since`` on ``manager`` manages ``unit``."""
        standing = self.district.standing("admin", since)
        place = self.district.unit
        move(standing, place(unit), place(manager), Relation.MANAGED_BY, since, "区委决定")


@pytest.fixture(name="steering")
def steering_district(district: District) -> Steering:
    return Steering(district)
