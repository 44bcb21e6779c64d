"""The cards beside a plan document: what was read, what the person enters, what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from luoshi.documents.queries import DraftView
from luoshi.ledger.refusal import Problem, Refused
from luoshi.matters.printed_names import unit_named
from luoshi.org.tree import OrgTree
from luoshi.targets.vocabulary import PACED, SIGNS
from luoshi.web import formats
from luoshi.web.named import named

TONES = {
    "pending": "waiting",
    "confirmed": "good",
    "edited": "good",
    "rejected": "neutral",
}
HEAD = "head"
# Codes of problems that stand beside a field of the card; all others stand at its head.
FIELDS = frozenset(
    {
        "indicator",
        "value",
        "stretch",
        "kind",
        "peers",
        "period",
        "base",
        "base_source",
        "title",
        "lead",
        "supporting",
        "due_on",
        "reason",
        "approver",
        "change_reason",
        "correction",
        "wording",
    }
)


@dataclass(frozen=True)
class Card:
    """One draft as drawn. ``entered`` fills the form; ``errors`` are by field, those without a field under ``head``."""

    view: DraftView
    entered: Mapping[str, str]
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def pk(self) -> int:
        return self.view.draft.pk

    @property
    def is_pending(self) -> bool:
        return self.view.is_pending

    @property
    def is_open(self) -> bool:
        """Whether the form stands open because something in it is to be mended."""
        return bool(set(self.errors) - {"reason", "approver", "change_reason", "peers"})

    @property
    def in_question(self) -> bool:
        """Whether an earlier edition was confirmed for the same, so that accepting it may change a target in force."""
        return self.is_pending and self.view.carried is not None

    @property
    def tone(self) -> str:
        return TONES[self.view.state]

    @property
    def headline(self) -> str:
        """What the draft proposes, in one line; a settled one, what was decided."""
        decided = None if self.is_pending else self.view.draft.decision
        return told(self.view.is_target, self.view.proposal, decided)

    @property
    def base(self) -> dict[str, Any] | None:
        found: dict[str, Any] | None = self.view.proposal.get("base")
        return found

    @property
    def asks_for_base(self) -> bool:
        """Whether it waits for a base that the document does not state; a limit, a rank and a zero have none."""
        amount = self.view.is_target and self.view.proposal["kind"] in PACED
        return amount and self.is_pending and self.base is None

    @property
    def is_rank(self) -> bool:
        """Whether it asks for a rank, as read or as entered: then those who are ranked are to be named."""
        return "rank" in (self.view.proposal.get("kind"), self.entered.get("kind"))

    @property
    def printed_unit(self) -> str:
        """The unit of the value as the document prints it; '' for a rank and for what is kept at zero."""
        kind = self.view.proposal["kind"]
        return "" if kind in ("rank", "zero") else "%" if kind == "growth" else self.view.proposal["unit"]

    @property
    def base_year(self) -> int:
        return int(self.view.proposal["period"][:4]) - 1

    @property
    def decided_base(self) -> str:
        """What was decided about a base that the document does not give; empty when it gave it."""
        decided: dict[str, Any] = self.view.draft.decision or {}
        if self.is_pending or "base_state" not in decided:
            return ""
        if decided["base_state"] == "missing":
            return _("confirmed with the base left open")
        if decided["base_state"] == "supplied":
            return _("base %(value)s, supplied from: %(source)s") % {
                "value": plain(decided["base"]),
                "source": decided["base_source"],
            }
        return ""

    @property
    def number(self) -> str:
        """The number of the matter that was opened from this draft."""
        return str((self.view.draft.decision or {}).get("number", ""))


def told(is_target: bool, read: Mapping[str, Any], decided: Mapping[str, Any] | None) -> str:
    """A draft in one line: what was decided where it was, else what was read."""
    said = {**read, **(decided or {})}
    if not is_target:
        return str(said["title"] or read["title"])
    sign, value = SIGNS[said["op"]], plain(said["value"])
    if said["kind"] == "growth":
        return _("%(what)s: growth %(sign)s %(value)s %%") % {
            "what": read["phrase"],
            "sign": sign,
            "value": value,
        }
    if said["kind"] == "rank":
        return _("%(what)s: rank %(value)s or better") % {"what": read["phrase"], "value": value}
    if said["kind"] == "zero":
        return _("%(what)s: kept at zero") % {"what": read["phrase"]}
    return f"{read['phrase']} {sign} {value} {formats.unit_name(said['unit'])}"


def plain(value: str) -> str:
    """A stored decimal without the zeros that only fill its column."""
    return f"{Decimal(value).normalize():f}"


def cards(
    views: Sequence[DraftView],
    org: OrgTree,
    today: date,
    failed: Mapping[int, tuple[Mapping[str, str], list[Problem]]],
) -> list[Card]:
    """Cards in the order of the text; ``failed`` gives what was entered and refused, by key of the draft."""
    drawn = []
    for view in views:
        entered, problems = failed.get(view.draft.pk, (_defaults(view, org, today), []))
        drawn.append(Card(view, entered, by_field(problems)))
    return drawn


def by_field(problems: Sequence[Problem]) -> dict[str, list[str]]:
    """Words of the problems by the field that each stands beside."""
    told: dict[str, list[str]] = {}
    for problem in problems:
        place = problem.code if problem.code in FIELDS else HEAD
        told.setdefault(place, []).append(str(problem) if place == HEAD else f"{problem.what} {problem.mend}")
    return told


def beside_change(refused: Refused) -> list[Problem]:
    """What was refused of a change, the reason beside its own field: a card asks for that of a rejection too."""
    return [replace(p, code="change_reason") if p.code == "reason" else p for p in refused.problems]


def _defaults(view: DraftView, org: OrgTree, today: date) -> dict[str, str]:
    read = view.proposal
    if view.is_target:
        return {key: str(read[key] or "") for key in ("indicator", "kind", "op", "value", "period")}
    deadline = read["deadline"] or ""
    leads, supporting = (_units(org, read[role]) for role in ("lead", "support"))
    return {
        "title": read["title"],
        "text": read["text"],
        "lead": leads[0] if len(leads) == 1 else "",
        "supporting": "、".join(supporting),
        # A deadline that has passed is not offered again; the card still shows it as printed.
        "due_on": deadline if deadline >= today.isoformat() else "",
    }


def _units(org: OrgTree, printed: Sequence[str]) -> list[str]:
    found = (unit_named(org, name) for name in printed)
    return [named(node) for node in found if node is not None]
