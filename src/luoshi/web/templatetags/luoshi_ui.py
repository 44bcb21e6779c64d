"""The components of a page; each draws one small template of ``templates/components``."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html, json_script
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from luoshi.ledger.refusal import AFTER_FULL_WIDTH, Problem
from luoshi.web import formats
from luoshi.web.lights import LIGHTS
from luoshi.web.named import group_named, measured_in, named, unit_named
from luoshi.web.navigation import ROOMS
from luoshi.web.pace_drawing import draw_pace, field
from luoshi.workdays import day_names
from luoshi.workdays.period_names import period_name
from luoshi.workdays.periods import Period

register = template.Library()

SPARK_WIDTH, SPARK_HEIGHT, SPARK_MARGIN = 84.0, 22.0, 3.0
SOON_DAYS = 3
HIDDEN = SafeString(' class="visually-hidden"')

register.filter("day", day_names.day)
register.filter("short_day", day_names.short_day)
register.filter("month", day_names.month)
register.filter("number", formats.number)
register.filter("as_published", formats.as_published)
register.filter("percent", formats.percent)
register.filter("points", formats.points)
register.filter("unit_name", formats.unit_name)
register.filter("named", named)
register.filter("group_named", group_named)
register.filter("measured_in", measured_in)
register.filter("unit_named", unit_named)


@register.filter("period_name")
def name_of_period(code: str) -> str:
    """The period with this code, e.g. 2015年上半年; ValueError when it is none."""
    return period_name(Period.parse(code))


@register.filter("signed")
def signed_number(value: formats.Number | None, digits: int) -> str | None:
    """A difference, with a plus sign where it is above zero."""
    return formats.number(value, digits, signed=True)


@register.filter("closed_up", is_safe=True)
def closed_up(words: object) -> str:
    """Sentences one after the other: full-width stops carry their own space, and need no blank behind them."""
    return AFTER_FULL_WIDTH.sub("", str(words))


@register.inclusion_tag("components/icon.html")
def icon(name: str) -> dict[str, Any]:
    """An icon of the sprite; always beside a word, so hidden from screen readers."""
    return {"name": name}


@register.inclusion_tag("components/navigation.html", takes_context=True)
def navigation(context: template.Context, place: str) -> dict[str, Any]:
    """The rooms as side list (``side``), phone bar (``bottom``) or key list (``keys``)."""
    return {
        "place": place,
        "rooms": ROOMS,
        "bar": [room for room in ROOMS if room.on_phone_bar],
        "rest": [room for room in ROOMS if not room.on_phone_bar],
        "active": context.get("nav_active", ""),
        "rest_active": any(room.key == context.get("nav_active") for room in ROOMS if not room.on_phone_bar),
    }


@register.inclusion_tag("components/pace_bar.html")
def pace_bar(pace: object, light: str = "", url: str = "", *, brief: bool = False) -> dict[str, Any]:
    """The pace bar 时序进度条 of one target, see ``luoshi.web.pace_drawing``.

    ``words`` of the pace is the gap in words shown at the right; ``light`` (or its ``light`` field) is a
    light code that colours the solid bar; ``url`` is where the gap in the words opens. ``brief`` reads aloud
    where it should be only, for a row that tells what is done in a column of its own.
    """
    drawing = draw_pace(pace)
    completion = field(pace, "completion") if drawing.state == "reported" else None
    return {
        "drawing": drawing,
        "light": light or field(pace, "light", "") or "",
        "url": url,
        "words": field(pace, "words", "") or default_words(drawing.state),
        "summary": pace_summary(drawing.state, completion, field(pace, "expected"), brief=brief),
    }


def default_words(state: str) -> str:
    """The word beside a bar that has no value."""
    return "" if state == "reported" else str(LIGHTS[state].word)


def pace_summary(state: str, completion: Any, expected: Any, *, brief: bool = False) -> str:
    """What a screen reader says for the drawing."""
    if state != "reported":
        return str(LIGHTS[state].word)
    done = formats.percent(completion)
    if (should := formats.percent(expected)) is None:
        return gettext("%(done)s of the year's target done") % {"done": done}
    if brief:
        return gettext("%(expected)s expected by now") % {"expected": should}
    return gettext("%(done)s of the year's target done, %(expected)s expected by now") % {
        "done": done,
        "expected": should,
    }


@register.inclusion_tag("components/pace_key.html")
def pace_key() -> dict[str, Any]:
    """The legend of the pace bar; once a page."""
    return {}


@register.simple_tag
def light(code: str, word: str = "", *, bare: bool = False) -> SafeString:
    """A light as shape and word; ``bare`` shows the shape and leaves the word to screen readers.

    KeyError for a code outside ``LIGHTS``. Written here and not in a template: tables hold hundreds.
    """
    shown = LIGHTS[code]
    return format_html(
        '<span class="light" data-light="{}"><svg viewBox="0 0 12 12" aria-hidden="true">{}</svg>'
        "<span{}>{}</span></span>",
        code,
        shown.shape,
        HIDDEN if bare else "",
        word or shown.word,
    )


@register.inclusion_tag("components/simulated_mark.html")
def simulated_mark(*, bare: bool = False) -> dict[str, Any]:
    """The mark 演示数据 that simulated figures carry wherever they go.

    ``bare`` shows the hatch and leaves the word to screen readers: for rows of a table.
    """
    return {"bare": bare}


@register.simple_tag
def figure(value: formats.Number | None, unit: str = "", url: str = "", digits: int = 2) -> SafeString:
    """A number with its unit and a link to where it came from; an em dash when it was not reported."""
    return drawn_figure(formats.number(value, digits), url, unit)


@register.simple_tag
def figure_text(text: str | None, url: str) -> SafeString:
    """A figure that is written already (a percentage, a chance, a count) with the link to where it came from."""
    return drawn_figure(text or None, url)


def drawn_figure(text: str | None, url: str, unit: str = "") -> SafeString:
    """A figure as it stands on the page. Written here and not in a template: tables hold hundreds."""
    if text is None:
        shown = format_html(
            '<span aria-hidden="true">—</span><span class="visually-hidden">{}</span>',
            gettext("not reported"),
        )
    elif unit:
        shown = format_html('{}<span class="figure-unit">{}</span>', text, formats.unit_name(unit))
    else:
        shown = conditional_escape(text)
    if url:
        return format_html('<a class="figure" href="{}">{}</a>', url, shown)
    return format_html('<span class="figure">{}</span>', shown)


@register.inclusion_tag("components/empty_state.html")
def empty_state(title: str, text: str, action_url: str = "", action_label: str = "") -> dict[str, Any]:
    """What the page is for and the one next step."""
    return {"title": title, "text": text, "action_url": action_url, "action_label": action_label}


@register.inclusion_tag("components/data_table_actions.html")
def data_table_actions(table_id: str = "", export_url: str = "") -> dict[str, Any]:
    """Filter (when the table has an id), export (when there is an address) and print."""
    return {"table_id": table_id, "export_url": export_url}


@register.inclusion_tag("components/clock.html")
def clock(due_date: dt.date | None, today: dt.date, words: str = "", state: str = "") -> dict[str, Any]:
    """A due date with the remaining time in words, e.g. 逾期 3 天.

    ``state`` is ``overdue``, ``soon``, ``running`` or ``stopped``; when empty it follows from the dates
    (soon = within three calendar days).
    """
    return {"due": due_date, "words": words, "state": state or clock_state(due_date, today)}


def clock_state(due_date: dt.date | None, today: dt.date) -> str:
    """The state of a clock from its dates; ``stopped`` when there is no due date."""
    if due_date is None:
        return "stopped"
    days = (due_date - today).days
    if days < 0:
        return "overdue"
    return "soon" if days <= SOON_DAYS else "running"


@register.inclusion_tag("components/sparkline.html")
def sparkline(values: Sequence[formats.Number | None], label: str = "") -> dict[str, Any]:
    """A small line; missing values break it. ``label`` is read aloud, else the last value is."""
    exact = [formats.to_decimal(value) for value in values]
    known = [float(value) for value in exact if value is not None]
    points = spark_points([None if value is None else float(value) for value in exact])
    last = formats.number(known[-1]) if known else gettext("not reported")
    drawn = [point for point in points if point is not None]
    return {"path": spark_path(points), "end": drawn[-1] if drawn else None, "label": label or last}


def spark_points(values: Sequence[float | None]) -> list[tuple[float, float] | None]:
    """Positions in the drawing's box, None for missing; a flat series runs through the middle."""
    known = [value for value in values if value is not None]
    low, span = (min(known), max(known) - min(known)) if known else (0.0, 0.0)
    step = (SPARK_WIDTH - 2 * SPARK_MARGIN) / max(len(values) - 1, 1)
    height = SPARK_HEIGHT - 2 * SPARK_MARGIN
    return [
        None
        if value is None
        else (
            round(SPARK_MARGIN + index * step, 1),
            round(SPARK_MARGIN + height * (1 - ((value - low) / span if span > 0 else 0.5)), 1),
        )
        for index, value in enumerate(values)
    ]


