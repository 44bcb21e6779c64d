"""Broken chains and negotiations in words: what is missing, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from luoshi.targets.broken_chain import Break, BrokenLink
from luoshi.targets.vocabulary import QuotaStepKind
from luoshi.web.named import named
from luoshi.web.pace_words import target_words

if TYPE_CHECKING:
    from luoshi.ledger.refusal import Words

# What is missing, and what to do.
BREAKS: dict[Break, tuple[Words, Words]] = {
    Break.UNIT_DISSOLVED: (
        _("The unit no longer stands"),
        _("Hand the target above down again, to the units that took over."),
    ),
    Break.PARENT_SUPERSEDED: (
        _("The target above was changed"),
        _("Hand the changed target down again; this part still rests on the old one."),
    ),
    Break.NOT_HANDED_DOWN: (
        _("Not handed down"),
        _("Hand it down to the units that report, by a rule, by capacity or by agreement."),
    ),
    Break.NO_OWNER: (
        _("No post answers for it"),
        _("Name the post that answers, on the page of the target."),
    ),
    Break.POST_VACANT: (
        _("The post that answers is vacant"),
        _("Appoint somebody to the post, or name another one."),
    ),
    Break.NO_FORM: (_("No form asks for the indicator"), _("Put the indicator on a form that units file.")),
    Break.NOT_ASKED: (
        _("No form asks this unit for it"),
        _("Give the unit the form, or take the part back."),
    ),
    Break.NO_DATA_OWNER: (
        _("Nobody verifies the indicator"),
        _("Name the office that owns the data; without it no figure is ever verified."),
    ),
}

STATES: dict[str, tuple[Words, str]] = {
    "": (_("nothing proposed yet"), "neutral"),
    QuotaStepKind.PROPOSED: (_("proposed, waits for an answer from above"), "waiting"),
    QuotaStepKind.COUNTERED: (_("counter-proposed, waits for the unit"), "waiting"),
    QuotaStepKind.AGREED: (_("agreed, not handed down yet"), "good"),
    QuotaStepKind.HANDED_DOWN: (_("handed down as agreed"), "good"),
}


@dataclass(frozen=True)
class BrokenRow:
    """A broken link ready for a table and a file."""

    kind: str
    word: str
    mend: str
    unit: str
    indicator: str
    target: str
    post: str
    address: str
    simulated: bool


def broken_row(link: BrokenLink, day: str) -> BrokenRow:
    """One break; ``day`` is what an address adds to keep a past day."""
    word, mend = BREAKS[link.kind]
    target = link.target
    english = (get_language() or "").startswith("en")
    return BrokenRow(
        kind=link.kind.value,
        word=str(word),
        mend=str(mend),
        unit=link.unit_en if english and link.unit_en else link.unit,
        indicator=named(target.indicator),
        target=target_words(target),
        post=named(target.owner_post) if target.owner_post else "",
        address=_mended_at(link) + day,
        simulated=link.position is not None and link.position.simulated,
    )


def _mended_at(link: BrokenLink) -> str:
    """The page on which the break is mended."""
    target = link.target
    if link.kind in (Break.NO_FORM, Break.NOT_ASKED):
        return reverse("reports")
    if link.kind == Break.POST_VACANT:
        return reverse("settings_unit", args=[target.unit.code])
    if link.kind in (Break.UNIT_DISSOLVED, Break.PARENT_SUPERSEDED) and target.parent_id is not None:
        return reverse("targets_item", args=[target.parent_id])
    if link.position is None:
        return reverse("targets")
    return reverse("targets_item", args=[target.pk])
