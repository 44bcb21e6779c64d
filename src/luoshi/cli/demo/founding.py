"""Founding the demonstration district: units, people, calendar, catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from luoshi.cli.demo.agenda import as_person, moment
from luoshi.cli.demo.book import Book, Measured
from luoshi.cli.demo.figures import PAST_FROM, Figures, invent_past
from luoshi.indicators.actions.define_form import NewForm, NewItem, define_form
from luoshi.indicators.actions.define_indicator import NewIndicator, define_indicator
from luoshi.indicators.actions.import_history import PastFigure, import_history
from luoshi.indicators.models import Indicator, Nature
from luoshi.org.actions.appoint import Appointment, appoint
from luoshi.org.actions.establish import NewUnit, establish
from luoshi.org.actions.group_peers import group_peers
from luoshi.org.actions.move import move
from luoshi.org.models import Relation, Unit
from luoshi.org.standing import Standing
from luoshi.workdays.actions.seed_days import seed_days
from luoshi.workdays.actions.set_clock import set_clock

NEW_YEAR = date(2015, 1, 4)
FORM = "monthly"
OWNERS = {"YS-TJ": "statistician", "YS-CZ": "treasurer"}


def found(book: Book, figures: Figures) -> None:
    """Everything that stands before the plan is read."""
    founder = Standing(at=moment(book.founded), name="演示建库 demonstration")
    group_peers(founder, [tuple(g) for g in book.raw["groups"]], chain=book.root)
    establish(founder, _units(book), book.founded)
    appoint(founder, _appointments(book), book.founded)
    set_clock(founder.signature(), book.today, chain=book.root)
    admin = as_person("admin", NEW_YEAR)
    seed_days(admin, [2014, 2015, 2016], chain=book.root)
    _hand_over(book)
    _catalogue(book, figures)


def _units(book: Book) -> list[NewUnit]:
    raw = book.raw
    units = [
        NewUnit(book.root, "district", raw["root"]["name"], 0, name_en=raw["root"]["name_en"], simulated=True)
    ]

    def add(rows: list[list[str]], kind: str, start: int, parent: str, group: str | None = None) -> None:
        for n, (code, name, name_en, *_rest) in enumerate(rows):
            units.append(
                NewUnit(code, kind, name, start + n, parent, name_en=name_en, group=group, simulated=True)
            )

    add(raw["departments"], "department", 100, book.root, "departments")
    add([raw["zone"]], "zone", 190, book.root)
    for n, place in enumerate(book.places):
        units.append(
            NewUnit(
                place.code, place.kind, place.name, 200 + n, book.root,
                name_en=place.name_en, group=place.group, simulated=True,
            )
        )  # fmt: skip
    for kind, key in (("village", "villages"), ("community", "communities"), ("grid", "grids")):
        for parent, rows in raw[key].items():
            add(rows, kind, 300 + len(units), parent)
    return units


def _appointments(book: Book) -> list[Appointment]:
    named = [
        Appointment(unit, role, title, title_en, code, name, name_en, order, account=True, simulated=True)
        for order, (unit, role, title, title_en, code, name, name_en) in enumerate(book.raw["cast"])
    ]
    taken = {(a.unit, a.role) for a in named}
    others = _unnamed_people(book)
    for place in book.places:
        for role, title, title_en in (
            ("principal", "乡镇长（主任）", "Head"),
            ("deputy", "副职", "Deputy"),
            ("liaison", "联络员", "Liaison"),
        ):
            if (place.code, role) not in taken:
                named.append(_unnamed(place.code, role, title, title_en, next(others)))
    for code, _name, _name_en in [*book.raw["departments"], book.raw["zone"]]:
        for role, title, title_en in (("principal", "主要负责人", "Head"), ("liaison", "联络员", "Liaison")):
            if (code, role) not in taken:
                named.append(_unnamed(code, role, title, title_en, next(others)))
    for rows in book.raw["villages"].values():
        named += [
            _unnamed(code, "village_cadre", "村委会主任", "Village Head", next(others))
            for code, *_names in rows
            if (code, "village_cadre") not in taken
        ]
    return named


def _unnamed_people(book: Book) -> Iterator[tuple[int, str]]:
    surnames, given = book.raw["surnames"], book.raw["given"]
    for n in range(len(surnames) * len(given)):
        yield n, surnames[n % len(surnames)] + given[(n * 7) % len(given)]


def _unnamed(unit: str, role: str, title: str, title_en: str, who: tuple[int, str]) -> Appointment:
    number, name = who
    return Appointment(
        unit,
        role,
        title,
        title_en,
        f"{unit.lower()}-{role}".replace("_", "-"),
        name,
        order=50 + number % 40,
        simulated=True,
    )


def _hand_over(book: Book) -> None:
    handed = book.raw["handed_over"]
    unit, to = Unit.objects.get(code=handed["unit"]), Unit.objects.get(code=handed["to"])
    move(as_person("admin", NEW_YEAR), unit, to, Relation.MANAGED_BY, handed["since"], handed["reason"])


def _catalogue(book: Book, figures: Figures) -> None:
    office = as_person("supervisor", NEW_YEAR, 10)
    indicators = define_indicator(
        office,
        [
            NewIndicator(
                code=i.code, name=i.name, name_en=i.name_en, synonyms=i.synonyms, unit_name="万元",
                unit_name_en="10k yuan", decimals=0, nature=Nature.CUMULATIVE, data_owner=i.owner,
            )
            for i in book.indicators
        ],
    )  # fmt: skip
    define_form(
        office,
        NewForm(
            code=FORM,
            name="主要经济指标月报",
            name_en="Monthly report of main economic indicators",
            items=tuple(NewItem(i.code, i.months) for i in book.indicators),
            units=tuple(p.code for p in book.places),
            due_working_days=3,
        ),
        NEW_YEAR,
    )
    past = invent_past(book, figures)
    for indicator, measured in zip(indicators, book.indicators, strict=True):
        _remember(book, indicator, measured, figures, range(2014, 2015))
        _remember(book, indicator, measured, past, range(PAST_FROM[measured.code], 2014))


def _remember(book: Book, indicator: Indicator, measured: Measured, figures: Figures, years: range) -> None:
    """The data owner hands over the closed figures of ``years``."""
    span = "–".join(dict.fromkeys((str(years[0]), str(years[-1]))))
    import_history(
        as_person(OWNERS[measured.owner], NEW_YEAR, 11),
        indicator,
        [
            PastFigure(
                place.code, f"{year}-{month:02d}", Decimal(figures[place.code, measured.code, year, month])
            )
            for place in book.places
            for year in years
            for month in measured.months
        ],
        f"演示数据：{span}年分月累计数 / simulated",
    )