def spark_path(points: Sequence[tuple[float, float] | None]) -> str:
    """SVG path data: a new sub-path after each gap."""
    parts: list[str] = []
    pen_down = False
    for point in points:
        if point is not None:
            parts.append(f"{'L' if pen_down else 'M'}{point[0]} {point[1]}")
        pen_down = point is not None
    return "".join(parts)


@register.inclusion_tag("components/status_badge.html")
def status_badge(word: str, tone: str = "neutral") -> dict[str, Any]:
    """A state in a word; tone is ``neutral``, ``active``, ``waiting``, ``good`` or ``bad``."""
    return {"word": word, "tone": tone}


@register.inclusion_tag("components/chart.html")
def chart(id: str, spec: Mapping[str, Any], table: Mapping[str, Any]) -> dict[str, Any]:
    """A Vega-Lite chart and its table twin.

    ``table`` has caption, columns (names) and rows (lists whose first cell names the row).
    """
    return {"id": id, "spec": spec, "spec_id": f"{id}-spec", "table": table}


@register.inclusion_tag("components/field_errors.html")
def field_errors(errors: Sequence[str], id: str = "") -> dict[str, Any]:
    """The errors of one field; ``id`` is what the input's aria-describedby names."""
    return {"errors": errors, "id": id}


@register.filter
def beside(problems: Sequence[Problem], field: str) -> list[str]:
    """What is wrong with one field (its ``code``), to stand beside it."""
    return [f"{p.what} {p.mend}".strip() for p in problems if p.code == field]


