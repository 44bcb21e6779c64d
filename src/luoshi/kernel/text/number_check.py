"""The number check (核数): every relation a bulletin prints, recomputed exactly and judged."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from luoshi.kernel.text.facts import Fact
from luoshi.kernel.text.findings import folded, one_per_cause, sole_repairs, without_siblings
from luoshi.kernel.text.frames import Bulletin, read_bulletin
from luoshi.kernel.text.normalise import normalise
from luoshi.kernel.text.one_whole import with_one_whole
from luoshi.kernel.text.relations.apart import sums_apart
from luoshi.kernel.text.relations.averages import durations, means
from luoshi.kernel.text.relations.candidate import Binding, Candidate, Slot
from luoshi.kernel.text.relations.closed import partitions
from luoshi.kernel.text.relations.completion import completions, completions_of_sums
from luoshi.kernel.text.relations.contribution import contributions, sums_of_changes, sums_of_points
from luoshi.kernel.text.relations.difference import (
    REMAINS,
    balances,
    complements,
    excesses,
    leads_over_another,
    remainders,
    remainders_of_rates,
    states_of_rates,
)
from luoshi.kernel.text.relations.gathered import gathered_sums
from luoshi.kernel.text.relations.growth import (
    changes_afar,
    changes_of_named,
    confirmed_growths,
    growths,
    growths_afar,
    growths_of_runs,
    planned_growths,
)
from luoshi.kernel.text.relations.identity import count_identities
from luoshi.kernel.text.relations.implied import (
    balance_growths,
    implied_totals,
    mixed_growths,
    sums_of_increments,
    sums_of_plans,
)
from luoshi.kernel.text.relations.meant import rates_in_short, rates_of_the_meant, shares_of_the_meant
from luoshi.kernel.text.relations.notices import Notice, notices
from luoshi.kernel.text.relations.pace import paces
from luoshi.kernel.text.relations.pairs import changes_of_structures, paired_changes, paired_rates
from luoshi.kernel.text.relations.parallel import parallel_sums
from luoshi.kernel.text.relations.points import shifts
from luoshi.kernel.text.relations.progress import sums_of_classes, sums_of_stages
from luoshi.kernel.text.relations.proportions import proportions
from luoshi.kernel.text.relations.ranks import moves, ranks_told
from luoshi.kernel.text.relations.rates import rates
from luoshi.kernel.text.relations.ratios import (
    compounds,
    compounds_of_spans,
    indices,
    multiples,
    named_multiples,
    samples,
)
from luoshi.kernel.text.relations.regrouped import regrouped_totals
from luoshi.kernel.text.relations.search import searched
from luoshi.kernel.text.relations.shares import shares, sums_of_shares
from luoshi.kernel.text.relations.side_by_side import told_side_by_side
from luoshi.kernel.text.relations.structure import shares_to_hundred, structures, structures_of_sums
from luoshi.kernel.text.relations.sums import (
    parts_within_wholes,
    sums_across_paragraphs,
    sums_of_clauses,
    sums_of_items,
    sums_of_lists,
    sums_of_sets,
    sums_of_thirds,
)
from luoshi.kernel.text.relations.table_prose import prose_of_tables
from luoshi.kernel.text.relations.table_totals import sums_of_tables
from luoshi.kernel.text.relations.tables import tables
from luoshi.kernel.text.relations.vague import vague_shares
from luoshi.kernel.text.relations.wording import expected_of, formula_of, message_of, recomputed_of
from luoshi.kernel.text.repair import Repair
from luoshi.kernel.text.slips import growths_on_the_new, slips_of_claims
from luoshi.kernel.text.verdict import Grade, Judged, Severity, Verdict, judge

_MOST_RELATED = 12
_PAIR = 2
_SAY_LITTLE = ("part_whole", "shares_to_100")
"""Types that leave their claim open to the search."""
_MOST_ASKED = 12
"""Where more claims are asked about, the patterns did not merely miss their numbers."""
_SAME_SAID = {"difference": "sum", "share_shift": "sum", "completion": "share"}
"""Types that say the same of the same numbers."""


@dataclass(frozen=True)
class Span:
    """Digits as printed, at original offsets `[start, end)`, and the unit they were read with (亿元, %, "")."""

    text: str
    start: int
    end: int
    unit: str = ""


@dataclass(frozen=True)
class Mend:
    """A number as it was probably meant: digits swapped, one digit mistyped, or the unit off by 10^4 (up, down)."""

    of: Span
    printed: str
    kind: str

    def __str__(self) -> str:
        if self.kind in ("up", "down"):
            return f"{self.of.text}: unit {'x' if self.kind == 'up' else '/'} 10000"
        return f"{self.of.text} -> {self.printed}"


@dataclass(frozen=True)
class Relation:
    """One relation with its verdict. `grade` says how it fails: truncated, last_digit, gross, scope. `claim` is the number judged, `operands` those it is recomputed from.

    Of a failing one, `expected` is the value that would hold, printed like the claim, and `repair` the one
    slip that explains everything, None when there is none or more than one. `formula` computes the claim from
    the operands a, b, c … in their order, "" where nothing is computed; `recomputed` are the values it allows in the
    claim's unit ("68.71..68.82"), None where it has none. `fingerprint` depends on the numbers
    and the words around them only, so that a dismissed finding stays dismissed when text moves.
    """

    type: str
    verdict: Verdict
    severity: Severity | None
    grade: Grade
    claim: Span
    operands: tuple[Span, ...]
    expected: str | None
    repair: Mend | None
    formula: str
    recomputed: str | None
    message: str
    fingerprint: str


@dataclass(frozen=True)
class Check:
    """All relations of a text in the order of their claims."""

    relations: tuple[Relation, ...]


def check(text: str) -> Check:
    """Checks the arithmetic of a text. Any string is accepted; relations come in the order of their claims."""
    bulletin = read_bulletin(normalise(text))
    judged = _judge_all(bulletin)
    mends = sole_repairs(judged)
    prints = _Fingerprints(bulletin)
    relations = [
        _relation(bulletin, entry, mends.get(place), prints.of(entry.candidate))
        for place, entry in enumerate(one_per_cause(judged, mends))
    ]
    relations += [_noticed(bulletin, notice, prints) for notice in notices(bulletin)]
    return Check(tuple(sorted(relations, key=lambda relation: relation.claim.start)))


def _judge_all(bulletin: Bulletin) -> list[Judged]:
    sets = list(partitions(bulletin))
    slots = [*sums_of_sets(sets), *sums_of_lists(bulletin), *sums_of_items(bulletin)]
    slots += [*sums_of_clauses(bulletin), *sums_of_thirds(bulletin), *sums_across_paragraphs(bulletin)]
    slots += [*sums_apart(bulletin), *sums_of_classes(bulletin), *sums_of_stages(bulletin)]
    sums = folded(without_siblings(_judged(slots)))
    sums = [*_judged(parallel_sums(bulletin, sums)), *sums]
    holding = [entry.candidate for entry in sums if entry.verdict == "pass"]
    remaining: list[Slot] = [
        *balances(bulletin, sets),
        *complements(bulletin),
        *remainders(bulletin),
        *excesses(bulletin),
        *leads_over_another(bulletin),
    ]
    adding = {part for entry in holding for part in entry.operands}
    differences = _without_parts(_judged(remaining), adding)
    whole_sets = {entry.parts for entry in sets}
    closed = [entry for entry in holding if entry.operands in whole_sets]
    others: list[Slot] = [
        *implied_totals(bulletin, holding),
        *sums_of_increments(bulletin, holding),
        *sums_of_plans(bulletin, holding),
        *structures(bulletin, sets),
        *shares_to_hundred(bulletin),
        *structures_of_sums(bulletin, holding),
        *count_identities(bulletin),
        *multiples(bulletin),
        *means(bulletin),
        *durations(bulletin),
        *indices(bulletin),
        *compounds(bulletin),
        *compounds_of_spans(bulletin),
        *named_multiples(bulletin),
        *proportions(bulletin),
        *samples(bulletin),
        *vague_shares(bulletin),
        *balance_growths(bulletin, [entry.candidate for entry in differences if entry.verdict == "pass"]),
        *mixed_growths(bulletin, closed, Binding.MEDIUM),
        *mixed_growths(bulletin, [found for found in holding if found not in closed], Binding.WEAK),
        *paces(bulletin),
        *shifts(bulletin),
        *paired_changes(bulletin),
        *paired_rates(bulletin),
        *changes_of_structures(bulletin),
        *completions(bulletin),
        *completions_of_sums(bulletin, holding),
        *parts_within_wholes(bulletin),
        *growths(bulletin),
        *growths_afar(bulletin),
        *growths_of_runs(bulletin),
        *changes_afar(bulletin),
        *changes_of_named(bulletin),
        *planned_growths(bulletin),
        *shares(bulletin),
        *rates(bulletin),
        *moves(bulletin),
        *ranks_told(bulletin),
        *tables(bulletin),
        *prose_of_tables(bulletin),
        *sums_of_tables(bulletin),
        *contributions(bulletin),
        *sums_of_points(bulletin),
        *sums_of_changes(bulletin),
    ]
    further = _judged(others)
    rated = [entry.candidate for entry in further if entry.verdict == "pass"]
    left = _without_parts(
        _judged(
            [*remainders_of_rates(bulletin, rated), *states_of_rates(bulletin, rated), *sums_of_shares(rated)]
        ),
        adding,
    )
    remains = [entry for entry in left if REMAINS.search(entry.candidate.claim.lead)]
    told = [*differences, *remains, *sums, *_without_echoes(further), *left]
    bound = {entry.candidate.claim for entry in told if entry.candidate.type not in _SAY_LITTLE}
    bound.update(part for found in holding for part in found.operands if part.is_level)
    rests = [entry for entry in told if entry.candidate.type == "shares_to_100" and entry.verdict == "pass"]
    asked = {
        entry.candidate.claim for entry in told if entry.severity == "question" and entry.grade == "gross"
    }
    asked -= {entry.candidate.claim for entry in told if entry.severity != "question"}
    asked = asked if len(asked) <= _MOST_ASKED else set()
    found = _without_rests(_judged(searched(bulletin, bound - asked)), rests)
    answered = {entry.candidate.claim for entry in found if entry.verdict == "pass"} & asked
    found = [entry for entry in found if entry.verdict == "pass" or entry.candidate.claim not in asked]
    told = [entry for entry in told if entry.candidate.claim not in answered]
    sharing = [entry.candidate for entry in [*told, *found] if entry.verdict == "pass"]
    sums_told = {frozenset((one.claim, *one.operands)) for one in sharing if one.type == "sum"}
    told += [
        entry
        for entry in _judged(sums_of_shares(sharing))
        if frozenset((entry.candidate.claim, *entry.candidate.operands)) not in sums_told
    ]
    changes = [entry.candidate for entry in found if entry.candidate.type == "difference"]
    grown = [entry for entry in _judged(confirmed_growths(bulletin, changes)) if entry.verdict == "fail"]
    known = {frozenset((one.candidate.claim, *one.candidate.operands)) for one in [*told, *found]}
    told += _judged(gathered_sums(bulletin, known))
    certain = {entry.candidate.claim for entry in grown}
    told = [entry for entry in told if entry.candidate.claim not in certain]
    told = [*told, *found, *grown]
    meant = _errors_of_the_meant(bulletin, told, [*remaining, *others])
    settled = {entry.candidate.claim for entry in meant}
    told = [entry for entry in told if entry.candidate.claim not in settled]
    regrouped = [entry for entry in _judged(regrouped_totals(bulletin, holding)) if entry.verdict == "fail"]
    found = _telling(with_one_whole([*told, *meant, *regrouped]))
    return sorted(found, key=lambda entry: (entry.candidate.claim.start, entry.candidate.type))


def _without_parts(judged: list[Judged], adding: Collection[Fact]) -> list[Judged]:
    """Without what fails of numbers that add up to their total with others, `adding`: they are no remainder of two."""
    return [entry for entry in judged if entry.verdict != "fail" or entry.candidate.claim not in adding]


def _without_rests(found: list[Judged], rests: list[Judged]) -> list[Judged]:
    """What the search finds; of shares that make 100 only what holds against its own level."""
    made = {fact for entry in rests for fact in (entry.candidate.claim, *entry.candidate.operands)}
    return [entry for entry in found if entry.candidate.claim not in made or entry.verdict == "pass"]


def _errors_of_the_meant(bulletin: Bulletin, told: list[Judged], slots: list[Slot]) -> list[Judged]:
    """What fails of the readings that are certain only when all others are known; what is told already stays."""
    holding = [entry.candidate for entry in told if entry.verdict == "pass"]
    explained = {
        entry.candidate.claim
        for entry in told
        if (entry.verdict == "pass" and entry.candidate.type != "part_whole")
        or entry.severity in ("error", "note")
        or entry.rival is not None
    }
    further = [
        entry
        for entry in _judged(
            [
                *shares_of_the_meant(bulletin, holding, explained),
                *rates_of_the_meant(bulletin, holding, explained),
                *rates_in_short(bulletin, holding, explained),
                *told_side_by_side(bulletin, holding, explained),
            ]
        )
        if entry.verdict == "fail"
    ]
    explained.update(entry.candidate.claim for entry in further)
    return [*further, *slips_of_claims(slots, explained), *growths_on_the_new(bulletin, explained)]


def _judged(slots: Iterable[Slot]) -> list[Judged]:
    return [entry for entry in map(judge, slots) if entry is not None]


def _without_echoes(judged: list[Judged]) -> list[Judged]:
    """Without growth rebuilt from the parts where the growth itself fails on its own numbers, or holds by its increase."""
    failing = {
        entry.candidate.claim
        for entry in judged
        if entry.verdict == "fail" and entry.candidate.type != "mixed_growth"
    }
    increased = {
        entry.candidate.claim
        for entry in judged
        if entry.verdict == "pass" and entry.candidate.type == "growth_from_increment"
    }
    echoed = {("mixed_growth", "fail"): failing, ("mixed_growth", "pass"): increased}
    planned = {
        entry.candidate.claim
        for entry in judged
        if entry.candidate.type == "completion"
        and entry.verdict == "pass"
        and len(entry.candidate.operands) == _PAIR
    }
    return [
        entry
        for entry in judged
        if entry.candidate.claim not in echoed.get((entry.candidate.type, entry.verdict), ())
        and (len(entry.candidate.operands) <= _PAIR or not _is_planned(entry, planned))
    ]


def _is_planned(entry: Judged, planned: set[Fact]) -> bool:
    """Whether a completion of several plans is one of a single plan as well."""
    return entry.candidate.type in ("completion", "implied_total") and entry.candidate.claim in planned


def _telling(judged: Iterable[Judged]) -> list[Judged]:
    """Numbers bound by one relation once: 22 - 6 = 16 says no more than 6 + 16 = 22, nor 6 <= 22 more than 6 / 22."""
    kept: dict[tuple[str, frozenset[int]], Judged] = {}
    for entry in judged:
        candidate = entry.candidate
        kind = _SAME_SAID.get(candidate.type, candidate.type)
        places = frozenset(fact.start for fact in (candidate.claim, *candidate.operands))
        kept.setdefault((kind, places), entry)
    bound: dict[int, list[tuple[str, frozenset[int]]]] = {}
    for kind, places in kept:
        if kind != "part_whole" and len(places) <= _MOST_RELATED:
            for place in places:
                bound.setdefault(place, []).append((kind, places))
    return [entry for entry in kept.values() if entry.candidate.type != "part_whole" or _adds(entry, bound)]


def _adds(entry: Judged, bound: dict[int, list[tuple[str, frozenset[int]]]]) -> bool:
    """Whether 6 <= 22 says more than the other relations: it fails, or its part is bound to no whole."""
    part, whole = entry.candidate.claim, entry.candidate.operands[0]
    return entry.verdict != "pass" or not any(
        whole.start in places or kind == "sum" for kind, places in bound.get(part.start, [])
    )


def _relation(bulletin: Bulletin, entry: Judged, repair: Repair | None, fingerprint: str) -> Relation:
    candidate = entry.candidate
    mend = None
    if repair is not None:
        mend = Mend(_span(bulletin, repair.fact), repair.printed, repair.kind)
    return Relation(
        type=candidate.type,
        verdict=entry.verdict,
        severity=entry.severity,
        grade=entry.grade,
        claim=_span(bulletin, candidate.claim),
        operands=tuple(_span(bulletin, operand) for operand in candidate.operands),
        expected=expected_of(candidate) if entry.verdict == "fail" else None,
        repair=mend,
        formula=formula_of(candidate),
        recomputed=recomputed_of(candidate),
        message=message_of(entry),
        fingerprint=fingerprint,
    )


def _span(bulletin: Bulletin, fact: Fact) -> Span:
    return _place(bulletin, fact.quantity.start, fact.quantity.end, fact.quantity.unit)


def _place(bulletin: Bulletin, first: int, last: int, unit: str = "") -> Span:
    start, end = bulletin.doc.span(first, last)
    return Span(bulletin.doc.original[start:end], start, end, unit)


def _noticed(bulletin: Bulletin, notice: Notice, prints: "_Fingerprints") -> Relation:
    claim = _place(bulletin, notice.start, notice.end)
    operands = () if notice.other is None else (_place(bulletin, *notice.other),)
    return Relation(
        type=notice.type,
        verdict="uncertain" if notice.other else "not_checkable",
        severity="question" if notice.other else "note",
        grade="",
        claim=claim,
        operands=operands,
        expected=None,
        repair=None,
        formula="",
        recomputed=None,
        message=notice.message,
        fingerprint=prints.named(notice.type, [span.text for span in (claim, *operands)]),
    )


class _Fingerprints:
    """Names of relations by their numbers and subjects; like ones are told apart by their order."""

    def __init__(self, bulletin: Bulletin) -> None:
        self.bulletin = bulletin
        self.seen: Counter[str] = Counter()

    def of(self, candidate: Candidate) -> str:
        """Fingerprint of a relation."""
        facts = (candidate.claim, *candidate.operands)
        words = [f"{self._subject(fact)}:{fact.quantity.printed}{fact.quantity.unit}" for fact in facts]
        return self.named(candidate.type, words)

    def named(self, kind: str, words: list[str]) -> str:
        """Fingerprint of something known by its kind and words."""
        key = "|".join([kind, *words])
        self.seen[key] += 1
        return hashlib.sha256(f"{key}#{self.seen[key]}".encode()).hexdigest()[:16]

    def _subject(self, fact: Fact) -> str:
        frame = self.bulletin.frame_of.get(fact)
        return frame.name if frame else ""
