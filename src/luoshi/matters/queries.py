"""All reads that leave the matters room."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from luoshi.ledger.refusal import require
from luoshi.matters.card import LATE, QUESTIONS, WHY, Card, card
from luoshi.matters.clock import OVERDUE, read_clock
from luoshi.matters.deadlines import due_soon, overdue
from luoshi.matters.matter_type import RUNNING, WAITING, MatterType, all_types
from luoshi.matters.models import LinkState, Matter
from luoshi.matters.policies import holds, may_see, visible_matters
from luoshi.matters.reading import situations
from luoshi.matters.sheet import Sheet, lead_units, sheet
from luoshi.matters.situation import Situation
from luoshi.org.models import Role
from luoshi.org.queries import tree
from luoshi.org.standing import Standing
from luoshi.org.tree import Node
from luoshi.workdays.queries import calendar


@dataclass(frozen=True)
class Column:
    """One column of the desk: a question and the matters of which it is asked, the most pressing first."""

    question: str
    cards: tuple[Card, ...]


@dataclass(frozen=True)
class Desk:
    """The supervision desk (督查台). ``leads`` are the units that lead any of the visible matters."""

    columns: tuple[Column, ...]
    ended: tuple[Card, ...]
    leads: tuple[Node, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Matters by question, in the order of the columns."""
        return {column.question: len(column.cards) for column in self.columns}

    @property
    def total(self) -> int:
        """Matters that still have a question."""
        return sum(self.counts.values())


@dataclass(frozen=True)
class MyMatters:
    """What concerns one person (今日): to be done by him, and waiting for his answer; by clock."""

    must_do: tuple[Card, ...]
    waits_for_me: tuple[Card, ...]


@dataclass(frozen=True)
class Closure:
    """How a unit stands with the matters it leads that fell due (办结情况).

    ``due`` = ``on_time`` + ``late`` + ``waiting`` (with the office, which has not yet passed the report, decided
    on an objection or assigned the matter) + ``overdue`` (not answered).
    """

    due: int = 0
    on_time: int = 0
    late: int = 0
    waiting: int = 0
    overdue: int = 0


def desk(standing: Standing, as_of: date, *, lead: int | None = None, words: str = "") -> Desk:
    """Visible matters as of a day, in four columns; ``lead`` keeps one unit's, ``words`` those that contain it."""
    org, days = tree(as_of), calendar()
    cards = [card(s, as_of, org, days) for s in situations(visible_matters(standing, org), as_of)]
    leads = {c.lead.id: c.lead for c in cards if c.lead}
    shown = [
        c
        for c in cards
        if (lead is None or (c.lead is not None and c.lead.id == lead))
        and (words in c.title or words in c.number)
    ]
    return Desk(
        columns=tuple(
            Column(question, tuple(sorted((c for c in shown if c.question == question), key=_urgent)))
            for question in QUESTIONS
        ),
        ended=tuple(c for c in reversed(shown) if not c.question),
        leads=tuple(sorted(leads.values(), key=lambda n: (n.order, n.code))),
    )


def matter_view(standing: Standing, matter_id: int, as_of: date) -> Sheet | None:
    """The sheet of one matter; None when there is none on ``as_of``; denied when it is not visible."""
    org = tree(as_of)
    found = situations(visible_matters(standing, org) & Q(pk=matter_id), as_of)
    if found:
        return sheet(standing, found[0], as_of, org, calendar())
    matter = Matter.objects.filter(pk=matter_id).first()
    require(matter is None or may_see(standing, matter))
    return None


def matter_of(standing: Standing, matter_id: int) -> Matter | None:
    """The matter to act upon; None when there is none or it is not visible."""
    return Matter.objects.filter(visible_matters(standing), pk=matter_id).first()


def open_matters(standing: Standing) -> list[Matter]:
    """The matters that are not closed and visible, by number: to choose one that something belongs to."""
    return list(Matter.objects.filter(visible_matters(standing), closed_at__isnull=True).order_by("number"))


def my_matters(standing: Standing) -> MyMatters:
    """What I must do, and what waits for my answer: reports, objections, extensions, effects to look at."""
    org, days, today = tree(standing.today), calendar(), standing.today
    must, answer = [], []
    for situation in situations(visible_matters(standing, org) & _open(), today):
        line = card(situation, today, org, days)
        if _must_answer(standing, situation, line):
            answer.append(line)
        elif situation.holding is not None and holds(standing, situation.holding):
            must.append(line)
    return MyMatters(tuple(sorted(must, key=_urgent)), tuple(sorted(answer, key=_urgent)))


