"""Who rates which units, and what a ballot says (评议票): reading and checking, before anything is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luoshi.assessment.panel_models import Ballot, BallotState, Panel, Rater
from luoshi.assessment.scale import scale_of, written
from luoshi.ledger.naming import named
from luoshi.ledger.record import Signature
from luoshi.ledger.refusal import Problem, Refused
from luoshi.ledger.texts import too_long
from luoshi.org.queries import tree
from luoshi.org.standing import Standing
from luoshi.org.tree import Node

LONGEST_REASON = 200


@dataclass(frozen=True)
class Filled:
    """A ballot as it was filled in: answers in the order of the questions, and reasons not to rate, by code of the unit."""

    answers: Mapping[str, Sequence[str]]
    recusals: Mapping[str, str] = field(default_factory=dict)


def rated_units(panel: Panel) -> list[Node]:
    """The units of the panel's peer groups on its first day, in official order."""
    return [n for n in tree(panel.opens_on).in_order() if n.group in panel.groups]


def own_units(standing: Standing, panel: Panel) -> frozenset[str]:
    """Codes of the units that this person does not rate (自动回避): those of his posts, and those above them."""
    org = tree(panel.opens_on)
    own = {post.unit_id for post in standing.posts}
    return frozenset(
        org.nodes[unit].code
        for post in own
        for unit in (post, *(n.id for n in org.ancestors(post)))
        if unit in org.nodes
    )


def rater_of(standing: Standing, panel: Panel) -> Rater | None:
    """The vote of this person in the panel; None for who is not asked.

    Who holds several of its posts has one vote: the one begun, else that of the first class. Who has voted and then
    changed his post keeps that vote and has no other.
    """
    if standing.person_id is None:
        return None
    mine = Rater.objects.filter(_asks(standing), panel=panel)
    return _one_vote(list(mine.select_related("ballot", "rater_class")), standing)


def _asks(standing: Standing) -> Q:
    """Raters that this person is: by a post held, or by a vote given from one that was held."""
    given = Q(ballot__person=standing.person_id, ballot__state=BallotState.SUBMITTED)
    return given | Q(post__in=[post.post_id for post in standing.posts])


def _one_vote(votes: Sequence[Rater], standing: Standing) -> Rater | None:
    """The vote given, else the one begun, else the first."""

    def order(vote: Rater) -> int:
        ballot = ballot_of(vote, standing)
        return 2 if ballot is None else int(ballot.state != BallotState.SUBMITTED)

    return min(votes, key=order, default=None)


def ballot_of(rater: Rater, standing: Standing) -> Ballot | None:
    """The ballot that this very person filled in; what a predecessor in the post gave is shown to nobody."""
    ballot = getattr(rater, "ballot", None)
    return ballot if isinstance(ballot, Ballot) and ballot.person_id == standing.person_id else None


def unnamed(standing: Standing) -> Signature:
    """How a rater signs in the ledger: at the moment, without name, post or account (无记名)."""
    return Signature(at=standing.at, actor="评议人 rater")


def check_open(panel: Panel, standing: Standing) -> None:
    """Refused before the first day, after the last one, and once the panel is sealed."""
    if panel.sealed_at is not None or standing.today > panel.closes_on:
        raise Refused(
            Problem(str(panel.name), _("The panel is closed."), _("What was submitted in time counts."))
        )
    if standing.today < panel.opens_on:
        raise Refused(
            Problem(
                str(panel.name),
                _("The panel opens on %s.") % panel.opens_on.isoformat(),
                _("Come back on that day."),
            )
        )


def read_ballot(
    panel: Panel, standing: Standing, filled: Filled, *, complete: bool
) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Answers and recusals as they are kept; Refused with every place that is wrong (code "unit-question").

    Own units are left out whatever was sent for them. A ``complete`` ballot rates every other unit on every question,
    or says why it does not.
    """
    own, scale, size = own_units(standing, panel), scale_of(panel.scale), len(panel.questions)
    answers: dict[str, list[str]] = {}
    recusals: dict[str, str] = {}
    problems: list[Problem] = []
    for unit in rated_units(panel):
        if unit.code in own:
            continue
        reason = filled.recusals.get(unit.code, "").strip()
        texts = [text.strip() for text in filled.answers.get(unit.code, ())][:size]
        texts += [""] * (size - len(texts))
        values = [scale.read(text) if text else None for text in texts]
        problems += [
            _misfit(unit, n, text)
            for n, (text, value) in enumerate(zip(texts, values, strict=True))
            if text and value is None
        ]
        if complete and not reason and "" in texts:
            problems.append(
                Problem(
                    named(unit),
                    _("Not rated."),
                    _("Rate it, or say why you do not."),
                    f"{unit.code}-{texts.index('')}",
                )
            )
        if reason and any(texts):
            problems.append(
                Problem(
                    named(unit), _("Rated and recused at once."), _("Empty one of the two."), f"{unit.code}-0"
                )
            )
        problems += too_long(unit.name, reason, LONGEST_REASON, f"{unit.code}-reason")
        if reason:
            recusals[unit.code] = reason
        elif any(texts):
            answers[unit.code] = ["" if value is None else written(value) for value in values]
    if problems:
        raise Refused(problems)
    return answers, recusals


def _misfit(unit: Node, question: int, text: str) -> Problem:
    return Problem(
        named(unit),
        _("“%s” is not on the scale.") % text,
        _("Answer on the scale above."),
        f"{unit.code}-{question}",
    )


@dataclass(frozen=True)
class Vote:
    """A panel that asks somebody for a ballot."""

    panel: Panel
    state: str
    saved_at: datetime | None

    @property
    def submitted(self) -> bool:
        return self.state == BallotState.SUBMITTED


def votes_of(standing: Standing) -> list[Vote]:
    """Open panels in which this person has a vote, the first to close first: one query."""
    if standing.person_id is None:
        return []
    day = standing.today
    asked = Rater.objects.filter(_asks(standing), panel__opens_on__lte=day, panel__closes_on__gte=day)
    asked = asked.filter(panel__sealed_at=None).select_related("panel", "ballot", "rater_class")
    by_panel: dict[int, list[Rater]] = {}
    for rater in asked.order_by("panel__closes_on", "panel", "rater_class__order", "pk"):
        by_panel.setdefault(rater.panel_id, []).append(rater)
    found = []
    for votes in by_panel.values():
        vote = _one_vote(votes, standing)
        if vote is not None and not _given_by_another(vote, standing):
            ballot = ballot_of(vote, standing)
            state, saved_at = (ballot.state, ballot.saved_at) if ballot else ("", None)
            found.append(Vote(vote.panel, state, saved_at))
    return found


def _given_by_another(rater: Rater, standing: Standing) -> bool:
    """Whether a predecessor in the post has used its vote."""
    ballot = getattr(rater, "ballot", None)
    return (
        isinstance(ballot, Ballot)
        and ballot.state == BallotState.SUBMITTED
        and ballot.person_id != standing.person_id
    )
