"""What people say of the units: a sealed panel, one that is open, and a satisfaction survey (演示评议与满意度)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import partial

from luoshi.assessment.actions.define_panel import NewClass, NewPanel, define_panel
from luoshi.assessment.actions.define_survey import NewSurvey, define_survey
from luoshi.assessment.actions.enter_survey import Counted, enter_survey
from luoshi.assessment.actions.submit_ballot import submit_ballot
from luoshi.assessment.ballots import Filled, own_units, rated_units
from luoshi.assessment.panel_models import Panel
from luoshi.assessment.panels import post_choices
from luoshi.assessment.scale import Grade, Scale, of_grades
from luoshi.cli.demo.agenda import Agenda, as_person
from luoshi.cli.demo.book import Book
from luoshi.kernel.sampling import lot
from luoshi.org.models import Tenure
from luoshi.org.queries import on

PLACES = ("streets", "towns", "townships")
LEADERS = ("leader:district", "discipline:departments", "deputies_overseer:departments")
SEALED, OPEN = "service", "conduct"
SEALED_SET_UP, SEALED_OPENS, SEALED_VOTES, SEALED_CLOSES = (date(2015, 6, day) for day in (15, 16, 24, 26))
OPEN_SET_UP, OPEN_OPENS = date(2015, 7, 15), date(2015, 7, 16)
OPEN_VOTES, OPEN_CLOSES = date(2015, 7, 21), date(2015, 7, 31)
SURVEYED_ON = date(2015, 7, 1)
GRADES = (("好", 100, "Good"), ("较好", 85, "Fairly good"), ("一般", 70, "Fair"), ("差", 50, "Poor"))
# A village cadre and a few heads never came to it; in the open panel most have not yet.
SILENT, SILENT_YET = 0.06, 0.6
RELATED = "YS-T04"
ANSWERED_LITTLE, FEW = "YS-X6", 21

Rating = Callable[[str, str], str]


def enter(agenda: Agenda, book: Book) -> None:
    """Leaders, departments and villages rate the places in June; in July the departments are being rated."""
    agenda.at(SEALED_SET_UP, _set_up_places, 15)
    agenda.at(SEALED_VOTES, partial(_vote, SEALED, SEALED_VOTES, SILENT, partial(_marked, book)), 15)
    agenda.at(OPEN_SET_UP, _set_up_departments, 15)
    agenda.at(OPEN_VOTES, partial(_vote, OPEN, OPEN_VOTES, SILENT_YET, partial(_graded, book)), 15)
    agenda.at(SURVEYED_ON, partial(_survey, book), 16)


def _posts(day: date, *keys: str) -> list[int]:
    chosen = {choice.key: choice.posts for choice in post_choices(day)}
    return [post for key in keys for post in chosen.get(key, ())]


def _classes(day: date, grassroots: Sequence[str]) -> tuple[NewClass, ...]:
    return (
        NewClass("领导", Decimal(40), _posts(day, *LEADERS), "Leaders"),
        NewClass("部门", Decimal(30), _posts(day, "principal:departments"), "Departments"),
        NewClass("基层", Decimal(30), _posts(day, *grassroots), "Grassroots"),
    )


def _set_up_places() -> None:
    define_panel(
        as_person("assessor", SEALED_SET_UP, 15),
        NewPanel(
            code=SEALED,
            period="2015-H1",
            name="上半年乡镇街道工作评议（演示）",
            name_en="Panel on streets, towns and townships, first half-year",
            groups=PLACES,
            questions=(("工作作风", "Conduct"), ("工作实效", "Results")),
            scale=Scale(Decimal(0), Decimal(100)),
            classes=_classes(SEALED_SET_UP, ["village_cadre:village"]),
            opens_on=SEALED_OPENS,
            closes_on=SEALED_CLOSES,
        ),
    )


def _set_up_departments() -> None:
    define_panel(
        as_person("assessor", OPEN_SET_UP, 15),
        NewPanel(
            code=OPEN,
            period="2015-H1",
            name="上半年部门作风评议（演示）",
            name_en="Panel on the conduct of departments, first half-year",
            groups=("departments",),
            questions=(("服务基层的作风", "Conduct towards the grassroots"),),
            scale=of_grades(tuple(Grade(Decimal(value), name, english) for name, value, english in GRADES)),
            classes=_classes(OPEN_SET_UP, [f"principal:{group}" for group in PLACES]),
            opens_on=OPEN_OPENS,
            closes_on=OPEN_CLOSES,
        ),
    )


def _vote(code: str, day: date, silent: float, rating: Rating) -> None:
    """Those raters who came to it, each with a view of his own; nobody of the cast in the open panel."""
    panel = Panel.objects.get(code=code)
    units = rated_units(panel)
    posts = [rater.post_id for rater in panel.raters.all()]
    holders = Tenure.objects.filter(on(day), post__in=posts).select_related("person__account")
    for tenure in holders.order_by("post__unit__order", "pk"):
        person = tenure.person
        if lot(code, person.code) < silent or (code == OPEN and person.account is not None):
            continue
        standing = as_person(person.code, day, 15)
        own = own_units(standing, panel)
        answers = {
            unit.code: [rating(person.code, f"{unit.code}{n}") for n in range(len(panel.questions))]
            for unit in units
            if unit.code not in own
        }
        recusals = {}
        if code == SEALED and person.code == "industry_head":
            del answers[RELATED]
            recusals[RELATED] = "近亲属在该镇任职（演示）"
        submit_ballot(standing, panel, Filled(answers, recusals))


def _view(book: Book, person: str, subject: str) -> float:
    """Between 0 and 1: how the unit is seen by all, how strict the rater is, and chance; invented."""
    seed = str(book.seed)
    return 0.5 * lot(seed, subject[:-1]) + 0.2 * lot(seed, person) + 0.3 * lot(seed, person + subject)


def _marked(book: Book, person: str, subject: str) -> str:
    return str(70 + round(28 * _view(book, person, subject)))


def _graded(book: Book, person: str, subject: str) -> str:
    place = min(3, int(4 * (1 - _view(book, person, subject))))
    return str(GRADES[place][1])


def _survey(book: Book) -> None:
    office = as_person("assessor", SURVEYED_ON, 16)
    survey = define_survey(
        office,
        NewSurvey(
            code="satisfaction",
            period="2015-H1",
            name="上半年群众满意度调查（演示）",
            name_en="Satisfaction survey, first half-year",
            groups=PLACES,
        ),
    )
    found = []
    for place in book.places:
        chance = lot("satisfaction", place.code)
        sent = 200
        answered = FEW if place.code == ANSWERED_LITTLE else round(sent * (0.55 + 0.3 * chance))
        satisfied = round(answered * (0.72 + 0.2 * lot("satisfied", place.code)))
        found.append(Counted(place.code, sent, answered, satisfied, population=place.weight * 900))
    enter_survey(office, survey, found, "区统计局《群众满意度电话调查报告》〔2015〕4号（演示）")
