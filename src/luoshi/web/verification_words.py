"""Findings in words: what a check saw, and whose turn it is (疑点表述). Asking, never accusing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
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
    "elasticity": gettext_lazy(
        "It changed by %(growth)s%%, its companion by %(companion)s%%: %(drift)s%% against it; among comparable units "
        "%(low)s%% to %(high)s%% are usual."
    ),
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
# Said in place of the above where it fits better what was seen.
_PAIRS: dict[str, Words] = {
    "compulsory_pair": gettext_lazy(
        "Of two figures that belong together only one is stated: %(left)s, %(right)s."
    ),
    "exclusive_pair": gettext_lazy("%(left)s and %(right)s are both stated; only one of the two can be."),
}
_ONE_GROWTH = gettext_lazy("Growth of %(growth)s%% is stated; the levels give %(lowest)s%%.")
_ONE_DIGIT = gettext_lazy("Of %(figures)s figures %(digit_share)s%% end in %(digit)s; chance gives 10%%.")
_AMOUNTS = frozenset({"left", "right", "value", "expected", "total", "before", "after"})
_COUNTS = frozenset({"figures", "steps", "digit"})
_RATES = frozenset(
    {
        "growth",
        "lowest",
        "highest",
        "companion",
        "drift",
        "low",
        "high",
        "round_share",
        "digit_share",
        "share",
        "gain",
    }
)


def saw(view: FindingView) -> str:
    """What the check saw, in one sentence with the figures last seen."""
    digits = view.finding.indicator.decimals
    figures = dict.fromkeys(_AMOUNTS | _COUNTS | _RATES, "—")
    figures |= {name: _figure(name, text, digits) for name, text in (view.seen | _drift(view.seen)).items()}
    rule = view.finding.rule
    figures["operator"] = str(rule.get_operator_display()) if rule else ""
    return str(_words(view, figures)) % figures


def _words(view: FindingView, figures: dict[str, str]) -> Words:
    kind, rule = view.finding.check_kind, view.finding.rule
    if kind == "rule" and rule is not None and rule.operator in _PAIRS:
        return _PAIRS[rule.operator]
    if kind == "growth" and figures["lowest"] == figures["highest"]:
        return _ONE_GROWTH
    return _ONE_DIGIT if kind == "digits" and "digit" in view.seen else _SAW[kind]


def _drift(seen: Mapping[str, str]) -> dict[str, str]:
    """How much more the figure grew than its companion, in per cent: what the usual range is a range of."""
    if not {"growth", "companion"} <= seen.keys():
        return {}
    grown, beside = (1 + Decimal(seen[name]) / 100 for name in ("growth", "companion"))
    return {"drift": str((grown / beside - 1) * 100)} if beside else {}


def _figure(name: str, text: str, digits: int) -> str:
    if name in _AMOUNTS:
        return number(Decimal(text), digits) or "—"
    return number(Decimal(text), 0 if name in _COUNTS else PERCENT_DIGITS) or "—"


def sentence(views: list[FindingView]) -> str:
    """How many findings are open, and how many wait for whom."""
    turn = Counter(view.state for view in views)
    reporter, owner = turn[FindingState.REPORTER], turn[FindingState.OWNER]
    return _(
        "%(open)d findings are open: %(reporter)d wait for an explanation, %(owner)d for a decision; "
        "%(decided)d are decided, %(closed)d are no longer found."
    ) % {
        "open": reporter + owner,
        "reporter": reporter,
        "owner": owner,
        "decided": turn[FindingState.ACCEPTED] + turn[FindingState.REFERRED],
        "closed": turn[FindingState.CLOSED],
    }
