"""What each kind of notice says, in the language of whoever reads it. Parameters are names and dates as text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from luoshi.ledger.naming import reads_chinese
from luoshi.workdays.period_names import period_name
from luoshi.workdays.periods import Period

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

WORDS: dict[str, _StrPromise] = {
    "matter.assigned": _("%(number)s “%(title)s” has been assigned to you, due %(due_on)s."),
    "matter.objected": _("%(unit)s objects to %(number)s “%(title)s”: decide or reassign."),
    "matter.upheld": _("The assignment of %(number)s “%(title)s” has been upheld, due %(due_on)s."),
    "matter.reported": _("%(unit)s has reported on %(number)s “%(title)s”: review it."),
    "matter.passed": _("The report on %(number)s “%(title)s” has passed the review."),
    "matter.returned": _("%(number)s “%(title)s” has been returned to be done again."),
    "matter.closed": _("%(number)s “%(title)s” has been closed."),
    "matter.reopened": _("%(number)s “%(title)s” has been reopened after a look back."),
    "matter.chased": _("%(number)s “%(title)s” is being chased: it is due %(due_on)s."),
    "matter.extension_asked": _("%(unit)s asks to extend %(number)s “%(title)s” to %(due_on)s: decide."),
    "matter.extension_granted": _("The extension of %(number)s “%(title)s” to %(due_on)s is granted."),
    "matter.extension_refused": _("The extension of %(number)s “%(title)s” is refused; due %(due_on)s."),
    "matter.due_soon": _("%(number)s “%(title)s” is due %(due_on)s: report in time."),
    "matter.overdue": _("%(sheet)s: %(number)s “%(title)s” was due %(due_on)s and is not answered."),
    "matter.overdue_below": _("%(sheet)s: %(unit)s has not answered %(number)s “%(title)s”, due %(due_on)s."),
    "report.due_soon": _("%(unit)s: %(form)s %(period)s is due %(due_on)s."),
    "report.due_today": _("%(unit)s: %(form)s %(period)s is due today, %(due_on)s."),
    "report.overdue": _("%(unit)s: %(form)s %(period)s was due %(due_on)s and has not come."),
    "report.overdue_below": _(
        "%(unit)s has not filed %(form)s %(period)s, due %(due_on)s: see that it is filed."
    ),
    "report.cut": _(
        "%(unit)s: a look-back verified %(verified)s %(measure)s of “%(indicator)s” %(period)s instead of "
        "%(counted)s; that counts from now on."
    ),
    "appeal.filed": _("%(unit)s has filed %(number)s: admit it, or say why it is inadmissible."),
    "appeal.admitted": _("%(number)s of %(unit)s has been admitted."),
    "appeal.asked": _("%(number)s of %(unit)s has been admitted: give your answer."),
    "appeal.answered": _("%(number)s of %(unit)s has been answered: decide."),
    "appeal.decided": _("%(number)s of %(unit)s has been decided."),
    "appeal.to_carry_out": _("%(number)s of %(unit)s changes the result: correct it and freeze a new one."),
    "appeal.carried_out": _("The decision on %(number)s of %(unit)s stands in a new final result."),
    "event.confirmed": _("Confirmed and counted for your unit: %(title)s."),
    "event.withdrawn": _("Withdrawn, and counted no more for your unit: %(title)s."),
    "appeal.to_lift": _("%(number)s of %(unit)s is upheld: lift the gate."),
    "gate.lifted": _("Awards are open to your unit again: %(rule)s has been lifted."),
    "gate.raised": _("Awards are closed to your unit: %(rule)s. It may appeal within the window."),
    "quota.proposed": _(
        "%(unit)s offers %(value)s %(measure)s for “%(indicator)s” %(period)s: agree, or ask for another amount."
    ),
    "quota.countered": _(
        "%(unit)s is asked to carry %(value)s %(measure)s of “%(indicator)s” %(period)s: agree, or offer another amount."
    ),
    "quota.agreed": _(
        "The offer of %(unit)s for “%(indicator)s” %(period)s, %(value)s %(measure)s, is agreed; it counts once handed down."
    ),
    "quota.to_hand_down": _(
        "%(unit)s agrees to %(value)s %(measure)s for “%(indicator)s” %(period)s: hand it down."
    ),
    "quota.handed_down": _(
        "As agreed, %(unit)s carries %(value)s %(measure)s of “%(indicator)s” %(period)s from now on."
    ),
    "quota.ended": _(
        "The talks on “%(indicator)s” %(period)s have ended: %(unit)s carries %(value)s %(measure)s by another rule."
    ),
    "target.approved": _(
        "A change of “%(indicator)s” %(period)s of %(unit)s is on record as approved by you, on %(basis)s."
    ),
    "parts.approved": _(
        "A change of the parts of “%(indicator)s” %(period)s of %(unit)s is on record as approved by you, on %(basis)s."
    ),
    "yardsticks.approved": _(
        "A change of the thresholds of the lights is on record as approved by you, on %(basis)s."
    ),
    "matter.look_back_due": _("%(number)s “%(title)s” was closed: look back at its effect now."),
}

ENGLISH = "_en"


def both(**things: Any) -> dict[str, str]:
    """Parameters that name ``things`` in both languages: who reads the notice decides. Several things are listed, None is nameless."""
    told: dict[str, str] = {}
    for key, thing in things.items():
        several = list(thing) if isinstance(thing, Iterable) else [thing] if thing is not None else []
        told[key] = "、".join(one.name for one in several)
        told[key + ENGLISH] = ", ".join(one.name_en or one.name for one in several)
    return told


def in_words(kind: str, params: Mapping[str, Any]) -> str:
    """The line of ``kind`` in the reader's language; KeyError for a kind without words."""
    told = dict(params)
    if not reads_chinese():
        told |= {
            key.removesuffix(ENGLISH): name for key, name in params.items() if key.endswith(ENGLISH) and name
        }
    # Whole years, one (2015) or several (2016+5), read as they are written.
    period = str(told.get("period", ""))
    if "-" in period:
        told["period"] = period_name(Period.parse(period))
    return str(WORDS[kind]) % told
