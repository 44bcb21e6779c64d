"""Plain ways to score an item (常用计分办法): which one an item follows, its few numbers, and how to begin with another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from luoshi.assessment.form_fields import AMONG, Field, Kind, Raw
from luoshi.assessment.form_ways import SCALES

OWN = "own"
SHAPES = frozenset({"knots", "efficacy", "tiers", "classes", "ladder"})
_TURNED = (("", _("more is better")), ("true", _("less is better")), ("false", _("more is better")))
_TIED = (("", _("best place")), ("best", _("best place")), ("mean", _("mean of the places")))
_CAP, _FLOOR = Field(("score", "cap"), _("At most")), Field(("score", "floor"), _("At least"))
_LOWER = Field(("score", "lower_is_better"), _("Direction"), Kind.CHOICE, _TURNED)
_AMONG = Field(("score", "among"), _("Compared with"), Kind.CHOICE, AMONG)
_STEPS = (
    Field(
        ("of",),
        _("What is compared"),
        Kind.CHOICE,
        (
            ("", _("the figure itself")),
            ("completion", _("Completion rate")),
            ("growth", _("Growth over last year")),
        ),
    ),
    Field(("per", "indicator"), _("Divided by"), Kind.INDICATOR),
    Field(("per", "scale"), _("Times")),
    Field(
        ("impute", "by"),
        _("Gaps filled by"),
        Kind.CHOICE,
        (("", _("not filled")), ("mean", _("mean")), ("median", _("median"))),
    ),
    Field(("treat", "winsorise"), _("Outliers pulled in, at most")),
    Field(("normalise", "by"), _("How it is scaled"), Kind.CHOICE, SCALES),
    Field(("normalise", "among"), _("Compared with"), Kind.CHOICE, AMONG),
    Field(("normalise", "lower_is_better"), _("Direction"), Kind.CHOICE, _TURNED),
    Field(("normalise", "low"), _("Points of the worst")),
    Field(("normalise", "high"), _("Points of the best")),
    Field(("normalise", "mean"), _("Points of the mean")),
    Field(("normalise", "deviation"), _("Points of a deviation")),
)
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
    Recipe("compared", _("Compared with the others"), _STEPS, {"normalise": {"by": "min_max"}}),
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
    if "score" not in item and isinstance(item.get("normalise"), Mapping):
        return "compared" if _shows(item, "compared") else OWN
    if not isinstance(score, Mapping):
        return OWN
    found = _SCORED.get((str(score.get("measure")), *sorted(SHAPES & score.keys())), OWN)
    return found if found != OWN and _shows(item, found) else OWN


def _shows(item: Mapping[str, Any], code: str) -> bool:
    """Whether the form can show every number of the recipe."""
    return all(field.shown(item) is not None for field in BY_CODE[code].fields)


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
    start = BY_CODE[code].start
    dropped = {"score", "events", "normalise"}
    if "events" in start:
        dropped |= {"indicator", "of", "per", "gate"}
    elif item.get("normalise") is not None and "score" in start:
        # The steps belonged to what was compared; a completion or a growth is taken of the figure itself.
        dropped |= {"of", "per", "impute", "treat"}
    return {key: value for key, value in item.items() if key not in dropped} | start
