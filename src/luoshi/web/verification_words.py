"""Findings in words: what a check saw, and whose turn it is (疑点表述). Asking, never accusing."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from luoshi.indicators.queries import FindingState, FindingView
from luoshi.web.formats import number

if TYPE_CHECKING:
    from luoshi.ledger.refusal import Words

# State -> (word, tone of the badge).
STATES: dict[FindingState, tuple[Words, str]] = {
    FindingState.REPORTER: (gettext_lazy("The unit is to explain"), "bad"),
    FindingState.OWNER: (gettext_lazy("The data owner is to decide"), "waiting"),
    FindingState.ACCEPTED: (gettext_lazy("Explanation accepted"), "good"),
    FindingState.REFERRED: (gettext_lazy("Referred to a look-back"), "active"),
    FindingState.CLOSED: (gettext_lazy("No longer found"), "neutral"),
}
PERCENT_DIGITS = 1
# What each check saw; figures of the indicator and plain percentages by name.
_SAW: dict[str, Words] = {
    "rule": gettext_lazy("%(left)s; it should be %(operator)s %(right)s."),
    "growth": gettext_lazy(
        "Growth of %(growth)s%% is stated; the levels allow %(lowest)s%% to %(highest)s%%."
    ),
    "elasticity": gettext_lazy("It changed by %(growth)s%%, its companion by %(companion)s%%."),
    "outlier": gettext_lazy("%(value)s is stated; %(expected)s would be usual for the month."),
    "part_whole": gettext_lazy("%(value)s is stated; the units below add up to %(total)s."),
    "digits": gettext_lazy("Of %(figures)s figures %(round_share)s%% end in 0 or 5; chance gives 20%%."),
    "smooth": gettext_lazy(
        "It moves from month to month %(share)s%% as much as usual among comparable units."
    ),
    "late_revision": gettext_lazy(
        "%(before)s became %(after)s shortly before the deadline, better by %(gain)s%%."
    ),
}
_AMOUNTS = frozenset({"left", "right", "value", "expected", "total", "before", "after"})
_COUNTS = frozenset({"figures", "steps"})
_RATES = frozenset({"growth", "lowest", "highest", "companion", "round_share", "share", "gain"})


def saw(view: FindingView) -> str:
    """What the check saw, in one sentence with the figures last seen."""
    digits = view.finding.indicator.decimals
    figures = dict.fromkeys(_AMOUNTS | _COUNTS | _RATES, "—")
    figures |= {name: _figure(name, text, digits) for name, text in view.seen.items()}
    rule = view.finding.rule
    figures["operator"] = str(rule.get_operator_display()) if rule else ""
    return str(_SAW[view.finding.check_kind]) % figures


def _figure(name: str, text: str, digits: int) -> str:
    if name in _AMOUNTS:
        return number(Decimal(text), digits) or "—"
    return number(Decimal(text), 0 if name in _COUNTS else PERCENT_DIGITS) or "—"


def sentence(views: list[FindingView]) -> str:
    """How many findings are open, and how many wait for whom."""
    turn = [view.state for view in views]
    return _(
        "%(open)d findings are open: %(reporter)d wait for an explanation, %(owner)d for a decision; "
        "%(closed)d are no longer found."
    ) % {
        "open": len(turn) - turn.count(FindingState.CLOSED),
        "reporter": turn.count(FindingState.REPORTER),
        "owner": turn.count(FindingState.OWNER),
        "closed": turn.count(FindingState.CLOSED),
    }
