"""Merge units into one, existing or new, from a date on (合并)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from django.db import transaction

from luoshi.indicators.basis_models import Succession
from luoshi.indicators.reorganise import carry_out
from luoshi.indicators.succession_plan import ALL, Decree, Plan
from luoshi.ledger.refusal import require
from luoshi.org.actions.establish import NewUnit
from luoshi.org.policies import may_change_organisation
from luoshi.org.queries import tree
from luoshi.org.standing import Standing


def merger(predecessors: Sequence[str], into: str | NewUnit, decree: Decree) -> Plan:
    """The plan by which ``predecessors`` go whole into another unit, with all that lies below them.

    A unit that takes the others in may be named among them; it lives on.
    """
    successor = into if isinstance(into, str) else into.code
    gone = [code for code in dict.fromkeys(predecessors) if code != successor]
    org = tree(decree.on)
    keys = {node.id for node in org.nodes.values() if node.code in gone}
    along = {
        node.code: successor
        for node in org.in_order()
        if node.code not in (*gone, successor) and keys & {org.located.get(node.id), org.managed.get(node.id)}
    }
    return Plan(
        decree,
        {code: {ALL: {successor: Fraction(1)}} for code in gone},
        () if isinstance(into, str) else (into,),
        along,
    )


@transaction.atomic
def merge_units(
    standing: Standing, predecessors: Sequence[str], into: str | NewUnit, decree: Decree
) -> list[Succession]:
    """From the day of ``decree`` on ``predecessors`` (codes) are one with ``into``; they are dissolved.

    Units below them, and their forms where the successor is new, go along. Refused: nothing named, no document,
    approver or reason, a unit unknown on the day, figures or changes recorded for later days.
    """
    require(may_change_organisation(standing))
    plan = merger(predecessors, into, decree)
    chain = into if isinstance(into, str) else into.code
    return carry_out(standing, plan, "indicators.merge_units", chain)
