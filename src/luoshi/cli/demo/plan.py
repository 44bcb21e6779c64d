"""Reading the plan, confirming what was read, handing targets down to posts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from luoshi.cli.demo.agenda import as_person
from luoshi.cli.demo.book import Book
from luoshi.documents.actions.import_document import Heading, import_document
from luoshi.documents.actions.reject_draft import reject_draft
from luoshi.documents.actions.set_aside_clause import set_aside_clause
from luoshi.documents.models import Document, Draft, DraftKind, DraftState
from luoshi.documents.proposals import Term
from luoshi.indicators.models import Indicator
from luoshi.ledger.refusal import Refused
from luoshi.matters.actions.confirm_draft import MatterDecision
from luoshi.matters.actions.confirm_draft import confirm_draft as confirm_matter
from luoshi.matters.models import Matter
from luoshi.matters.printed_names import unit_named
from luoshi.org.models import Post, Role
from luoshi.org.queries import tree
from luoshi.targets.actions.assign_owner import assign_owner
from luoshi.targets.actions.cascade import cascade, propose
from luoshi.targets.actions.confirm_draft import confirm_draft as confirm_target
from luoshi.targets.actions.confirm_draft import proposed
from luoshi.targets.actions.set_curve import set_curve
from luoshi.targets.bases import carrying_units
from luoshi.targets.models import Target
from luoshi.targets.vocabulary import SplitRule

READ_ON = date(2015, 3, 2)
SETTLED_ON = date(2015, 3, 3)
HANDED_DOWN_ON = date(2015, 3, 5)
# Of the drafts of matters, as many become matters in the demonstration; the rest wait on the page.
CONFIRMED_MATTERS = 16
LEFT_PENDING = 3
# What the text gives no date gets the end of a quarter, as a supervision office would set it.
TERMS = (date(2015, 4, 30), date(2015, 6, 30), date(2015, 9, 30), date(2015, 12, 25))
# Where the calendar expects these two by month: revenue comes early, industry picks up after the New Year.
CURVES = {
    "fiscal_revenue": [
        "0.105",
        "0.178",
        "0.262",
        "0.352",
        "0.442",
        "0.533",
        "0.612",
        "0.686",
        "0.764",
        "0.845",
        "0.918",
        "1",
    ],
    "industry_revenue": [
        "0.062",
        "0.131",
        "0.214",
        "0.299",
        "0.385",
        "0.476",
        "0.561",
        "0.647",
        "0.735",
        "0.824",
        "0.912",
        "1",
    ],
}


def read_plan(book: Book, path: Path) -> Document:
    """Import the plan document of 2015 as the supervision office would."""
    vocabulary = [Term(i.code, i.name, i.synonyms) for i in book.indicators]
    first_line = next(
        (line.strip() for line in path.read_bytes().decode("utf-8", "replace").splitlines() if line.strip()),
        "",
    )
    title = first_line if 4 <= len(first_line) <= 40 else path.stem
    return import_document(
        as_person("supervisor", READ_ON),
        book.root,
        Heading(title=title, year=2015, issued_on=READ_ON),
        path.read_bytes(),
        path.name,
        vocabulary,
    )


def settle_targets(document: Document) -> list[Target]:
    """Confirm every target whose indicator is in the catalogue. A base that the text does not state stays open."""
    standing = as_person("supervisor", SETTLED_ON)
    made = []
    for draft in _pending(document, DraftKind.TARGET):
        indicator = Indicator.objects.filter(code=draft.proposal["indicator"]).first()
        if indicator is not None:
            made.append(confirm_target(standing, draft, proposed(draft, indicator)))
    return made


def settle_matters(document: Document) -> list[Matter]:
    """Open matters from the drafts, turn one down with a reason, leave some for the visitor to decide."""
    standing = as_person("supervisor", SETTLED_ON, 10)
    org = tree(SETTLED_ON)
    drafts = _pending(document, DraftKind.MATTER)
    departments = [n.code for n in org.nodes.values() if n.group == "departments"][7:]
    made: list[Matter] = []
    for n, draft in enumerate(drafts[: max(len(drafts) - LEFT_PENDING, 0)]):
        if len(made) == CONFIRMED_MATTERS:
            break
        read = draft.proposal
        lead = next(
            (u.code for name in read["lead"] if (u := unit_named(org, name))),
            departments[n % len(departments)],
        )
        support = [u.code for name in read["support"] if (u := unit_named(org, name)) and u.code != lead]
        due = date.fromisoformat(read["deadline"]) if read["deadline"] else TERMS[n % len(TERMS)]
        if due <= SETTLED_ON:
            reject_draft(standing, draft, "文中时限已过，并入其他事项办理（演示）")
            continue
        decision = MatterDecision(read["title"], read["text"], lead, tuple(support), due)
        made.append(confirm_matter(standing, draft, decision))
    background = document.clauses.filter(parent=None).first()
    if background is not None and not background.drafts.exists() and not background.children.exists():
        set_aside_clause(standing, background, "回顾上年工作，不形成任务（演示）")
    return made


def _pending(document: Document, kind: DraftKind) -> list[Draft]:
    return list(
        document.drafts.filter(kind=kind, state=DraftState.PENDING)
        .select_related("document", "clause")
        .order_by("order")
    )


def hand_down(book: Book, targets: list[Target]) -> None:
    """Split every target by a rule, name who answers, and give revenue its own monthly curve."""
    standing = as_person("supervisor", HANDED_DOWN_ON)
    rules = {
        "gdp": SplitRule.EQUAL_GROWTH,
        "fixed_investment": SplitRule.EQUAL_GROWTH,
        "industry_revenue": SplitRule.BY_HAND,
    }
    for confirmed in targets:
        table = CURVES.get(confirmed.indicator.code)
        target = set_curve(standing, confirmed, table) if table else confirmed
        parts = _split(target, rules.get(target.indicator.code, SplitRule.SHARE))
        for part in parts:
            _answer(part)
        _answer(target)
        for part in parts:
            if _children(part):
                for below in _split(
                    part, SplitRule.EQUAL_GROWTH if part.kind == "growth" else SplitRule.SHARE
                ):
                    _answer(below)


def _children(target: Target) -> list[str]:
    standing = as_person("supervisor", HANDED_DOWN_ON)
    org = tree(HANDED_DOWN_ON)
    able = carrying_units(org, 2015, standing.at)
    return [n.code for n in org.children(target.unit_id) if n.id in able]


def _split(target: Target, rule: str) -> list[Target]:
    standing = as_person("supervisor", HANDED_DOWN_ON, 14)
    units = _children(target)
    if rule != SplitRule.BY_HAND:
        try:
            return cascade(standing, target, rule, units)
        except Refused:
            if rule == SplitRule.EQUAL_GROWTH:
                raise
            return cascade(standing, target, SplitRule.EQUAL_GROWTH, units)
    if target.level is None:
        return cascade(standing, target, SplitRule.EQUAL_GROWTH, units)
    even = propose(standing, target, SplitRule.SHARE, units).values
    raised = {
        u: (v * Decimal("1.05")).quantize(Decimal(1)) if n % 2 else v for n, (u, v) in enumerate(even.items())
    }
    reason = "主攻工业，工业大镇加压，超出部分作为奋斗目标（演示）"
    return cascade(standing, target, SplitRule.BY_HAND, units, raised, reason)


def _answer(target: Target) -> None:
    post = (
        Post.objects.filter(unit=target.unit, role=Role.PRINCIPAL).first()
        or Post.objects.filter(unit=target.unit, role=Role.LEADER).last()
    )
    # One town has not named anybody: the chain page shows where it stopped.
    if post is not None and target.unit.code != "YS-X5":
        assign_owner(as_person("supervisor", HANDED_DOWN_ON, 15), target, post)
