"""Plain ways to score an item (常用计分办法): which one an item follows, its few numbers, and how to begin with another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from luoshi.assessment.form_fields import AMONG, Field, Kind, Raw

OWN = "own"
SHAPES = frozenset({"knots", "efficacy", "tiers", "classes", "ladder"})
_TURNED = (("", _("more is better")), ("true", _("less is better")), ("false", _("more is better")))
_TIED = (("", _("best place")), ("best", _("best place")), ("mean", _("mean of the places")))
_CAP, _FLOOR = Field(("score", "cap"), _("At most")), Field(("score", "floor"), _("At least"))
_LOWER = Field(("score", "lower_is_better"), _("Direction"), Kind.CHOICE, _TURNED)
_AMONG = Field(("score", "among"), _("Compared with"), Kind.CHOICE, AMONG)
_POINTS = Field(("events", "points"), _("Points of the item"))
_POSTS = (Field((), _("From per cent")), Field((), _("Score")))
_COUNTED = Field(
    ("events", "counted"),
    _("Counted events"),
    Kind.TABLE,
    columns=(
        Field(("indicator",), _("Indicator"), Kind.INDICATOR),
        Field(("each",), _("Points each")),
        Field(("most",), _("At most together")),
    ),
    wide=True,
)


@dataclass(frozen=True)
class Recipe:
    """A way to score. ``start`` is what an item begins with that follows it from now on."""

    code: str
    label: Any
    fields: tuple[Field, ...]
    start: Raw


_BANDS = [[0, 0], [0.5, 0], [0.5, 50], [0.8, 50], [0.8, 75], [1, 75], [1, 100]]
RECIPES = (
    Recipe(
        "completion",
        _("Completion rate"),
        (_CAP, _FLOOR, _LOWER),
        {"score": {"measure": "completion", "cap": 120, "floor": 0}},
    ),
    Recipe("value", _("The figure itself"), (_CAP, _FLOOR), {"score": {"measure": "value"}}),
    Recipe(
        "efficacy",
        _("Efficacy coefficient"),
        (
            Field(("score", "efficacy", "not_allowed"), _("Not allowed value")),
            Field(("score", "efficacy", "satisfactory"), _("Satisfactory value")),
            Field(("score", "efficacy", "base"), _("Base points")),
            Field(("score", "efficacy", "span"), _("Points in between")),
            _CAP,
            _FLOOR,
        ),
        {
            "score": {
                "measure": "value",
                "efficacy": {"not_allowed": 0, "satisfactory": 100, "base": 60, "span": 40},
            }
        },
    ),
    Recipe(
        "bands",
        _("Bands of completion"),
        (Field(("score", "knots"), _("Bands"), Kind.BANDS, columns=_POSTS, wide=True),),
        {"score": {"measure": "completion", "knots": _BANDS, "below": "hold", "above": "hold"}},
    ),
    Recipe(
        "growth",
        _("Growth over last year"),
        (
            Field(("score", "knots"), _("Points by growth"), Kind.CURVE, columns=_POSTS, wide=True),
            _CAP,
            _FLOOR,
        ),
        {"score": {"measure": "growth", "knots": [[0, 60], [0.1, 100]]}},
    ),
    Recipe(
        "share_of_best",
        _("Share of the best"),
        (_CAP, _FLOOR, _LOWER, _AMONG),
        {"score": {"measure": "share_of_best"}},
    ),
    Recipe(
        "ladder",
        _("Points by rank"),
        (
            Field(("score", "ladder", "top"), _("First places"), Kind.NUMBERS),
            Field(("score", "ladder", "between"), _("In between")),
            Field(("score", "ladder", "bottom"), _("Last places"), Kind.NUMBERS),
            Field(("score", "ladder", "tied"), _("Equal places"), Kind.CHOICE, _TIED),
            _LOWER,
            _AMONG,
        ),
        {"score": {"measure": "rank", "ladder": {"top": [100, 95, 90], "between": 80}}},
    ),
    Recipe(
        "deductions",
        _("Deductions"),
        (_POINTS, Field(("events", "start"), _("Starts with")), _COUNTED),
        {"events": {"points": 10, "start": 10, "counted": [{"each": -1}]}},
    ),
    Recipe(
        "bonus",
        _("Bonus for events"),
        (_POINTS, _COUNTED, Field(("events", "cap"), _("At most"))),
        {"events": {"points": 10, "start": 0, "counted": [{"each": 1}]}},
    ),
)
BY_CODE = {recipe.code: recipe for recipe in RECIPES}


def recipe_of(item: Mapping[str, Any]) -> str:
    """The code of the recipe that an item follows; ``own`` where the text has another way."""
    score, events = item.get("score"), item.get("events")
    if isinstance(events, Mapping):
        if "score" in item or "indicator" in item:
            return OWN
        return "bonus" if events.get("start") == 0 else "deductions"
    if not isinstance(score, Mapping):
        return OWN
    found = _SCORED.get((str(score.get("measure")), *sorted(SHAPES & score.keys())), OWN)
    unshown = found != OWN and any(field.shown(item) is None for field in BY_CODE[found].fields)
    return OWN if unshown else found


_SCORED = {
    ("completion",): "completion",
    ("value",): "value",
    ("value", "efficacy"): "efficacy",
    ("completion", "knots"): "bands",
    ("growth", "knots"): "growth",
    ("share_of_best",): "share_of_best",
    ("rank", "ladder"): "ladder",
}


def begun(item: Raw, code: str) -> Raw:
    """``item`` scored by another recipe from now on, with the numbers that it begins with."""
    events_only = "score" not in BY_CODE[code].start
    dropped = {"score", "events", "normalise"} | (
        {"indicator", "of", "per", "gate"} if events_only else set()
    )
    return {key: value for key, value in item.items() if key not in dropped} | BY_CODE[code].start
