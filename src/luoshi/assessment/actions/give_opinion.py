"""Say what a unit thinks of a scheme (反馈意见)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.assessment.models import Opinion, Scheme, SchemeState
from luoshi.assessment.policies import may_give_opinion
from luoshi.assessment.scheme_text import read_scheme
from luoshi.ledger.naming import named
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.models import Unit
from luoshi.org.queries import tree
from luoshi.org.standing import Standing

LONGEST = 2000


@transaction.atomic
def give_opinion(standing: Standing, scheme: Scheme, unit: Unit, text: str = "", item: str = "") -> Opinion:
    """The unit's opinion on one item, or on the whole; an empty ``text`` says that it has no objection.

    For the staff of the unit, while the consultation lasts. Refused for a unit that the scheme does not assess.
    The same sent twice is one opinion.
    """
    require(may_give_opinion(standing, unit.pk))
    scheme = Scheme.objects.select_for_update(of=("self",)).get(pk=scheme.pk)
    rules = read_scheme(scheme.source)
    problems = []
    due = scheme.opinions_due_on
    if scheme.state != SchemeState.CONSULTATION or due is None or standing.today > due:
        problems.append(
            Problem(
                str(scheme),
                _("The consultation is not open."),
                _("Write to the assessment office; it may draw up a new version."),
            )
        )
    node = tree(standing.today).nodes.get(unit.pk)
    if node is None or node.group not in rules.groups:
        problems.append(Problem(named(unit), _("The scheme does not assess this unit.")))
    if item and item not in {n.code for n in rules.nodes}:
        problems.append(
            Problem(_("Item"), _("The scheme has no such item."), _("Choose one from the list."), "item")
        )
    if len(text) > LONGEST:
        problems.append(
            Problem(
                _("Opinion"),
                _("The text is longer than %d characters.") % LONGEST,
                _("Say it shorter, or in several opinions."),
                "text",
            )
        )
    if problems:
        raise Refused(problems)
    assert standing.person_id is not None
    said = {"scheme": scheme, "unit": unit, "item": item, "text": text.strip(), "by_id": standing.person_id}
    opinion, first = Opinion.objects.get_or_create(**said, defaults={"at": standing.at})
    if not first:
        return opinion
    record(
        standing.signature(),
        "assessment.give_opinion",
        chain=unit.code,
        subject=str(opinion),
        rows=[opinion],
    )
    return opinion
