"""Making a link of the chain: to whom a matter may be handed, and by when (交办链)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from luoshi.ledger.refusal import Problem, Refused
from luoshi.matters.models import Link, Matter
from luoshi.matters.situation import Place
from luoshi.org.models import Post, Unit
from luoshi.org.queries import on, tree
from luoshi.org.standing import Standing


def new_link(
    standing: Standing,
    matter: Matter,
    upper: Place | None,
    unit: Unit | None,
    post: Post | None,
    due_on: date | None,
) -> Link:
    """An unsaved link under ``upper`` (None: the first link, handed out by the office).

    ``unit`` defaults to the post's, else to the unit above, for the first link the lead unit; ``due_on`` to
    the due date above. Refused when it would be due later than the link above or before today, or when the
    unit or post does not stand below the one who hands it on.
    """
    default = upper.link.unit if upper else matter.lead
    unit = unit or (post.unit if post else default)
    limit = upper.due_on if upper else matter.due_on
    due_on = due_on or limit
    problems = [*_date_problems(due_on, limit), *_place_problems(standing, upper, unit, post)]
    if problems or due_on is None:
        raise Refused(problems)
    return Link(
        matter=matter,
        position=upper.link.position + 1 if upper else 1,
        unit=unit,
        post=post,
        assigned_at=standing.at,
        assigned_by_id=standing.person_id,
        due_on=due_on,
    )


def _date_problems(due_on: date | None, limit: date | None) -> Iterator[Problem]:
    if due_on is None:
        yield Problem(_("Due"), _("There is no due date."), _("Choose one."), code="due_on")
    elif limit is not None and due_on > limit:
        yield Problem(
            _("Due"),
            _("A link cannot be due later than the one above, which is due %s.") % limit.isoformat(),
            _("Choose that day or an earlier one, or ask for an extension."),
            code="due_on",
        )


def _place_problems(
    standing: Standing, upper: Place | None, unit: Unit, post: Post | None
) -> Iterator[Problem]:
    if post is not None and post.unit_id != unit.pk:
        yield Problem(
            _("Post"), _("The post is not one of that unit."), _("Choose one of its posts."), code="post"
        )
    elif post is not None and not post.tenures.filter(on(standing.today)).exists():
        yield Problem(_("Post"), _("Nobody holds the post."), _("Choose a post that is held."), code="post")
    if upper is None:
        return
    if unit.pk == upper.link.unit_id:
        if post is None or post.pk == upper.link.post_id:
            yield Problem(
                _("Unit"),
                _("It lies with this unit already."),
                _("Choose a post, or a unit below."),
                code="unit",
            )
    elif unit.pk not in {node.id for node in tree(standing.today).below(upper.link.unit_id)}:
        yield Problem(
            _("Unit"),
            _("That unit does not stand below the one who hands on."),
            _("Choose a unit below."),
            code="unit",
        )
