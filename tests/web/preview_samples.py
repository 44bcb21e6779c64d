"""Invented figures and names for the preview; no real unit or person."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import get_language, gettext

Sample = dict[str, Any]

TEXTS: dict[str, str] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
MONTHS = (4.1, 8.3, 12.9, 17.2, 21.4, 26.0)
LIGHT_CYCLE = (
    "on_pace",
    "slightly_behind",
    "on_pace",
    "behind",
    "not_reported",
    "on_pace",
    "not_applicable",
    "on_pace",
)


def pick(chinese: str, english: str) -> str:
    """The text in the language being previewed."""
    return english if get_language() == "en" else chinese


def table(name: str) -> list[list[str]]:
    return [line.split("|") for line in TEXTS[name].splitlines()]


def maybe(text: str) -> float | None:
    return float(text) if text else None


def sample(page: str) -> Sample:
    """The context of one previewed page: what the context processor and the view will pass."""
    crumbs = [{"label": gettext("Reports"), "url": "#"}, {"label": pick("6 月", "June")}]
    liaison = {"name": pick("林一", "Lin Yi"), "post_title": pick("乙镇联络员", "Liaison, Town B")}
    return {
        "district": pick("示范区", "Model District"),
        "as_of": dt.date(2015, 6, 30),
        "business_date": dt.date(2015, 7, 6),
        "simulated": True,
        "is_demo": True,
        "nav_active": page,
        "viewer": {**liaison, "is_authenticated": True},
        "breadcrumbs": crumbs if page == "reports" else [],
        **(PARTS[page]() if page in PARTS else {}),
    }


def target_row(cells: list[str]) -> Sample:
    zh, en, light, target, actual, unit, completion, expected, low, high, words_zh, words_en = cells
    pace = {
        "completion": maybe(completion),
        "expected": maybe(expected),
        "forecast_low": maybe(low),
        "forecast_high": maybe(high),
        "reported": light != "not_reported",
        "applicable": light != "not_applicable",
        "words": pick(words_zh, words_en),
    }
    return {
        "name": pick(zh, en),
        "light": light,
        "target": maybe(target),
        "actual": maybe(actual),
        "unit": {"个": pick("个", "projects"), "人": pick("人", "people")}.get(unit, unit),
        "digits": 2 if unit == "亿元" else 0,
        "pace": pace,
        "months": MONTHS if actual else (),
    }


def district() -> Sample:
    units = ["甲街道|Subdistrict A", "乙镇|Town B", "丙镇|Town C", "丁乡|Township D", "戊镇|Town E"]
    columns = ["总值|GRP", "财政|Revenue", "工业|Industry", "投资|Investment", "外资|Capital", "就业|Jobs"]
    lights = [[LIGHT_CYCLE[(3 * i + 5 * j) % 8] for j in range(6)] for i in range(len(units))]
    return {
        "rows": [target_row(cells) for cells in table("targets")],
        "points_unit": pick("个百分点", "points"),
        "matrix_columns": [pick(*name.split("|")) for name in columns],
        "matrix": [
            {"name": pick(*unit.split("|")), "lights": row, "behind": row.count("behind")}
            for unit, row in zip(units, lights, strict=True)
        ],
        "chart_state": pick("待核实", "to be verified"),
        **revenue_chart(),
    }


def revenue_chart() -> Sample:
    data = [{"month": i + 1, "value": value} for i, value in enumerate((2.1, 4.0, 6.4, 8.6, 10.9, 13.2))]
    month = {
        "field": "month",
        "type": "ordinal",
        "title": pick("月", "month"),
        "axis": {"labelAngle": 0},
    }
    value = {"field": "value", "type": "quantitative", "title": pick("亿元", "100m yuan")}
    return {
        "spec": {
            "height": 150,
            "data": {"values": data},
            "mark": {"type": "line", "point": True},
            "encoding": {"x": month, "y": value},
        },
        "table": {
            "caption": pick("财政总收入累计，亿元", "Total fiscal revenue to date, 100m yuan"),
            "columns": [pick("月", "Month"), pick("累计", "To date")],
            "rows": [[row["month"], row["value"]] for row in data],
        },
    }


def today() -> Sample:
    return {
        "todo": [
            {
                "title": pick(zh, en),
                "state": pick(state_zh, state_en),
                "tone": tone,
                "source": pick(from_zh, from_en),
                "due": dt.date.fromisoformat(due),
                "words": pick(words_zh, words_en),
            }
            for zh, en, state_zh, state_en, tone, from_zh, from_en, due, words_zh, words_en in table("due")
        ],
        "empty_title": pick("没有等您答复的问题", "Nobody waits for you"),
        "empty_text": pick(
            "下级解决不了的问题会出现在这里，并从提出之日起计时。例：“管网图纸与现场不符，请住建局派人”。",
            "What those below cannot solve appears here, and its clock starts the day it is raised. "
            "Example: “The pipe plan does not match the site; please send somebody.”",
        ),
        "empty_action": pick("看全部督办事项", "See all matters"),
    }


def reports() -> Sample:
    return {
        "grid": [
            {
                "name": pick(zh, en),
                "unit": unit,
                "last_year": maybe(last_year),
                "last_month": maybe(last_month),
                "value": value,
                "low": low,
                "high": high,
                "fixed": fixed,
            }
            for zh, en, unit, last_year, last_month, value, low, high, fixed in table("grid")
        ]
    }


def plan() -> Sample:
    return {
        "drafts": [
            {"title": pick(zh, en), "owner": pick(who, who_en), "due": pick(due, due_en), "state": state}
            for zh, en, who, who_en, due, due_en, state in table("drafts")
        ]
    }


def login() -> Sample:
    groups: dict[str, list[Sample]] = {}
    for code, (role, role_en, name, name_en, post, post_en) in enumerate(table("cast")):
        person = {"code": f"p{code}", "name": pick(name, name_en), "post_title": pick(post, post_en)}
        groups.setdefault(pick(role, role_en), []).append(person)
    return {
        "viewer": None,
        "demo_people": [{"role": role, "people": people} for role, people in groups.items()],
    }


PARTS: dict[str, Callable[[], Sample]] = {
    "district": district,
    "today": today,
    "reports": reports,
    "plan": plan,
    "login": login,
}