@register.simple_tag
def described(errors: Sequence[str], id: str) -> SafeString:
    """Attributes of an input whose ``errors`` stand under it by ``id``; the page opens there. Nothing without errors."""
    if not errors:
        return SafeString()
    return format_html(' aria-invalid="true" aria-describedby="{}" autofocus', id)


@register.simple_tag
def script_messages() -> SafeString:
    """The sentences of the scripts in the reader's language, as a JSON data block."""
    return json_script(
        {
            "updated": gettext("The page has been updated."),
            "offline": gettext("No connection. What you typed is kept on this device; try again later."),
            "forbidden": gettext("You may not do this. Reload the page or sign in again."),
            "failed": gettext("That did not work and nothing was changed. Try again."),
            "saved": gettext("Saved."),
            "unchanged": gettext("No changes."),
            "draft_kept": gettext("Changed cells: {count}. Kept on this device, not yet sent."),
            "draft_restored": gettext("Kept on this device, not yet sent: your changes have been put back."),
            "draft_offline": gettext("No connection. Kept on this device, not yet sent."),
            "draft_queued": gettext(
                "No connection. Kept on this device, not yet sent; it is sent once you are connected."
            ),
            "sign_out_drafts": gettext(
                "{count} sheets on this device have changes that are not sent. Signing out removes them. Sign out?"
            ),
            "copied": gettext("{count} cells copied."),
            "pasted": gettext("{count} cells pasted. Ctrl+Z takes it back."),
            "paste_refused": gettext("Nothing was pasted: {count} cells cannot be taken."),
            "paste_cell": gettext("{row}, column {column} of the block: {why}"),
            "paste_row": gettext("row {row} of the block"),
            "paste_more": gettext("and {count} more"),
            "paste_outside": gettext("there is no cell to fill in here, or it is locked."),
            "paste_long": gettext("longer than {limit} characters."),
            "paste_no_number": gettext("“{text}” is not a number."),
            "not_a_number": gettext("Not a number: type digits only."),
            "below": gettext("Below the smallest allowed value {limit}."),
            "above": gettext("Above the largest allowed value {limit}."),
            "unusual": gettext("Unusual: expected {low} to {high}. Check it or give a reason."),
        },
        "luoshi-messages",
    )


@register.simple_tag
def other_language() -> str:
    """The language the switch leads to."""
    return "en" if (get_language() or "").startswith("zh") else "zh-hans"
