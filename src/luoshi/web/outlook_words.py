"""Will the year be met: a target's outlook in words and as a drawing, in the reader's language (年底能否完成)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from luoshi.kernel.extrapolation import Method
from luoshi.kernel.forecast import ENOUGH_YEARS, Reason
from luoshi.targets.forecasts import Outlook
from luoshi.web.boundary_words import amount_refusal_words
from luoshi.web.formats import number, percent, unit_name

# A handful of past years says no more than this: beyond, only that it is beyond.
SURE, HARDLY = 0.95, 0.05
LIKELY, UNLIKELY = 0.7, 0.3
# Free room at either end of the drawing, as a share of what is drawn.
MARGIN = 0.45

METHODS = {
    Method.PACE: gettext_lazy("the monthly average so far"),
    Method.LAST: gettext_lazy("the latest level"),
    Method.YEAR_BEFORE: gettext_lazy("the level of last year's end"),
    Method.GROWTH: gettext_lazy("the growth so far"),
    Method.CHANGE: gettext_lazy("the usual change to the year's end"),
    Method.SHARE: gettext_lazy("the usual share of the year done by now"),
    Method.DRIFT: gettext_lazy("last year's remaining months and their usual growth"),
    Method.TREND: gettext_lazy("a damped trend"),
}
WHY_NOT = {
    Reason.OVER: gettext_lazy("there is a result and no forecast"),
    Reason.NOT_REPORTED: gettext_lazy("no month of this year is verified for every unit that owes it"),
    Reason.NEGATIVE: gettext_lazy("there are negative figures, of which shares and growth mean nothing"),
    Reason.ZERO: gettext_lazy("a past year came to zero"),
    Reason.SHORT: gettext_lazy("%(have)s on record, %(n)d are needed"),
    Reason.GAPS: gettext_lazy(
        "past years lack this month or December, or the last one does; %(have)s, %(n)d are needed"
    ),
    Reason.BREAK: gettext_lazy(
        "the level jumped or the definition changed; since then %(have)s, %(n)d are needed"
    ),
    Reason.NO_METHOD: gettext_lazy("no method could have answered in each of the past years"),
}


@dataclass(frozen=True)
class Drawing:
    """Where the range, its middle and the goal lie, in per cent of the width."""

    low: float
    center: float
    high: float
    goal: float

    @property
    def width(self) -> float:
        return round(self.high - self.low, 2)


@dataclass(frozen=True)
class Card:
    """An outlook ready for a page; '' and None where there is nothing to say."""

    outlook: Outlook
    verdict: str
    tone: str
    chance: str
    stretch: str
    why_not: str
    method: str
    error: str
    bias: str
    errors: list[tuple[str, str, bool]]
    drawing: Drawing | None

    @property
    def known(self) -> bool:
        return self.outlook.reason == Reason.NONE

    @property
    def asks(self) -> bool:
        """Whether it can be said what reaching the goal takes: with this year's figures, before the year is over."""
        return self.outlook.rest is not None and self.outlook.reason not in (Reason.OVER, Reason.NOT_REPORTED)

    @property
    def record(self) -> str:
        """What ``best`` is called: the highest or, for a ceiling, the lowest of so many years."""
        of_level, ceiling, n = self.outlook.of_level, self.outlook.ceiling, self.outlook.runs
        if of_level:
            lowest = ngettext(
                "Lowest such change in %(n)d past year", "Lowest such change in %(n)d past years", n
            )
            highest = ngettext(
                "Highest such change in %(n)d past year", "Highest such change in %(n)d past years", n
            )
        else:
            lowest = ngettext(
                "Lowest such growth in %(n)d past year", "Lowest such growth in %(n)d past years", n
            )
            highest = ngettext(
                "Highest such growth in %(n)d past year", "Highest such growth in %(n)d past years", n
            )
        return (lowest if ceiling else highest) % {"n": n}

    @property
    def after_month(self) -> int:
        return self.outlook.month + 1


