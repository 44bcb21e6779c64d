"""Applies a matter type: finds the permitted step, checks it, writes it down. Knows no stage and no verb by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.calendar import WorkingDays
from luoshi.ledger.models import Recorded
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.matters.matter_type import DONE, OPEN, Named, Step, Verb, matter_type
from luoshi.matters.models import Event, Link, LinkState, Matter
from luoshi.matters.policies import is_one_of, kept_apart, may_see
from luoshi.matters.situation import Place, Situation, day_of, replay
from luoshi.org.standing import Standing
from luoshi.workdays.queries import calendar


@dataclass(frozen=True)
class Choice:
    """A step that this person may take now, about this link (None: about the whole matter)."""

    situation: Situation
    verb: Verb
    step: Step
    place: Place | None
    calendar: WorkingDays

    @property
    def matter(self) -> Matter:
        return self.situation.matter


def said(named: Named) -> str:
    """A name of a type in the reader's language."""
    return named.name_en if (get_language() or "").startswith("en") else named.name


def load(matter: Matter) -> Situation:
    """The situation of one matter by everything in its log."""
    events = matter.events.select_related("link")
    return replay(matter, matter_type(matter.type), events, matter.links.select_related("unit", "post"))


def choices(standing: Standing, situation: Situation, today: date, days: WorkingDays) -> list[Choice]:
    """Every step this person may take now, one for each verb and link, in the order of the type."""
    return [
        choice
        for verb in situation.type.verbs.values()
        for choice in _permitted(standing, situation, verb, days)
        if not any(True for _problem in _hindrances(choice, today))
    ]


def begin(standing: Standing, matter: Matter, verb: str, answers: Mapping[str, Any]) -> Choice:
    """Lock the matter and find the one step by which ``verb`` is permitted.

    Where several links would do, the deepest is meant. Denied when the person is not among those who may; refused when the stage or the state of the link does not allow the verb, when
    a needed answer is missing, or when one of the step's conditions is not met.
    """
    require(standing.by_calendar or may_see(standing, matter))
    locked = Matter.objects.select_for_update(of=("self",)).select_related("lead").get(pk=matter.pk)
    situation = load(locked)
    days = calendar()
    named = situation.type.verbs[verb]
    _require_fitting(situation, named)
    permitted = _permitted(standing, situation, named, days)
    require(bool(permitted))
    problems = [
        Problem(said(field), _("This is needed."), _("Fill it in."), code=field.code)
        for field in named.needs
        if field.required and not str(answers.get(field.code) or "").strip()
    ]
    problems.extend(_hindrances(permitted[0], standing.today))
    if problems:
        raise Refused(problems)
    return permitted[0]


def finish(
    standing: Standing,
    choice: Choice,
    *,
    text: str = "",
    fields: dict[str, Any] | None = None,
    placed: Link | None = None,
    about: Link | None = None,
    rows: Iterable[Recorded] = (),
) -> Event:
    """Take the step: move the matter and its link, write the log line and the ledger entry.

    ``placed`` is a link newly put into the chain by this step, ``about`` one that is only spoken of;
    ``rows`` are further rows already saved.
    """
    matter, step = choice.matter, choice.step
    link = placed or about or (choice.place.link if choice.place else None)
    told = dict(fields or {})
    changed: list[Recorded] = list(rows)
    if step.chain:
        changed.extend(_settle_chain(choice, standing))
        told["chain"] = step.chain
    if placed is not None:
        changed.extend(_make_room(choice, placed, standing))
        told |= {"link_state": placed.state, "link_due_on": placed.due_on.isoformat()}
    elif choice.place and step.link_to:
        _move_link(choice.place.link, step.link_to, standing)
        changed.append(choice.place.link)
        told["link_state"] = step.link_to
    before, after = matter.stage, step.target or matter.stage
    event = Event.objects.create(
        matter=matter,
        link=link,
        verb=choice.verb.code,
        from_stage=before,
        to_stage=after,
        at=standing.at,
        by_id=standing.person_id,
        actor=standing.signature().actor + (f" {standing.signature().post}" if standing.posts else ""),
        text=text.strip(),
        fields=told,
    )
    _move_matter(choice, after, standing)
    record(
        standing.signature(),
        f"matters.{choice.verb.code}",
        chain=matter.lead.code,
        subject=str(matter),
        rows=[matter, event, *{(type(row), row.pk): row for row in changed}.values()],
        reason=text.strip(),
        detail=told,
    )
    return event


def _move_matter(choice: Choice, after: str, standing: Standing) -> None:
    matter, stages = choice.matter, choice.situation.type.stages
    matter.stage = after
    if stages[after].counts_as == DONE:
        matter.closed_at = standing.at
    elif stages[after].counts_as in OPEN:
        matter.closed_at = None
    matter.save()


