"""Events in words, in the reader's language (加减分事项)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from luoshi.assessment.events import LEVELS
from luoshi.org.queries import tree
from luoshi.web.named import named
from luoshi.workdays.period_names import period_name
from luoshi.workdays.periods import Period

if TYPE_CHECKING:
    from luoshi.assessment.event_models import UnitEvent
    from luoshi.assessment.events import EventResult, EventView
    from luoshi.org.tree import OrgTree


def state_of(view: EventView) -> tuple[str, str]:
    """Word and tone of what became of it."""
    if view.asked is not None:
        return _("counts; its withdrawal is asked for"), "waiting"
    return {
        "recorded": (_("waits for confirmation"), "waiting"),
        "confirmed": (pgettext("event", "counts"), "good"),
        "withdrawn": (_("withdrawn"), "neutral"),
    }[view.state]


def row_of(view: EventView, org: OrgTree) -> dict[str, Any]:
    """An event as the templates draw it."""
    word, tone = state_of(view)
    unit = view.event.unit_id
    # A unit that is no more is called as it was when it happened.
    node = org.nodes.get(unit) or tree(view.event.happened_on).nodes.get(unit)
    called = named(node) if node is not None else view.event.unit.code
    return {"view": view, "event": view.event, "unit": called, "word": word, "tone": tone}


@dataclass(frozen=True)
class ResultRow:
    """Results that count an event, or do not, each with its address and name."""

    word: str
    links: list[tuple[str, str]]


def result_rows(results: Sequence[EventResult], event: UnitEvent) -> list[ResultRow]:
    """Which results count the event, and which were frozen without it; [] where there is none."""
    words = {True: _("Counted in"), False: _("Frozen without it")}
    rows = []
    for counted, word in words.items():
        links = [
            (
                reverse("assessment_trace", args=[one.run.pk, event.unit.code]),
                _("%(period)s, %(scheme)s")
                % {
                    "period": period_name(Period.parse(one.run.period)),
                    "scheme": named(one.run.scheme),
                },
            )
            for one in results
            if one.counted == counted
        ]
        if links:
            rows.append(ResultRow(word, links))
    return rows


def kept_row(event: Mapping[str, Any]) -> dict[str, Any]:
    """An event as a result keeps it."""
    return {
        **event,
        "day": date.fromisoformat(event["on"]),
        "level_name": dict(LEVELS)[event["level"]],
    }


def sentence(views: Sequence[EventView]) -> str:
    """What one should know first."""
    counts = sum(view.counts for view in views)
    waiting = sum(view.state == "recorded" for view in views)
    said = ngettext("%(n)d event counts.", "%(n)d events count.", counts) % {"n": counts}
    if waiting:
        said += " " + ngettext(
            "%(n)d waits for another person to confirm it.",
            "%(n)d wait for another person to confirm them.",
            waiting,
        ) % {"n": waiting}
    if asked := sum(view.asked is not None for view in views):
        said += " " + ngettext(
            "Of %(n)d the withdrawal is asked for.", "Of %(n)d the withdrawal is asked for.", asked
        ) % {"n": asked}
    return said