def card(outlook: Outlook) -> Card:
    """Everything the block of a target's page says."""
    verdict, tone = verdict_of(outlook)
    return Card(
        outlook=outlook,
        verdict=verdict,
        tone=tone,
        chance=chance_words(outlook.probability),
        stretch=chance_words(outlook.stretch_probability),
        why_not=why_not(outlook),
        method=str(METHODS[outlook.method]) if outlook.method is not None else "",
        error=_error(outlook, outlook.typical_error),
        bias=_bias(outlook),
        errors=[
            (str(METHODS[method]), _error(outlook, error), method == outlook.method)
            for method, error in outlook.errors.items()
        ],
        drawing=_drawing(outlook),
    )


def verdict_of(outlook: Outlook) -> tuple[str, str]:
    """How likely in a word, and the tone of its badge."""
    chance = outlook.probability
    if outlook.reason == Reason.OVER:
        return _("the year is over"), "neutral"
    if chance is None:
        return _("cannot say"), "neutral"
    if chance >= LIKELY:
        return (_("almost certain") if chance > SURE else _("likely")), "good"
    if chance > UNLIKELY:
        return _("uncertain"), "waiting"
    return (_("hardly") if chance < HARDLY else _("unlikely")), "bad"


def chance_words(chance: float | None) -> str:
    """The probability in per cent; no surer than a few past years allow. Empty where it is not known."""
    if chance is None:
        return ""
    if chance > SURE:
        return _("over %(limit)s") % {"limit": percent(SURE, 0)}
    if chance < HARDLY:
        return _("under %(limit)s") % {"limit": percent(HARDLY, 0)}
    return percent(chance, 0) or ""


def year_end_words(outlooks: Iterable[Outlook]) -> list[str]:
    """How many are likely to be met, uncertain, unlikely, unknown; what nobody is in is left out.

    Empty where nothing can be said of any, or every result is known.
    """
    counts = Counter(verdict_of(outlook)[1] for outlook in outlooks if outlook.reason != Reason.OVER)
    if not counts.keys() - {"neutral"}:
        return []
    words = {
        "good": ngettext("%(n)d is likely to be met", "%(n)d are likely to be met", counts["good"]),
        "waiting": ngettext("%(n)d is uncertain", "%(n)d are uncertain", counts["waiting"]),
        "bad": ngettext("%(n)d is unlikely to be met", "%(n)d are unlikely to be met", counts["bad"]),
        "neutral": ngettext(
            "of %(n)d nothing can be said", "of %(n)d nothing can be said", counts["neutral"]
        ),
    }
    return [text % {"n": counts[tone]} for tone, text in words.items() if counts[tone]]


def why_not(outlook: Outlook) -> str:
    """Why nothing can be said; empty where a probability is known."""
    if outlook.reason == Reason.NONE:
        if outlook.goal is not None:
            return ""
        if outlook.refusal:
            why = amount_refusal_words(outlook.refusal)
            return _("the amount is nothing to be held against, %(why)s") % {"why": why}
        return _("the base is being asked for, so there is nothing to reach yet")
    have = ngettext("%(n)d complete past year", "%(n)d complete past years", outlook.years) % {
        "n": outlook.years
    }
    words = str(WHY_NOT[outlook.reason])
    return words % {"have": have, "n": ENOUGH_YEARS} if "%(" in words else words


def _error(outlook: Outlook, error: float | None) -> str:
    if error is None:
        return ""
    if outlook.of_level:
        indicator = outlook.target.indicator
        return f"{number(abs(error), indicator.decimals)} {unit_name(indicator.unit_name)}"
    return percent(abs(error), 1 if abs(error) >= 0.001 else 2) or ""


def _bias(outlook: Outlook) -> str:
    if outlook.bias is None:
        return ""
    size = _error(outlook, outlook.bias)
    return (_("%(size)s too high") if outlook.bias > 0 else _("%(size)s too low")) % {"size": size}


def _drawing(outlook: Outlook) -> Drawing | None:
    ends = (outlook.low, outlook.center, outlook.high, outlook.goal)
    if any(end is None for end in ends):
        return None
    low, center, high, goal = (float(end) for end in ends if end is not None)
    first, last = min(low, goal), max(high, goal)
    room = (last - first) * MARGIN or abs(goal) or 1.0
    width = last - first + 2 * room
    return Drawing(*(round((at - first + room) / width * 100, 2) for at in (low, center, high, goal)))