def _move_link(link: Link, state: str, standing: Standing) -> None:
    link.state = state
    answered = state in {LinkState.REPORTED, LinkState.OBJECTED, LinkState.DONE}
    link.answered_at = (link.answered_at or standing.at) if answered else None
    link.save()


def _settle_chain(choice: Choice, standing: Standing) -> list[Recorded]:
    """Mark every link of the chain done, or take the whole chain down."""
    links = [place.link for place in choice.situation.chain]
    for link in links:
        if choice.step.chain == "done":
            _move_link(link, LinkState.DONE, standing)
        else:
            link.ended_at = standing.at
            link.save()
    return list(links)


def _make_room(choice: Choice, placed: Link, standing: Standing) -> list[Recorded]:
    """Save the new link; those at its place and below leave the chain, the one above has passed on."""
    placed.save()
    changed: list[Recorded] = [placed]
    for place in choice.situation.chain:
        if place.link.position >= placed.position:
            place.link.ended_at = standing.at
            place.link.save()
            changed.append(place.link)
        elif place.link.position == placed.position - 1:
            _move_link(place.link, LinkState.PASSED_ON, standing)
            changed.append(place.link)
    return changed


def _require_fitting(situation: Situation, verb: Verb) -> None:
    """Refuse when nobody at all could do this now: the stage, or the state of the chain, does not allow it."""
    steps = [s for s in verb.steps if situation.stage.code in s.sources]
    if not any(_places(situation, step) for step in steps):
        raise Refused(
            Problem(
                situation.matter.number,
                _("“%(verb)s” does not fit the stage “%(stage)s”.")
                % {"verb": said(verb), "stage": said(situation.stage)},
                _("Reload the page: somebody may have acted in the meantime."),
            )
        )


def _permitted(standing: Standing, situation: Situation, verb: Verb, days: WorkingDays) -> list[Choice]:
    """Every step of the verb this person is entitled to at this stage, about the deepest link first."""
    found = [
        Choice(situation, verb, step, place, days)
        for step in verb.steps
        if situation.stage.code in step.sources
        for place in _places(situation, step)
        if is_one_of(step.who, standing, situation, place)
        and not kept_apart(step.apart_from, standing, situation, place)
    ]
    return sorted(found, key=lambda choice: -choice.place.link.position if choice.place else 0)


def _places(situation: Situation, step: Step) -> list[Place | None]:
    """The links a step can be about, deepest first; [None] for a step about the whole matter."""
    if not step.about_link:
        return [None]
    if step.at == "waiting":
        candidates = [situation.holding] if situation.holding else []
    elif step.at == "lead":
        candidates = list(situation.chain[:1])
    else:
        candidates = list(reversed(situation.chain[1 if step.at == "below" else 0 :]))
    return [p for p in candidates if not step.link or p.state in step.link]


def _hindrances(choice: Choice, today: date) -> Iterable[Problem]:
    for word in choice.step.conditions:
        problem = CONDITIONS[word](choice, today)
        if problem is not None:
            yield problem


def _not_overdue(choice: Choice, today: date) -> Problem | None:
    due = choice.situation.due_on
    if due is None or today <= due:
        return None
    return Problem(
        choice.matter.number,
        _("The term ended on %s.") % due.isoformat(),
        _("An extension is asked for before the term ends; report what was done and why it is late."),
    )


def _extension_asked(choice: Choice, _today: date) -> Problem | None:
    if choice.situation.extension is not None:
        return None
    return Problem(choice.matter.number, _("No extension is asked for."), _("Reload the page."))


def _no_extension_asked(choice: Choice, _today: date) -> Problem | None:
    if choice.situation.extension is None:
        return None
    return Problem(
        choice.matter.number, _("An extension is asked for already."), _("Wait for the office to decide.")
    )


def _interval_passed(choice: Choice, today: date) -> Problem | None:
    interval = choice.situation.type.chase_interval
    last = [day_of(e) for e in choice.situation.events if e.verb == choice.verb.code]
    if not last:
        return None
    free = choice.calendar.add_working_days(last[-1], interval)
    if today >= free:
        return None
    return Problem(
        choice.matter.number,
        _("It was chased on %s already.") % last[-1].isoformat(),
        _("Chase again from %s on.") % free.isoformat(),
    )


CONDITIONS: dict[str, Callable[[Choice, date], Problem | None]] = {
    "not_overdue": _not_overdue,
    "extension_asked": _extension_asked,
    "no_extension_asked": _no_extension_asked,
    "interval_passed": _interval_passed,
}
