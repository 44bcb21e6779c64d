"""Close a panel for good (封存评议): results are made, and what ties a rating to its rater is removed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from secrets import token_hex

import numpy as np
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.assessment.actions.save_ballot import SALT_BYTES
from luoshi.assessment.ballots import rated_units
from luoshi.assessment.panel_models import Ballot, BallotState, Panel, PanelResult
from luoshi.assessment.policies import may_seal
from luoshi.assessment.scale import Scale, scale_of, written
from luoshi.indicators.queries import district_code
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.standing import Standing
from luoshi.org.tree import Node

PERCENT = 100


@transaction.atomic
def seal_panel(standing: Standing, panel: Panel) -> Panel:
    """Results of a panel whose last day is over; the ballots, drafts too, are removed. Sealed once, for good.

    What stays of the ratings are, by unit and class, the answers in order of size.
    """
    require(may_seal(standing))
    panel = Panel.objects.select_for_update(of=("self",)).get(pk=panel.pk)
    if panel.sealed_at is not None:
        raise Refused(Problem(panel.name, _("The panel is sealed already."), _("Its result stands.")))
    if standing.today <= panel.closes_on:
        raise Refused(
            Problem(
                panel.name,
                _("Raters have time until the end of %s.") % panel.closes_on.isoformat(),
                _("Seal it afterwards."),
            )
        )
    classes = list(panel.classes.all())
    ballots = list(Ballot.objects.filter(rater__panel=panel).select_related("rater").order_by("pk"))
    given = [
        [b for b in ballots if b.state == BallotState.SUBMITTED and b.rater.rater_class_id == c.pk]
        for c in classes
    ]
    weights = [float(c.weight) for c in classes]
    results = [_result(panel, unit, given, weights) for unit in rated_units(panel)]
    for result in results:
        result.save(force_insert=True)
    removed = [("assessment.ballot", ballot.pk) for ballot in ballots]
    Ballot.objects.filter(rater__panel=panel).delete()
    panel.sealed_at = standing.at
    panel.turnout = [
        {"invited": c.raters.count(), "submitted": len(votes)}
        for c, votes in zip(classes, given, strict=True)
    ]
    panel.concordance = _concordance(panel, [ballot for votes in given for ballot in votes])
    panel.save(update_fields=["sealed_at", "turnout", "concordance"])
    record(
        standing.signature(),
        "assessment.seal_panel",
        chain=district_code(),
        subject=f"{panel} {panel.name}",
        rows=[panel, *results],
        removed=removed,
    )
    return panel


def _result(
    panel: Panel, unit: Node, given: Sequence[Sequence[Ballot]], weights: Sequence[float]
) -> PanelResult:
    """What the ballots of each class say of ``unit``; nothing is saved."""
    from luoshi.kernel.rating import rating_of_classes

    scale, size = scale_of(panel.scale), len(panel.questions)
    rated = [[b.ratings[unit.code] for b in votes if unit.code in b.ratings] for votes in given]
    overall = [[_overall(answers) for answers in votes] for votes in rated]
    asked = [[[float(answers[n]) for answers in votes] for votes in rated] for n in range(size)]
    columns = [overall, *asked] if size > 1 else [overall]
    raters = sum(map(len, rated))
    enough = raters >= panel.least
    trim = panel.trim / PERCENT
    return PanelResult(
        panel=panel,
        unit_id=unit.id,
        raters=raters,
        score=_exact(rating_of_classes(overall, weights, trim)) if enough else None,
        answers=[written(rating_of_classes(a, weights, trim)) for a in columns[1:]] if enough else [],
        agreement=_agreement(scale, overall) if enough else None,
        ratings=[
            [[written(x) for x in sorted(column[n])] for column in columns] for n in range(len(weights))
        ],
        salt=token_hex(SALT_BYTES),
    )


def _concordance(panel: Panel, ballots: Sequence[Ballot]) -> Decimal | None:
    """Whether the raters rank the units alike; None with fewer raters than a result needs."""
    from luoshi.kernel.rating import concordance

    if len(ballots) < panel.least:
        return None
    codes = [unit.code for unit in rated_units(panel)]
    marks = [[_overall(ballot.ratings.get(code)) for ballot in ballots] for code in codes]
    return _exact(concordance(marks))


def _overall(answers: Sequence[str] | None) -> float:
    """The mean of the answers on one unit; NaN where it was not rated."""
    return float(np.mean([float(text) for text in answers])) if answers else float("nan")


def _agreement(scale: Scale, overall: Sequence[Sequence[float]]) -> Decimal | None:
    from luoshi.kernel.rating import agreement

    given = [rating for votes in overall for rating in votes]
    return _exact(agreement(given, [float(value) for value in scale.values]))


def _exact(value: float) -> Decimal | None:
    return None if np.isnan(value) else Decimal(written(value))
