"""What the figures of a target rest on: boundaries, restated bases, and what is not compared (口径)."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from luoshi.indicators.basis import Restatement, in_force
from luoshi.indicators.boundaries import View
from luoshi.indicators.policies import may_restate, vouches_for
from luoshi.org.standing import Standing
from luoshi.targets import policies
from luoshi.targets.positions import Position
from luoshi.targets.queries import Board, changes_within, restated_bases
from luoshi.targets.vocabulary import BaseState, TargetKind
from luoshi.web.boundary_words import amount_refusal_words, inheritance_words, refusal_words
from luoshi.workdays.periods import Period

RESTATED_FIELDS = (
    "restated_period",
    "restated_value",
    "restated_basis",
    "restated_source",
    "restated_reason",
)


@dataclass(frozen=True)
class RestatedRow:
    """A restatement of one period; ``counts`` marks the one that growth is measured on."""

    period: str
    said: Restatement
    counts: bool
    may_vouch: bool

    @property
    def document(self) -> str:
        return self.said.source


@dataclass(frozen=True)
class BasisCard:
    """Ready for the page. ``changes`` pairs what happened with the document; ``other_view`` is the address of the switch."""

    as_it_was: bool
    changes: list[tuple[str, str]]
    other_view: str
    why_no_growth: str
    why_no_amount: str
    restated: list[RestatedRow]
    months: list[str]
    may_restate: bool
    vouches: bool
    may_take_over: bool


def basis_card(standing: Standing, found: Board, position: Position) -> BasisCard:
    """What the target page says of boundaries and bases, and what this person may do about them."""
    target, as_it_was = position.target, found.view == View.THEN
    asked = {} if as_it_was else {"view": str(View.THEN)}
    if found.is_past:
        asked["as_of"] = f"{found.as_of:%Y-%m-%d}"
    vouches = vouches_for(standing, target.indicator, target.unit_id, found.tree)
    rows = restated_bases(found, target)
    before = Period(found.year - 1, 1, 12)
    in_periods = {period: in_force([s for p, s in rows if p == period]) for period, _said in rows}
    annual = in_periods.get(before.code)
    return BasisCard(
        as_it_was=as_it_was,
        changes=[
            (inheritance_words(change), change.row.document) for change in changes_within(found, position)
        ],
        other_view=f"?{urlencode(asked)}",
        why_no_growth=refusal_words(position.refusal),
        why_no_amount=amount_refusal_words(position.amount_refusal),
        restated=[
            RestatedRow(period, said, said is in_periods[period], vouches and not said.verified)
            for period, said in rows
        ],
        months=[before.code, *(Period.month(before.year, m).code for m in range(1, 13))],
        may_restate=may_restate(standing, target.indicator, target.unit_id, found.tree),
        vouches=vouches,
        may_take_over=policies.may_set_targets(standing)
        and target.kind == TargetKind.GROWTH
        and annual is not None
        and (target.base_state != BaseState.RESTATED or target.base != annual.value),
    )
