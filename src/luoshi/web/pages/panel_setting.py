"""Setting up a panel: questions, scale, classes of raters with their posts and weights, days (组织评议)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _

from luoshi.assessment import policies
from luoshi.assessment.actions.define_panel import NewClass, NewPanel, define_panel
from luoshi.assessment.panels import PostChoice, post_choices
from luoshi.assessment.scale import Grade, Scale, of_grades
from luoshi.ledger.refusal import Problem, Refused
from luoshi.org.queries import tree
from luoshi.web.access import page
from luoshi.web.forms import day_asked, number_typed
from luoshi.web.named import group_named
from luoshi.web.pages.assessment import periods, years
from luoshi.web.request import Request

CLASSES = range(4)
USUAL = (("领导", "Leaders", "40"), ("部门", "Departments", "30"), ("基层", "Grassroots", "30"))
GRADES = "好 100 Good\n较好 85 Fairly good\n一般 70 Fair\n差 50 Poor"
GRADE = re.compile(r"(?P<name>\S+)\s+(?P<value>\d{1,3}(?:\.\d{1,2})?)(?:\s+(?P<english>.+))?")
OPEN_DAYS = 10
# Which of the usual classes the posts of a role belong to, to begin with.
BEGIN = {"leader": "0", "principal:departments": "1", "village_cadre": "2"}


@dataclass(frozen=True)
class ClassRow:
    """A class of raters on the form."""

    n: int
    name: str
    name_en: str
    weight: str
    problems: list[str]

    @property
    def key(self) -> str:
        """As a post names its class on the form."""
        return str(self.n)


@page(policies.may_score)
def new(request: Request) -> HttpResponse:
    """Set up a panel; what is wrong stands beside its field, what was typed stays."""
    said = request.POST if request.method == "POST" else _usual(request)
    choices = post_choices(request.standing.today)
    problems: list[Problem] = []
    if request.method == "POST":
        try:
            made = define_panel(request.standing, _meant(said, choices))
        except Refused as refusal:
            problems = refusal.problems
        else:
            messages.success(
                request, _("The panel is set up. Its raters find it under Today from its first day on.")
            )
            return redirect("assessment_panel", made.pk)
    return render(
        request,
        "assessment/panel_new.html",
        _form(request, said, choices, problems),
        status=422 if problems else 200,
    )


def _form(
    request: Request, said: QueryDict, choices: list[PostChoice], problems: list[Problem]
) -> dict[str, Any]:
    wrong: dict[str, list[str]] = {}
    for problem in problems:
        wrong.setdefault(problem.code, []).append(f"{problem.what} {problem.mend}")
    groups = {n.group: group_named(n) for n in tree(request.standing.today).in_order() if n.group}
    chosen = said.getlist("groups")
    return {
        "entered": said,
        "wrong": wrong,
        "problems": [p for p in problems if not p.code],
        "periods": [code for year in years(request) for code in periods(year)],
        "groups": [(code, name, code in chosen) for code, name in groups.items()],
        "classes": [
            ClassRow(
                n,
                said.get(f"class-name-{n}", ""),
                said.get(f"class-name_en-{n}", ""),
                said.get(f"class-weight-{n}", ""),
                wrong.get(f"class-{_place(said, n)}", []),
            )
            for n in CLASSES
        ],
        "choices": [(choice, len(choice.posts), said.get(f"post-{choice.key}", "")) for choice in choices],
    }


def _usual(request: Request) -> QueryDict:
    """What the form begins with: three classes at 40, 30 and 30 per cent, whole numbers to 100, ten days."""
    today = request.standing.today
    said = QueryDict(mutable=True)
    said.update(
        {
            "period": f"{today.year}-H{1 if today.month < 8 else 2}",
            "opens_on": today.isoformat(),
            "closes_on": (today + timedelta(days=OPEN_DAYS)).isoformat(),
            "kind": "range",
            "low": "0",
            "high": "100",
            "grades": GRADES,
            "trim": "10",
            "least": "5",
        }
    )
    for n, (name, english, weight) in enumerate(USUAL):
        said.update({f"class-name-{n}": name, f"class-name_en-{n}": english, f"class-weight-{n}": weight})
    for choice in post_choices(today):
        role = choice.key.partition(":")[0]
        said[f"post-{choice.key}"] = BEGIN.get(choice.key, BEGIN.get(role, ""))
    return said


def _place(said: QueryDict, n: int) -> int:
    """The place of the class in row ``n`` among those that are filled in; -1 for an empty row."""
    there = list(_filled_rows(said))
    return there.index(n) if n in there else -1


def _filled_rows(said: QueryDict) -> Iterator[int]:
    """Rows with a name, a weight or posts: of what was filled in nothing is passed over."""
    chosen = {value for field, value in said.items() if field.startswith("post-")}
    for n in CLASSES:
        typed = (said.get(f"class-{part}-{n}", "").strip() for part in ("name", "name_en", "weight"))
        if any(typed) or str(n) in chosen:
            yield n


def _meant(said: QueryDict, choices: list[PostChoice]) -> NewPanel:
    """What was filled in; None for what is no day, number or scale."""
    return NewPanel(
        code=said.get("code", "").strip(),
        period=said.get("period", ""),
        name=said.get("name", ""),
        name_en=said.get("name_en", ""),
        groups=tuple(said.getlist("groups")),
        questions=tuple(_questions(said.get("questions", ""))),
        scale=_scale(said),
        classes=tuple(
            NewClass(
                said.get(f"class-name-{n}", ""),
                number_typed(said.get(f"class-weight-{n}", "")) or Decimal(0),
                [key for c in choices if said.get(f"post-{c.key}") == str(n) for key in c.posts],
                said.get(f"class-name_en-{n}", ""),
            )
            for n in _filled_rows(said)
        ),
        opens_on=day_asked(said.get("opens_on", "")),
        closes_on=day_asked(said.get("closes_on", "")),
        trim=_whole(said.get("trim", "")),
        least=_whole(said.get("least", "")),
    )


def _whole(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,3}", text.strip()) else None


def _questions(text: str) -> Iterator[tuple[str, str]]:
    """A question a line; behind a bar its English."""
    for line in text.splitlines():
        if line.strip():
            chinese, _bar, english = line.replace("｜", "|").partition("|")
            yield chinese.strip(), english.strip()


def _scale(said: QueryDict) -> Scale | None:
    if said.get("kind") != "grades":
        low, high = (_whole(said.get(field, "")) for field in ("low", "high"))
        return None if low is None or high is None else Scale(Decimal(low), Decimal(high))
    lines = [line.strip() for line in said.get("grades", "").splitlines() if line.strip()]
    read = [GRADE.fullmatch(line) for line in lines]
    if not read or not all(read):
        return None
    return of_grades(tuple(Grade(Decimal(m["value"]), m["name"], m["english"] or "") for m in read if m))


routes = [path("assessment/panels/new/", new, name="assessment_panel_new")]