def obstacles(standing: Standing, as_of: date) -> tuple[Card, ...]:
    """What keeps matters from moving and needs a decision from above (堵点): overdue, waiting with the office
    on an objection, or asking for a later date; the most pressing first."""
    org, days = tree(as_of), calendar()
    cards = (card(s, as_of, org, days) for s in situations(visible_matters(standing, org), as_of))
    stuck = (
        c
        for c in cards
        if c.question == LATE or c.extension is not None or (c.with_office and c.question == WHY)
    )
    return tuple(sorted(stuck, key=_urgent))


def closure(
    units: Collection[int], as_of: date, since: date | None = None, until: date | None = None
) -> dict[int, Closure]:
    """For each lead unit (key), matters due from ``since`` (default: 1 January) to ``as_of``, as known on it.

    ``until`` ends the span earlier than ``as_of``: a half-year answers for what fell due in it, not after it. A
    matter counts as on time when the report that was passed came within the term. A unit without any matter
    due is in the answer with zeros: it has no closure rate, which is not a rate of zero.
    """
    since, days = since or date(as_of.year, 1, 1), calendar()
    last = min(as_of, until or as_of)
    tallies = {unit: Counter[str]() for unit in units}
    for situation in situations(Q(lead__in=list(units)), as_of):
        due = situation.due_on
        if due is not None and since <= due <= last:
            clock = read_clock(situation, as_of, days)
            word = closure_word(situation, clock.state == OVERDUE, clock.on_time)
            tallies[situation.matter.lead_id].update(["due", word] if word else [])
    return {unit: Closure(**tally) for unit, tally in tallies.items()}


def matters_to_remind_of(today: date) -> list[Matter]:
    """Matters about which the calendar has a reminder to give on ``today``."""
    days = calendar()
    return [s.matter for s in situations(_open(), today) if due_soon(s, today, days)]


def cards_of(standing: Standing, keys: Collection[int], as_of: date) -> tuple[Card, ...]:
    """Those of the matters ``keys`` that this person may see, on ``as_of``, in the order opened."""
    org, days = tree(as_of), calendar()
    which = visible_matters(standing, org) & Q(pk__in=list(keys))
    return tuple(card(s, as_of, org, days) for s in situations(which, as_of))


def late_matters(today: date) -> list[Matter]:
    """Matters of which a link has reached a sheet that is not issued yet."""
    days = calendar()
    return [s.matter for s in situations(_open(), today) if overdue(s, today, days)]


def possible_leads(day: date) -> tuple[Node, ...]:
    """Units that can lead a matter opened on ``day``."""
    return lead_units(tree(day))


def types() -> tuple[MatterType, ...]:
    """The kinds of matter that can be opened."""
    return tuple(all_types().values())


def closure_word(situation: Situation, is_late: bool, on_time: bool | None) -> str:
    """How a matter that fell due counts: on_time, late, waiting or overdue. Empty on the due date itself while unanswered: the day is not over."""
    if situation.stage.counts_as in RUNNING:
        if not is_late:
            return ""
        return "waiting" if _left_with_office(situation) else "overdue"
    if situation.stage.counts_as == WAITING:
        return "waiting"
    return "on_time" if on_time else "late"


def _left_with_office(situation: Situation) -> bool:
    """Whether the matter came to the office within its term and lies there: the unit has no answer to give."""
    turn = situation.turns[-1]
    return turn.link_id is None and situation.due_on is not None and turn.since <= situation.due_on


def _open() -> Q:
    """Matters of which something may still be asked today; an index search by stage."""
    stages = {
        code
        for kind in all_types().values()
        for code in kind.stages_counting_as("not_started", "under_way", "waiting", "done")
    }
    return Q(stage__in=stages)


def _must_answer(standing: Standing, situation: Situation, line: Card) -> bool:
    if standing.has(Role.SUPERVISION_OFFICE):
        due_back = line.look_back_on is not None and line.look_back_on <= standing.today
        if due_back or line.with_office or line.extension is not None:
            return True
    mine = situation.holding
    return (
        mine is not None
        and holds(standing, mine)
        and any(
            place.link.position == mine.link.position + 1
            and place.state in {LinkState.REPORTED, LinkState.OBJECTED}
            for place in situation.chain
        )
    )


def _urgent(line: Card) -> tuple[date, int]:
    return line.look_back_on or line.clock.due_on or date.max, line.id
