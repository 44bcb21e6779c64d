"""Words and tones of matters on the pages."""

from __future__ import annotations

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from luoshi.matters.card import EFFECT, LATE, PROGRESS, WHY
from luoshi.matters.clock import OVERDUE, STOPPED, Clock
from luoshi.matters.matter_type import DONE, UNDER_WAY, WAITING, Stage

register = template.Library()

QUESTIONS: dict[str, tuple[Promise, Promise]] = {
    LATE: (gettext_lazy("Overdue"), gettext_lazy("press on")),
    WHY: (gettext_lazy("Not started"), gettext_lazy("ask why")),
    PROGRESS: (gettext_lazy("Under way"), gettext_lazy("check progress")),
    EFFECT: (gettext_lazy("Closed"), gettext_lazy("look at the effect")),
}
TONES = {UNDER_WAY: "active", WAITING: "waiting", DONE: "good"}


@register.filter
def clock_words(clock: Clock) -> str:
    """The remaining or exceeded term in working days; what became of it once it is answered."""
    if clock.state == STOPPED or clock.days is None:
        if clock.on_time is None:
            return ""
        return _("answered in time") if clock.on_time else _("answered late")
    if clock.state == OVERDUE:
        late = -clock.days
        return ngettext("overdue by %d working day", "overdue by %d working days", late) % late
    if clock.days == 0:
        return _("due today")
    return ngettext("%d working day left", "%d working days left", clock.days) % clock.days


@register.filter
def working_days(count: int) -> str:
    """A waiting time in words."""
    return ngettext("%d working day", "%d working days", count) % count


@register.filter
def tone(stage: Stage) -> str:
    """The tone of a stage's badge."""
    return TONES.get(stage.counts_as, "neutral")


@register.filter
def column_name(question: str) -> str:
    """What a column of the desk holds."""
    return str(QUESTIONS[question][0])


@register.filter
def column_question(question: str) -> str:
    """What the supervisor does about a column."""
    return str(QUESTIONS[question][1])
