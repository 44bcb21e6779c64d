"""Set up a panel (组织评议): who is rated by whom, on which scale, with which weights, between which days."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.assessment.panel_models import Panel, Rater, RaterClass
from luoshi.assessment.policies import may_score
from luoshi.assessment.scale import Scale
from luoshi.indicators.queries import district_code
from luoshi.ledger.naming import named
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.ledger.texts import too_long
from luoshi.org.models import Post, Tenure
from luoshi.org.queries import on, tree
from luoshi.org.standing import Standing
from luoshi.workdays.periods import Period

CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
# A result that rests on fewer people says who gave it.
FEWEST = 3
MOST_QUESTIONS = 6
HEAVIEST = 1000
LONGEST_NAME, LONGEST_ENGLISH = 80, 120
LONGEST_CLASS, LONGEST_CLASS_ENGLISH = 40, 60


@dataclass(frozen=True)
class NewClass:
    """A class of raters with its weight and the keys of its posts."""

    name: str
    weight: Decimal
    posts: Sequence[int]
    name_en: str = ""


@dataclass(frozen=True)
class NewPanel:
    """``trim`` per cent of a class are dropped at each end; ``least`` raters make a result.

    None is a scale, a day or a number that cannot be read.
    """

    code: str
    period: str
    name: str
    groups: Sequence[str]
    questions: Sequence[tuple[str, str]]
    scale: Scale | None
    classes: Sequence[NewClass]
    opens_on: date | None
    closes_on: date | None
    trim: int | None = 10
    least: int | None = 5
    name_en: str = ""


@transaction.atomic
def define_panel(standing: Standing, new: NewPanel) -> Panel:
    """A panel with its classes and raters. A post counts in the first class that names it, and so does its holder.

    Refused with everything that is wrong, each beside its field.
    """
    require(may_score(standing))
    problems = list(_problems(standing, new))
    if problems:
        raise Refused(problems)
    assert new.scale is not None and new.opens_on is not None and new.closes_on is not None
    assert new.trim is not None and new.least is not None
    units = [n for n in tree(new.opens_on).nodes.values() if n.group in new.groups]
    panel = Panel.objects.create(
        code=new.code,
        period=new.period,
        name=new.name.strip(),
        name_en=new.name_en.strip(),
        groups=list(new.groups),
        questions=[{"text": text.strip(), "text_en": english.strip()} for text, english in new.questions],
        scale=new.scale.kept(),
        trim=new.trim,
        least=new.least,
        opens_on=new.opens_on,
        closes_on=new.closes_on,
        simulated=any(unit.simulated for unit in units),
        defined_at=standing.at,
        defined_by_id=standing.person_id,
    )
    classes = [
        RaterClass.objects.create(
            panel=panel,
            order=n,
            name=c.name.strip(),
            name_en=c.name_en.strip(),
            weight=c.weight,
        )
        for n, c in enumerate(new.classes)
    ]
    raters = _invite(panel, classes, new.classes, standing.today)
    record(
        standing.signature(),
        "assessment.define_panel",
        chain=district_code(),
        subject=f"{panel} {panel.name}",
        rows=[panel, *classes, *raters],
        detail={"raters": len(raters), "units": len(units)},
    )
    return panel


def _invite(panel: Panel, classes: Sequence[RaterClass], asked: Sequence[NewClass], day: date) -> list[Rater]:
    """One vote a post and a person, in the first class that names either."""
    holders: dict[int, set[int]] = {}
    for post, person in Tenure.objects.filter(on(day)).values_list("post_id", "person_id"):
        holders.setdefault(post, set()).add(person)
    posts = Post.objects.in_bulk({key for c in asked for key in c.posts})
    raters: list[Rater] = []
    taken: set[int] = set()
    heard: set[int] = set()
    for kept, new in zip(classes, asked, strict=True):
        for key in new.posts:
            people = holders.get(key, set())
            if key in taken or not people or people & heard:
                continue
            taken.add(key)
            heard |= people
            raters.append(Rater.objects.create(panel=panel, rater_class=kept, post=posts[key]))
    return raters


def _problems(standing: Standing, new: NewPanel) -> Iterator[Problem]:
    yield from code_problems(new.code)
    if not new.name.strip():
        yield Problem(_("Name"), _("The panel has no name."), _("Write what the units will read."), "name")
    yield from too_long(_("Name"), new.name, LONGEST_NAME, "name")
    yield from too_long(_("Name in English"), new.name_en, LONGEST_ENGLISH, "name_en")
    period = yield from period_problems(new.period)
    if period is not None and Panel.objects.filter(code=new.code, period=new.period).exists():
        yield Problem(
            _("Code"),
            _("There is a panel of this code for the period."),
            _("Choose another code or period."),
            "code",
        )
    yield from group_problems(new.groups, new.opens_on or standing.today)
    yield from _day_problems(new, standing.today)
    questions = [text for text, _english in new.questions if text.strip()]
    if not questions or len(questions) != len(new.questions) or len(questions) > MOST_QUESTIONS:
        yield Problem(
            _("Asked about"),
            _("There are none, or more than %d.") % MOST_QUESTIONS,
            _("Write one question a line."),
            "questions",
        )
    yield from _scale_problems(new.scale)
    if new.trim is None or not 0 <= new.trim <= 40:
        yield Problem(
            _("Dropped at each end"), _("This share cannot be dropped."), _("Write 0 to 40 per cent."), "trim"
        )
    if new.least is None:
        yield Problem(
            _("Fewest raters"),
            _("This is not a number."),
            _("Write a whole number, such as 10."),
            "least",
        )
    elif new.least < FEWEST:
        yield Problem(
            _("Fewest raters"),
            _("So few raters would be known by their result."),
            _("Ask for at least %d.") % FEWEST,
            "least",
        )
    yield from _class_problems(new)


def _day_problems(new: NewPanel, today: date) -> Iterator[Problem]:
    for where, day, field in (
        (_("First day"), new.opens_on, "opens_on"),
        (_("Last day"), new.closes_on, "closes_on"),
    ):
        if day is None:
            yield Problem(where, _("This is not a day."), _("Write it as 2015-06-30."), field)
    if new.closes_on is not None and new.closes_on < max(today, new.opens_on or today):
        yield Problem(
            _("Last day"),
            _("It lies before the first day or in the past."),
            _("Choose a later day."),
            "closes_on",
        )


def _scale_problems(scale: Scale | None) -> Iterator[Problem]:
    if scale is None:
        what, mend = _("This is no scale."), _("Write two whole numbers, or a grade and its value a line.")
    elif not scale.grades and scale.low >= scale.high:
        what, mend = _("It ends where it begins, or below."), _("Write the lower number first.")
    elif len(set(scale.values)) < 2:
        what, mend = _("It has fewer than two grades."), _("Give it two ends or more grades.")
    else:
        return
    yield Problem(_("Rating scale"), what, mend, "scale")


def _class_problems(new: NewPanel) -> Iterator[Problem]:
    if not new.classes:
        yield Problem(_("Raters"), _("Nobody is asked."), _("Fill in a class of raters."), "classes")
    names = [one.name.strip() for one in new.classes]
    for n, one in enumerate(new.classes):
        if names[n] and names[n] in names[:n]:
            yield Problem(
                named(one), _("Another class has this name."), _("Choose another name."), f"class-{n}"
            )
        if not one.name.strip():
            what = _("This class has a weight or posts, and no name.")
            mend = _("Enter a name, or empty the whole row and choose no posts for it.")
            yield Problem(str(n + 1), what, mend, f"class-{n}")
        elif one.weight <= 0:
            what, mend = _("A class has a weight above zero."), _("Enter its weight.")
            yield Problem(one.name, what, mend, f"class-{n}")
        yield from too_long(one.name, one.name, LONGEST_CLASS, f"class-{n}")
        yield from too_long(one.name, one.name_en, LONGEST_CLASS_ENGLISH, f"class-{n}")
        if one.weight > 0 and (one.weight > HEAVIEST or one.weight != round(one.weight, 2)):
            yield Problem(
                one.name or str(n + 1),
                _("This is no weight that can be published."),
                _("Write a number up to %d, with two decimals at most.") % HEAVIEST,
                f"class-{n}",
            )
        if not one.posts:
            if not one.name.strip():
                continue  # Told already: nobody is chosen for a row that may be meant to be empty.
            yield Problem(
                one.name,
                _("Nobody in office belongs to this class."),
                _("Choose other posts."),
                f"class-{n}",
            )
        elif len(set(one.posts)) < FEWEST:
            # The answers that are kept by class would say whose they are.
            yield Problem(
                one.name or str(n + 1),
                _("So few raters would be known by their result."),
                _("Ask for at least %d.") % FEWEST,
                f"class-{n}",
            )
    if new.classes and len({key for one in new.classes for key in one.posts}) < (new.least or 0):
        yield Problem(
            _("Raters"),
            _("They are fewer than a result needs."),
            _("Add raters or ask for fewer."),
            "classes",
        )


def code_problems(code: str) -> Iterator[Problem]:
    """Whether ``code`` can stand behind "panel.", "survey." or "event." in a scheme."""
    if not CODE.fullmatch(code):
        yield Problem(
            _("Code"),
            _("“%s” is not a code.") % code,
            _("Use small letters, digits and underscores, beginning with a letter."),
            "code",
        )


def period_problems(code: str) -> Generator[Problem, None, Period | None]:
    """Yields what is wrong with a period of whole months; returns the period, None when it is none."""
    try:
        return Period.of_months(code)
    except ValueError:
        yield Problem(_("Period"), _("This is not a period."), _("Choose one from the list."), "period")
        return None


def group_problems(groups: Iterable[str], day: date) -> Iterator[Problem]:
    """Whether there are groups, each with units on ``day``."""
    known = {n.group for n in tree(day).nodes.values() if n.group}
    chosen = list(groups)
    if not chosen or not known.issuperset(chosen):
        yield Problem(
            _("Peer groups"), _("No unit would be concerned."), _("Choose at least one group."), "groups"
        )
