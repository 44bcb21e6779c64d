"""What a reader may know of panels (评议结果与进度). No read of this module names a rater together with what he gave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from luoshi.assessment.ballots import rated_units
from luoshi.assessment.panel_models import Ballot, BallotState, Panel, PanelResult, Rater, RaterClass
from luoshi.assessment.policies import may_score, sees_opinions
from luoshi.ledger.refusal import require
from luoshi.org.models import Post, Role, Tenure, UnitKind
from luoshi.org.queries import on, tree
from luoshi.org.standing import Standing
from luoshi.org.tree import Node
from luoshi.workdays.clock import end_of

# A class with fewer raters is not told apart: its count would nearly name them.
SMALLEST_CLASS = 3


@dataclass(frozen=True)
class Line:
    """The result of a unit. ``by_class`` counts raters by class; None where some class has fewer than three."""

    unit: Node
    raters: int | None
    by_class: tuple[int, ...] | None
    score: Decimal | None
    answers: tuple[Decimal, ...]
    agreement: Decimal | None


@dataclass(frozen=True)
class ClassLine:
    """A class of raters: its share of the weights, and how many were invited and submitted, None where few."""

    rater_class: RaterClass
    share: float
    invited: int | None
    submitted: int | None


@dataclass(frozen=True)
class Outstanding:
    """A post whose holder has not submitted yet."""

    rater_class: RaterClass
    post: Post
    unit: Node | None
    holder: str
    holder_en: str


@dataclass(frozen=True)
class PanelView:
    """A panel as this person may see it on a day; ``lines`` are empty before it is sealed."""

    panel: Panel
    units: tuple[Node, ...]
    classes: tuple[ClassLine, ...]
    lines: tuple[Line, ...]
    invited: int
    submitted: int | None
    sees_all: bool


def panels(as_of: date) -> list[Panel]:
    """Panels that were set up by ``as_of``, as they were on it, the last to close first."""
    found = Panel.objects.filter(defined_at__lte=end_of(as_of))
    return [_as_it_was(panel, as_of) for panel in found]


def find_panel(key: int, as_of: date) -> Panel | None:
    """The panel with this key as it was on ``as_of``; None when there was none."""
    panel = Panel.objects.filter(pk=key, defined_at__lte=end_of(as_of)).first()
    return None if panel is None else _as_it_was(panel, as_of)


def _as_it_was(panel: Panel, as_of: date) -> Panel:
    """``panel`` without a sealing after ``as_of``; not to be saved."""
    if panel.sealed_at is not None and panel.sealed_at > end_of(as_of):
        panel.sealed_at, panel.turnout, panel.concordance = None, [], None
    return panel


def panel_view(standing: Standing, panel: Panel) -> PanelView:
    """Rules and, once sealed, results: of every unit for offices and overseers, of their own for the others."""
    sees_all = sees_opinions(standing)
    lines = _lines(panel) if panel.sealed_at is not None else ()
    classes = _classes(panel)
    return PanelView(
        panel=panel,
        units=tuple(rated_units(panel)),
        classes=classes,
        lines=tuple(line for line in lines if sees_all or line.unit.id in standing.units()),
        invited=panel.raters.count(),
        submitted=sum(t["submitted"] for t in panel.turnout) if panel.sealed_at is not None else None,
        sees_all=sees_all,
    )


def _lines(panel: Panel) -> tuple[Line, ...]:
    nodes = {unit.id: unit for unit in rated_units(panel)}
    return tuple(_line(result, nodes[result.unit_id]) for result in panel.results.all())


def _line(result: PanelResult, unit: Node) -> Line:
    return Line(
        unit=unit,
        raters=told(result.raters),
        by_class=told_apart([len(columns[0]) for columns in result.ratings]),
        score=result.score,
        answers=tuple(Decimal(text) for text in result.answers),
        agreement=result.agreement,
    )


def told(raters: int) -> int | None:
    """A number of raters; None where it is so small that it would nearly name them."""
    return raters if raters >= SMALLEST_CLASS else None


def told_apart(counts: Sequence[int]) -> tuple[int, ...] | None:
    """Counts by class; None for all of them where one is below three, or it would follow from the others."""
    return None if any(count < SMALLEST_CLASS for count in counts) else tuple(counts)


def _classes(panel: Panel) -> tuple[ClassLine, ...]:
    kept = list(panel.classes.all())
    total = float(sum(c.weight for c in kept))
    invited = told_apart([t["invited"] for t in panel.turnout]) if panel.turnout else None
    submitted = told_apart([t["submitted"] for t in panel.turnout]) if panel.turnout else None
    return tuple(
        ClassLine(
            rater_class=c,
            share=float(c.weight) / total,
            invited=invited[n] if invited else None,
            submitted=submitted[n] if submitted else None,
        )
        for n, c in enumerate(kept)
    )


def outstanding(standing: Standing, panel: Panel) -> list[Outstanding]:
    """Who has not submitted, by class and post, while the panel runs; for the assessment office only."""
    require(may_score(standing))
    if panel.sealed_at is not None:
        return []
    given = Ballot.objects.filter(rater__panel=panel, state=BallotState.SUBMITTED).values("rater")
    silent = list(
        Rater.objects.filter(panel=panel).exclude(pk__in=given).select_related("rater_class", "post")
    )
    holders = {
        tenure.post_id: tenure.person
        for tenure in Tenure.objects.filter(
            on(standing.today), post__in=[r.post_id for r in silent]
        ).select_related("person")
    }
    nodes = tree(standing.today).nodes
    return [
        Outstanding(
            rater_class=rater.rater_class,
            post=rater.post,
            unit=nodes.get(rater.post.unit_id),
            holder=holder.name if (holder := holders.get(rater.post_id)) else "",
            holder_en=holder.name_en if holder else "",
        )
        for rater in silent
    ]


def panels_to_seal(day: date) -> list[Panel]:
    """Panels whose last day is over by ``day`` and which are not sealed."""
    return list(Panel.objects.filter(closes_on__lt=day, sealed_at=None).order_by("closes_on", "pk"))


@dataclass(frozen=True)
class PostChoice:
    """Posts that a class of raters can be made of: of one role, in one peer group or at the head of the district."""

    key: str
    role: str
    group: str
    group_en: str
    posts: tuple[int, ...]


def post_choices(day: date) -> list[PostChoice]:
    """Every role in every peer group (and outside of them) that somebody holds on ``day``, in official order."""
    nodes = tree(day).nodes
    held = Tenure.objects.filter(on(day)).values("post")
    found: dict[str, PostChoice] = {}
    for post in Post.objects.filter(pk__in=held).order_by("unit__order", "order", "pk"):
        unit = nodes.get(post.unit_id)
        if unit is None:
            continue
        group = unit.group or unit.kind
        key = f"{post.role}:{group}"
        before = found.get(key)
        found[key] = PostChoice(
            key,
            str(Role(post.role).label),
            unit.group_name or str(UnitKind(unit.kind).label),
            unit.group_name_en or str(UnitKind(unit.kind).label),
            (*(before.posts if before else ()), post.pk),
        )
    return list(found.values())
