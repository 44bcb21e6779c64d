"""The pace bar: a year's target, what is done, and where the calendar says it should be (进度条).

Readable in black and white: an outlined track for the year, a solid bar for what is done, a tick for the
calendar. Not reported is hatched. Over 100 % the bar goes past the end mark; beyond `LONGEST` it is cut off at
the edge and the words beside it carry the figure.
"""

from dataclasses import dataclass
from html import escape
from math import isnan

import vl_convert

TRACK = 200  # width of 100 % in drawing units
LONGEST = 1.2
HEIGHT = 20
BAR_TOP, BAR_HEIGHT = 5, 10
HATCH_STEP = 6
TEAL, INK, PAPER, EDGE = "#0b6e69", "#1a1a1a", "#f1f3f3", "#7b8585"


@dataclass(frozen=True, slots=True)
class PaceBar:
    """One target at a date. Shares are of the year's target, 1.0 = 100 %; None or NaN is missing.

    done: None when nothing was reported. expected: None where no pace is set.
    label: what is drawn, in words, for readers who do not see it.
    """

    label: str
    done: float | None
    expected: float | None = None


def svg(bar: PaceBar) -> str:
    """Return the bar as an SVG element; its parts are told apart by their `pace-*` classes."""
    width = TRACK * LONGEST + 2
    spoken = escape(bar.label, quote=True)
    return "".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" class="pace" role="img" aria-label="{spoken}" ',
            f'width="{width}" height="{HEIGHT}" viewBox="0 0 {width} {HEIGHT}">',
            _box("pace-track", 0.5, TRACK, f'fill="{PAPER}" stroke="{EDGE}"'),
            *_progress(bar),
            _line("pace-end", TRACK, 2, HEIGHT - 2, f'stroke="{EDGE}"'),
            *_calendar(bar),
            "</svg>",
        ]
    )


def png(bar: PaceBar, scale: float = 2) -> bytes:
    """Return the bar as a PNG, `scale` pixels a drawing unit."""
    return bytes(vl_convert.svg_to_png(svg(bar), scale=scale))


def known(share: float | None) -> float | None:
    """Return the share, or None where it is missing in either way (None, NaN)."""
    return None if share is None or isnan(share) else share


def _x(share: float) -> float:
    return round(min(max(share, 0.0), LONGEST) * TRACK, 2)


def _progress(bar: PaceBar) -> list[str]:
    done = known(bar.done)
    if done is None:
        return [_hatching()]
    return [_box("pace-done", 0, _x(done), f'fill="{TEAL}"')] if done > 0 else []


def _hatching() -> str:
    bottom = BAR_TOP + BAR_HEIGHT
    strokes = "".join(
        f"M{left} {bottom}L{left + BAR_HEIGHT} {BAR_TOP}"
        for left in range(HATCH_STEP // 2, TRACK - BAR_HEIGHT, HATCH_STEP)
    )
    return f'<path class="pace-missing" d="{strokes}" fill="none" stroke="{EDGE}"/>'


def _calendar(bar: PaceBar) -> list[str]:
    expected = known(bar.expected)
    return (
        []
        if expected is None
        else [_line("pace-tick", _x(expected), 0, HEIGHT, f'stroke="{INK}" stroke-width="2"')]
    )


def _box(name: str, left: float, width: float, paint: str) -> str:
    return f'<rect class="{name}" x="{left}" y="{BAR_TOP}" width="{width}" height="{BAR_HEIGHT}" {paint}/>'


def _line(name: str, x: float, top: float, bottom: float, paint: str) -> str:
    return f'<path class="{name}" d="M{x} {top}V{bottom}" {paint}/>'
