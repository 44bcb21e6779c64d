"""What every action on an appeal does the same way: the step, who is told, the receipt number, terms refused."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from luoshi.assessment.appeal_models import Appeal, AppealStep, StepKind
from luoshi.assessment.appeals import History, history, scheme_of
from luoshi.assessment.models import Scheme
from luoshi.ledger.models import Recorded
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused
from luoshi.ledger.texts import too_long
from luoshi.notices.actions.notify import notify
from luoshi.org.models import Tenure
from luoshi.org.queries import on, tree
from luoshi.org.standing import UNIT_STAFF, Standing

if TYPE_CHECKING:
    from luoshi.assessment.models import Run
    from luoshi.ledger.refusal import Words


LONGEST_TEXT = 2000
LONGEST = {"code": 60, "basis": 200, "document": 200}


def locked(appeal: Appeal) -> Appeal:
    """The appeal as it stands, held for this transaction."""
    rows = Appeal.objects.select_for_update(of=("self",))
    return rows.select_related("run__scheme", "gate__scheme", "unit", "of").get(pk=appeal.pk)


def in_state(appeal: Appeal, *states: str) -> History:
    """How the appeal stands; refused unless it is in one of ``states``."""
    found = history(appeal)
    if found.state not in states:
        raise Refused(
            Problem(
                appeal.number or _("Draft"),
                _("It stands at: %s.") % StepKind(found.state).label,
                _("Open it again; somebody has taken this step."),
            )
        )
    return found


def owed(*texts: tuple[str, str, Words], kept: Mapping[str, int] = LONGEST) -> list[Problem]:
    """A problem for each (field, text, name) whose text is empty, or longer than is kept; nothing is cut off.

    ``kept`` is how many characters a field may have, where it is not the usual number.
    """
    found = []
    for field_name, text, name in texts:
        longest = kept.get(field_name, LONGEST_TEXT)
        if not text.strip():
            mend = _("Write it down: it stands on the published page.")
            found.append(Problem(name, _("It is missing."), mend, field_name))
        else:
            found += too_long(name, text.replace("\r\n", "\n"), longest, field_name)
    return found


@dataclass(frozen=True)
class Said:
    """What a step says, see :class:`AppealStep`."""

    text: str = ""
    basis: str = ""
    outcome: str = ""
    run: Run | None = None
    effect: dict[str, list[str | int | None]] = field(default_factory=dict)


def take(
    standing: Standing,
    appeal: Appeal,
    kind: str,
    roles: Collection[str],
    *,
    said: Said | None = None,
    rows: Sequence[Recorded] = (),
) -> AppealStep:
    """Write a step in the capacity of a post with one of ``roles``, one of the appealing unit before others, and record it."""
    assert standing.person_id is not None
    said = said or Said()
    posts = [p for p in standing.posts if p.role in roles]
    post = next((p for p in posts if p.unit_id == appeal.unit_id), posts[0])
    step = AppealStep.objects.create(
        appeal=appeal,
        kind=kind,
        at=standing.at,
        by_id=standing.person_id,
        office_id=post.unit_id,
        text=said.text.strip(),
        basis=said.basis.strip(),
        outcome=said.outcome,
        run=said.run,
        effect=said.effect,
    )
    record(
        standing.signature(),
        ACTION[kind] if kind != StepKind.FILED or appeal.of_id is None else FURTHER,
        chain=appeal.unit.code,
        subject=str(appeal),
        rows=[*rows, step],
        detail={"outcome": said.outcome} if said.outcome else {},
    )
    return step


FURTHER = "assessment.ask_further_review"
ACTION: dict[str, str] = {
    StepKind.DRAFTED: "assessment.draft_appeal",
    StepKind.FILED: "assessment.file_appeal",
    StepKind.ADMITTED: "assessment.admit_appeal",
    StepKind.DISMISSED: "assessment.dismiss_appeal",
    StepKind.ANSWERED: "assessment.answer_appeal",
    StepKind.DECIDED: "assessment.decide_appeal",
    StepKind.WITHDRAWN: "assessment.withdraw_appeal",
    StepKind.CARRIED_OUT: "assessment.carry_out_appeals",
}


def next_number(appeal: Appeal) -> str:
    """The receipt number: 申诉〔2015〕1号, or 复审〔2015〕1号, without gaps within a year, whatever the scheme."""
    word, year = "复审" if appeal.of_id else "申诉", scheme_of(appeal).year
    # One after the other: whoever files waits for the rows of the year's schemes.
    list(Scheme.objects.select_for_update(of=("self",)).filter(year=year).order_by("pk").values_list("pk"))
    start = f"{word}〔{year}〕"
    return f"{start}{Appeal.objects.filter(number__startswith=start).count() + 1}号"


def late(until: date, where: Words, today: date) -> list[Problem]:
    """Refuses what comes after the last day, with the rule."""
    if today <= until:
        return []
    return [
        Problem(
            where,
            _("The term ended on %s.") % until,
            _("After it the result stands; the office is told by letter."),
        )
    ]


def people(day: date, *roles: str, units: Collection[int] = ()) -> set[int]:
    """Keys of those who hold one of ``roles`` on ``day``, in these units (keys) if any are given."""
    tenures = Tenure.objects.filter(on(day), post__role__in=roles)
    if units:
        tenures = tenures.filter(post__unit__in=units)
    return set(tenures.values_list("person", flat=True))


def of_units(units: Collection[int], day: date) -> set[int]:
    """Keys of those who answer for these units (keys)."""
    return people(day, *UNIT_STAFF, units=units)


def of_unit(appeal: Appeal, day: date) -> set[int]:
    """Keys of those who answer for the appealing unit."""
    return of_units([appeal.unit_id], day)


def tell(standing: Standing, appeal: Appeal, told: set[int], kind: str, **params: str) -> None:
    """Notify ``told``, the one who acts left out, with number and unit."""
    given = {"number": appeal.number, "unit": tree(standing.today).name(appeal.unit_id), **params}
    notify(
        standing,
        told - {standing.person_id or 0},
        kind,
        f"appeal:{appeal.pk}",
        given,
        chain=appeal.unit.code,
    )
