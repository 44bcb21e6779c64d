"""The geometry of the pace bar, shared by every surface that draws one.

The track is a fixed scale from 0 to 120 % of the year's target, so that bars in one column can be
compared by eye: the year's end mark stands at 100 / 120 of the width. A completion beyond the scale
ends at the edge with an arrow.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from luoshi.web.formats import Number, to_decimal

SCALE = 1.2


@dataclass(frozen=True)
class PaceDrawing:
    """Positions on the track in per cent of its width (0..100); None is not drawn."""

    state: str
    end: float
    done: float | None = None
    over: bool = False
    expected: float | None = None
    whisker: tuple[float, float] | None = None
    stretch: float | None = None

    @property
    def low(self) -> float | None:
        """Where the whisker begins."""
        return None if self.whisker is None else self.whisker[0]

    @property
    def range(self) -> float | None:
        """How wide the whisker is."""
        return None if self.whisker is None else round(self.whisker[1] - self.whisker[0], 2)


def field(pace: object, name: str, default: object = None) -> object:
    """An item of a mapping or an attribute of an object."""
    return pace.get(name, default) if isinstance(pace, Mapping) else getattr(pace, name, default)


def position(ratio: object) -> float | None:
    """Where a ratio of the year's target (1.0 = done) lies on the track; None when missing."""
    exact = to_decimal(ratio) if isinstance(ratio, Number) else None
    if exact is None:
        return None
    return round(min(max(float(exact) / SCALE, 0.0), 1.0) * 100, 2)


def draw_pace(pace: object) -> PaceDrawing:
    """The drawing for one pace: state is ``reported``, ``not_reported`` or ``not_applicable``.

    ``pace`` holds completion, expected, stretch, forecast_low and forecast_high as ratios of the year's target
    (None or NaN when missing) and the booleans reported and applicable (true when absent).
    """
    end = round(100 / SCALE, 2)
    if not field(pace, "applicable", True):
        return PaceDrawing("not_applicable", end)
    expected = position(field(pace, "expected"))
    done = position(field(pace, "completion"))
    if done is None or not field(pace, "reported", True):
        return PaceDrawing("not_reported", end, expected=expected)
    low, high = position(field(pace, "forecast_low")), position(field(pace, "forecast_high"))
    return PaceDrawing(
        "reported",
        end,
        done=done,
        over=float(field(pace, "completion")) > SCALE,  # type: ignore[arg-type]
        expected=expected,
        whisker=None if low is None or high is None else (low, high),
        stretch=position(field(pace, "stretch")),
    )
