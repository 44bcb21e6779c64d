"""What the number check found, as its page and its report show it (核数结果)."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, OuterRef, Subquery

from luoshi.documents.finding_words import (
    ERROR,
    HOLDS,
    LEVELS,
    NOTE,
    QUESTION,
    UNCHECKED,
    Correction,
    allowance_of,
    correction_of,
    level_of,
    printed_of,
    sentence_of,
)
from luoshi.documents.models import DecisionKind, Document, Finding, FindingDecision, NumberCheck
from luoshi.documents.policies import checks_of, may_read_documents
from luoshi.documents.segments import Paragraph, Span, holder, paragraphs
from luoshi.documents.workings import working_of
from luoshi.ledger.refusal import require
from luoshi.org.standing import Standing
from luoshi.workdays.clock import end_of

_ENDS = "。！？；\n"
LEVELS_BY_WEIGHT = (HOLDS, UNCHECKED, NOTE, QUESTION, ERROR)


@dataclass(frozen=True)
class Tally:
    """How many relations a check judged and how; ``open`` are the findings that nobody has decided."""

    holding: int = 0
    errors: int = 0
    questions: int = 0
    notes: int = 0
    unchecked: int = 0
    open: int = 0

    @property
    def findings(self) -> int:
        """What does not simply hold."""
        return self.errors + self.questions + self.notes + self.unchecked

    @property
    def remarks(self) -> int:
        """Notes, and what cannot be checked."""
        return self.notes + self.unchecked

    @property
    def relations(self) -> int:
        return self.holding + self.findings

    @property
    def decided(self) -> int:
        return self.findings - self.open


@dataclass(frozen=True)
class CheckLine:
    """A document in the list; ``tally`` is None where it was never checked."""

    document: Document
    checked_at: datetime | None
    tally: Tally | None


@dataclass(frozen=True)
class FindingView:
    """A finding in its text. ``decision`` is the last one about it, ``earlier`` those that it replaced.

    ``claim`` and ``operands`` are the ids of the numbers in the text; ``paragraph`` counts from 1.
    """

    finding: Finding
    text: str
    claim: str
    operands: tuple[str, ...]
    paragraph: int
    decision: FindingDecision | None
    earlier: tuple[FindingDecision, ...]

    @property
    def level(self) -> str:
        return level_of(self.finding)

    @property
    def word(self) -> str:
        """The level in the reader's language."""
        return str(LEVELS[self.level])

    @property
    def state(self) -> str:
        """``holds``, ``open``, or the kind of the decision."""
        if self.level == HOLDS:
            return HOLDS
        return self.decision.kind if self.decision else "open"

    @property
    def is_accepted(self) -> bool:
        return self.state in (DecisionKind.ACCEPTED, DecisionKind.EDITED)

    @property
    def decided_in(self) -> str:
        """The title of the document in which the decision was made, where that is another one."""
        if self.decision is None:
            return ""
        document = self.decision.finding.check_run.document
        return "" if document.pk == self.finding.check_run.document_id else document.title

    @property
    def sentence(self) -> str:
        return sentence_of(self.finding, self.text)

    @property
    def wording(self) -> str:
        """The sentence as a person reworded it, else as it is."""
        return (self.decision.wording if self.decision else "") or self.sentence

    @property
    def printed(self) -> str:
        return printed_of(self.finding, self.text)

    @property
    def working(self) -> str:
        return working_of(self.finding, self.text)

    @property
    def allowance(self) -> str:
        return allowance_of(self.finding)

    @property
    def correction(self) -> Correction | None:
        return correction_of(self.finding, self.text)

    @property
    def mended(self) -> str:
        """What should stand in place of the number: as a person decided, else as proposed; empty when unknown."""
        decided = self.decision.correction if self.decision else ""
        return decided or (self.correction.new if self.correction else "")

    @property
    def numbers(self) -> str:
        """The ids of all its numbers, the claim's first."""
        return " ".join(dict.fromkeys((self.claim, *self.operands)))

    def quote(self, most: int) -> str:
        """The sentence that the claim stands in; of a long one at most ``most`` characters, the claim among them."""
        start = max(self.text.rfind(mark, 0, self.finding.start) for mark in _ENDS) + 1
        ends = [at for mark in _ENDS if (at := self.text.find(mark, self.finding.end)) >= 0]
        end = min(ends, default=len(self.text) - 1) + 1
        if end - start <= most:
            return " ".join(self.text[start:end].split())
        shown = max(start, min(self.finding.start - most // 2, end - most))
        words = " ".join(self.text[shown : shown + most].split())
        return f"{'……' if shown > start else ''}{words}{'……' if shown + most < end else ''}"


@dataclass(frozen=True)
class Checked:
    """A document with its last check: findings in the order of the text, those that hold behind the others.

    ``check`` is None and everything else empty where the document was never checked.
    """

    document: Document
    check: NumberCheck | None
    findings: tuple[FindingView, ...]
    tally: Tally

    @property
    def simulated(self) -> bool:
        """Whether what the document tells of is invented."""
        return self.document.unit.simulated


def check_lines(standing: Standing, as_of: date) -> list[CheckLine]:
    """Documents whose check this person may read, with the tally of the last check by ``as_of``; checked ones first."""
    if not may_read_documents(standing):
        return []
    known = end_of(as_of)
    last = NumberCheck.objects.filter(document=OuterRef("pk"), checked_at__lte=known)
    found = list(
        Document.objects.filter(checks_of(standing), imported_at__lte=known)
        .select_related("unit")
        .defer("text")
        .annotate(
            last_check=Subquery(last.values("pk")[:1]),
            last_checked_at=Subquery(last.values("checked_at")[:1]),
        )
        .order_by(F("last_checked_at").desc(nulls_last=True), "-imported_at", "-pk")
    )
    tallies = _tallies([d.last_check for d in found if d.last_check], {d.unit_id for d in found}, known)
    return [CheckLine(d, d.last_checked_at, tallies[d.last_check] if d.last_check else None) for d in found]


def checked(standing: Standing, document_id: int, as_of: date) -> Checked:
    """A document with the last check known on ``as_of``: as many queries whatever it found.

    Denied to who holds no post; Document.DoesNotExist where there is none whose check this person may read.
    """
    require(may_read_documents(standing))
    known = end_of(as_of)
    document = Document.objects.select_related("unit", "imported_by").get(
        checks_of(standing), pk=document_id, imported_at__lte=known
    )
    run = document.checks.filter(checked_at__lte=known).select_related("checked_by").first()
    if run is None:
        return Checked(document, None, (), Tally())
    findings = list(run.findings.select_related("check_run"))
    decided = _decisions({document.unit_id}, known)
    views = _views(document, findings, decided)
    return Checked(document, run, tuple(sorted(views, key=lambda v: v.state == HOLDS)), _tally_of(views))


def marked_text(
    found: Checked,
    shown: Sequence[FindingView],
    clauses: Iterable[tuple[int, int, str]],
    beside: Sequence[tuple[int, int]] = (),
) -> list[Paragraph]:
    """The text in paragraphs. Every number of a finding, and those ``beside``, have ids; the findings ``shown`` are marked,

    a claim by its level, the graver one where it is judged twice, any other number as ``operand``, or as
    ``mend`` where the slip is probably in it. A dismissed finding accuses no more.
    """
    kinds: dict[tuple[int, int], str] = {}
    ordered = sorted(shown, key=lambda view: LEVELS_BY_WEIGHT.index(view.level))
    for view in ordered:
        kinds.update(dict.fromkeys(_operands(view.finding), HOLDS if view.level == HOLDS else "operand"))
    for view in ordered:
        dismissed = view.state == DecisionKind.REJECTED
        kinds[view.finding.start, view.finding.end] = UNCHECKED if dismissed else view.level
        slip = None if dismissed else view.correction
        if slip and (slip.start, slip.end) != (view.finding.start, view.finding.end):
            kinds[slip.start, slip.end] = "mend"
    spans = (Span(start, end, kind) for (start, end), kind in kinds.items())
    places = [*_places(view.finding for view in found.findings), *beside]
    return paragraphs(found.document.text, places, spans, clauses)


def _places(findings: Iterable[Finding]) -> list[tuple[int, int]]:
    return [place for f in findings for place in ((f.start, f.end), *_operands(f))]


def _views(
    document: Document, findings: Sequence[Finding], decided: dict[tuple[int, str], list[FindingDecision]]
) -> list[FindingView]:
    ids = holder(_places(findings))
    lines = _line_starts(document.text)
    views = []
    for found in findings:
        history = decided.get((document.unit_id, found.fingerprint), [])
        views.append(
            FindingView(
                finding=found,
                text=document.text,
                claim=ids[found.start, found.end],
                operands=tuple(ids[place] for place in _operands(found)),
                paragraph=bisect_right(lines, found.start),
                decision=history[-1] if history else None,
                earlier=tuple(history[:-1]),
            )
        )
    return views


def _operands(found: Finding) -> list[tuple[int, int]]:
    return [(start, end) for start, end, _unit in found.operands]


def _line_starts(text: str) -> list[int]:
    """Where the lines that are not empty begin."""
    starts, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            starts.append(at)
        at += len(line) + 1
    return starts


def _decisions(units: set[int], known: datetime) -> dict[tuple[int, str], list[FindingDecision]]:
    """All decisions of the units by then, oldest first, by unit and fingerprint."""
    found: dict[tuple[int, str], list[FindingDecision]] = defaultdict(list)
    every = FindingDecision.objects.filter(unit__in=units, decided_at__lte=known)
    related = every.select_related("decided_by", "finding__check_run__document")
    for decision in related.defer("finding__check_run__document__text"):
        found[decision.unit_id, decision.fingerprint].append(decision)
    return found


def _tally_of(views: Sequence[FindingView]) -> Tally:
    return _tally(Counter(view.level for view in views), sum(view.state == "open" for view in views))


def _tally(levels: Counter[str], waiting: int) -> Tally:
    return Tally(
        holding=levels[HOLDS],
        errors=levels[ERROR],
        questions=levels[QUESTION],
        notes=levels[NOTE],
        unchecked=levels[UNCHECKED],
        open=waiting,
    )


def _tallies(runs: list[int], units: set[int], known: datetime) -> dict[int, Tally]:
    """The tally of each of the checks by key, in three queries."""
    decided = set(
        FindingDecision.objects.filter(unit__in=units, decided_at__lte=known).values_list(
            "unit_id", "fingerprint"
        )
    )
    every = Finding.objects.filter(check_run__in=runs)
    holding = dict(every.filter(verdict="pass").order_by().values_list("check_run").annotate(Count("pk")))
    levels: dict[int, Counter[str]] = {run: Counter({HOLDS: holding.get(run, 0)}) for run in runs}
    waiting: Counter[int] = Counter()
    rest = every.exclude(verdict="pass").select_related("check_run__document")
    for found in rest.only("check_run__document__unit", "fingerprint", "verdict", "severity"):
        levels[found.check_run_id][level_of(found)] += 1
        waiting[found.check_run_id] += (found.check_run.document.unit_id, found.fingerprint) not in decided
    return {run: _tally(levels[run], waiting[run]) for run in runs}
