"""The demonstration, counted again by hand: every figure that board, league, bulletin and pages print."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from rich.console import Console

from cli.paper import GROWTH, INDICATORS, LIGHTS, Counted, Paper, read_paper, shown_gap, times
from cli.recount import OUR_WORDS, Rows, Score, competition_ranks, printed
from luoshi.assessment.appeal_models import Appeal
from luoshi.assessment.awards import read
from luoshi.assessment.calculation import calculate
from luoshi.assessment.duties import duties
from luoshi.assessment.models import Run
from luoshi.assessment.movement import moves_between
from luoshi.assessment.queries import replay, run_view
from luoshi.assessment.scheme_text import read_scheme
from luoshi.assessment.standings import record_of
from luoshi.briefing.models import Bulletin
from luoshi.briefing.queries import bulletins, docx
from luoshi.cli.demo.output import write_out
from luoshi.cli.demo.story import tell
from luoshi.indicators.check_models import FindingEvent
from luoshi.indicators.look_back_models import Settlement
from luoshi.indicators.models import Observation
from luoshi.kernel.forecast import Reason
from luoshi.org.models import PeerMembership, UnitName
from luoshi.org.queries import standing_of_code
from luoshi.org.standing import Standing
from luoshi.targets.models import Target
from luoshi.targets.queries import base_phrase, board, outlooks, source_sentence
from luoshi.workdays.clock import business_now
from luoshi.workdays.periods import Period
from web.signed_in import signed_in

pytestmark = pytest.mark.django_db

TODAY = date(2015, 7, 23)
DAYS = [date(2015, m, 10) for m in range(3, 7)] + [
    date(2015, 6, 11),
    date(2015, 6, 12),
    date(2015, 7, 3),
    date(2015, 7, 6),
    TODAY,
]
# Three working days after each month's end, by the State Council's calendar of 2015: 1 May was a holiday.
DUE_DAYS = [
    date(2015, 2, 4),
    date(2015, 3, 4),
    date(2015, 4, 3),
    date(2015, 5, 6),
    date(2015, 6, 3),
    date(2015, 7, 3),
]
# 2014 of the whole district as published, in 万元; of fixed investment nothing is published.
BASES = {
    "gdp": (Decimal(1_967_200), "196.72亿元"),
    "fiscal_revenue": (Decimal(276_300), "27.63亿元"),
    "industry_revenue": (Decimal(2_879_700), "287.97亿元"),
}


class _Untold(Exception):
    pass


@pytest.fixture(autouse=True)
def demonstration(settings: Any) -> None:
    """The invented cast signs in inside a demonstration only."""
    settings.DEMO = True


@pytest.fixture(scope="module", autouse=True)
def told(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The demonstration, told once for all tests here and taken back afterwards."""
    with django_db_blocker.unblock():
        try:
            with transaction.atomic():
                tell()
                yield
                raise _Untold
        except _Untold:
            pass


def head() -> Standing:
    return standing_of_code("head", business_now())


def same(ours: Fraction | None, theirs: float | None, within: float = 1e-9) -> bool:
    if ours is None or theirs is None:
        return ours is None and theirs is None
    return abs(float(ours) - theirs) <= within * max(1.0, abs(float(ours)))


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_board_as_of_a_day(day: date) -> None:
    rows = Rows(day)
    found = board(head(), Period(2015, 1, 12), day)
    assert set(found.rows) == set(rows.targets)
    for key, theirs in found.rows.items():
        ours = rows.standing(key)
        where = (str(theirs.target), ours, theirs)
        assert (theirs.month or 0, theirs.reporting, theirs.due) == (ours.month, ours.reporting, ours.due), (
            where
        )
        assert OUR_WORDS[int(theirs.light)] == ours.light, where
        assert theirs.half_done is ours.half_done, where
        for a, b in (
            (ours.actual, theirs.actual),
            (ours.base, theirs.base_same_period),
            (ours.growth, theirs.growth),
            (ours.completion, theirs.completion),
            (ours.expected, theirs.expected),
            (ours.gap, theirs.gap_points),
            (ours.run_rate, theirs.run_rate),
        ):
            assert same(a, b), where


def run_in_force() -> Run:
    return Run.objects.select_related("scheme").get(state="published", period="2015-H1")


def run_before_the_appeal() -> Run:
    found = run_in_force().supersedes
    assert found is not None
    return found


def hand_counted(run: Run) -> dict[str, Score]:
    """Every assessed unit as it was known on the day that the run was calculated for."""
    return Rows(run.as_of).scores(run)


@pytest.mark.parametrize("of", [run_before_the_appeal, run_in_force])
def test_scores_ranks_and_ties_of_the_league(of: Callable[[], Run]) -> None:
    run = of()
    ours = hand_counted(run)
    league = run_view(head(), run).league
    assert {line.unit.code for line in league.lines} == set(ours)
    for table in league.tables:
        scores = {
            line.unit.code: printed(ours[line.unit.code].total, 2, grouped=False)
            for line in table.lines
            if ours[line.unit.code].total is not None
        }
        ranks = competition_ranks(scores)
        for line in table.lines:
            mine, code = ours[line.unit.code], line.unit.code
            assert (None if line.score is None else str(line.score)) == scores.get(code), (code, mine, line)
            assert line.rank == ranks.get(code)
            assert {p.node.code for p in line.not_reported} == mine.silent
            for part in line.parts:
                item = part.node.code
                assert part.applies == (item in mine.weights), (code, item)
                assert same(mine.weights.get(item, Fraction(0)), part.weight)
                if part.applies:
                    # What a run is calculated from is kept with six decimals.
                    assert same(mine.items[item] or Fraction(0), part.score, 1e-6), (code, item)
        assert [line.rank for line in table.lines if line.rank] == sorted(ranks.values())


def test_every_run_replays_to_the_same_bytes() -> None:
    runs = list(Run.objects.exclude(inputs="").select_related("scheme"))
    assert len(runs) >= 5
    for run in runs:
        again = replay(head(), run)
        assert again.holds and again.same_code, run
    run = run_in_force()
    assert (
        calculate(head(), read_scheme(run.scheme.source), Period.parse(run.period), run.as_of).inputs
        == run.inputs
    )


def test_the_years_looked_back_on_are_scored_by_their_growth() -> None:
    """Every place in each of three years: 60 points for none, 100 from a fifth on, in proportion; means of three years."""
    cells = Rows(date(2015, 1, 31)).cells
    weights = {"gdp": 40, "fiscal_revenue": 30, "industry_revenue": 30}
    counted: dict[tuple[str, int], dict[str, Fraction]] = {}
    for run in Run.objects.filter(scheme__code__startswith="growth-").select_related("scheme"):
        year, month = run.scheme.year, 6 if run.period.endswith("H1") else 12
        assert "事后计算" in run.scheme.title and run.state == "published"
        for table in run_view(head(), run).league.tables:
            totals = {
                line.unit.code: sum(
                    Fraction(weight, 100) * min(60 + 200 * (now / before - 1), Fraction(100))
                    for code, weight in weights.items()
                    for now, before in [
                        (
                            cells[line.unit.code, code, f"{year}-{month:02d}"],
                            cells[line.unit.code, code, f"{year - 1}-{month:02d}"],
                        )
                    ]
                )
                for line in table.lines
            }
            shown = {unit: printed(total, 2, grouped=False) for unit, total in totals.items()}
            assert {line.unit.code: str(line.score) for line in table.lines} == shown
            assert {line.unit.code: line.rank for line in table.lines} == competition_ranks(shown)
            counted.setdefault((table.group.code, month), {}).update(
                {f"{unit} {year}": Fraction(score) for unit, score in shown.items()}
            )
    assert {month for _group, month in counted} == {6, 12}
    for (group, month), scores in counted.items():
        _spans, _span, records = record_of(head(), TODAY, "" if month == 12 else "-H1")
        (found,) = [one for one in records if one.group == group]
        place = [year.number for year in found.years].index(2014)
        for unit in found.units:
            mean = sum(scores[f"{unit.code} {year}"] for year in (2012, 2013, 2014)) / 3
            assert same(mean, unit.rolling[place], 1e-9), (unit, mean)
            assert unit.rolling[-1] is None or month == 12, "of 2015 the rules are others"


def test_the_half_year_is_published_after_an_appeal_that_changed_a_rank() -> None:
    """Counted by hand in both results: one street passes another, no other unit moves, and it gets the award for it."""
    before, after = run_before_the_appeal(), run_in_force()
    upheld = Appeal.objects.get(run=before, steps__outcome="upheld")
    found = [hand_counted(run) for run in (before, after)]
    street = list(
        PeerMembership.objects.filter(group__code="streets", valid_to=None).values_list(
            "unit__code", flat=True
        )
    )
    ranks = [
        competition_ranks({u: printed(scores[u].total, 2, grouped=False) for u in street}) for scores in found
    ]
    assert {u: (ranks[0][u], ranks[1][u]) for u in street if ranks[0][u] != ranks[1][u]} == {
        upheld.unit.code: (3, 2),
        "YS-S1": (2, 3),
    }
    assert [u for u in found[0] if found[0][u].total != found[1][u].total] == [upheld.unit.code]
    moved = moves_between(*(run_view(head(), run).league for run in (before, after)))
    assert {u.code for group in moved for u in group.moved} == {upheld.unit.code, "YS-S1"}
    carried = upheld.steps.get(kind="carried_out")
    assert (carried.run, carried.effect["rank"]) == (after, [3, 2])
    assert (before.state, after.kind, upheld.number in after.reason) == ("review", "final", True)
    assert after.settled_at is not None and before.review_until < after.settled_at.date()
    honoured = {line.code for group in read(after.awards.content) for line in group.lines if line.final == 0}
    assert upheld.unit.code in honoured and "YS-S1" not in honoured and "YS-T07" not in honoured


def test_on_the_business_date_there_is_something_to_decide() -> None:
    reviewer = standing_of_code("reviewer", business_now())
    found = {duty.kind: duty for duty in duties(reviewer)}
    assert found.keys() == {"appeal.admit", "event"}
    appealed, waiting = found["appeal.admit"].appeal, found["event"].event
    assert appealed is not None and waiting is not None
    assert (appealed.appeal.unit.code, waiting.unit.code) == ("YS-T05", "YS-T01")
    assert appealed.appeal.gate is not None, "about the gate: nothing holds the published result open"


@pytest.fixture(scope="module")
def paper(told: None) -> Paper:
    """The bulletin as a reader of the .docx has it."""
    name, data = docx(head(), bulletins(head(), TODAY)[0].pk)
    assert name == "渝水区（演示）2015年上半年目标任务进展情况通报.docx"
    return read_paper(data)


@pytest.fixture(scope="module")
def counted(told: None) -> Counted:
    return Counted(Rows(TODAY))


def test_the_district_table_of_the_bulletin(paper: Paper, counted: Counted) -> None:
    assert paper.table("指标")[1:] == [
        [
            f"{INDICATORS[of.indicator]}（万元）",
            f"增长{GROWTH[of.indicator]}%",
            printed(of.at.actual, 0),
            printed(times(of.at.growth), 1),
            printed(times(of.at.completion), 1),
            printed(times(of.at.expected), 1),
            shown_gap(of.at.gap),
            LIGHTS[of.at.light],
        ]
        for of in counted.district
    ]


def test_the_sentences_of_the_district(paper: Paper, counted: Counted) -> None:
    for of in counted.district:
        at, name = of.at, INDICATORS[of.indicator]
        assert at.actual is not None and at.gap is not None and at.growth is not None
        assert (
            f"{name}。累计完成{printed(at.actual, 0)}万元，同比增长{printed(at.growth * 100, 1)}%"
            in paper.text
        )
        side = "低于" if at.gap < 0 else "高于"
        assert f"{side}目标{shown_gap(abs(at.gap))}个百分点" in paper.text
        assert f"以上为应报{at.due}个单位中有已核实数据的{at.reporting}个单位情况" in paper.text
        if at.completion is None or at.expected is None or at.run_rate is None:
            continue
        ahead = (at.completion - at.expected) * 100
        assert (
            f"完成这些单位全年目标的{printed(at.completion * 100, 1)}%，"
            f"{'落后' if ahead < 0 else '超前'}时序{shown_gap(abs(ahead))}个百分点" in paper.text
        )
        ratio = at.run_rate / (at.actual / at.month)
        assert (
            f"{name}（已报单位）7至12月月均需完成{printed(at.run_rate, 0)}万元，"
            f"是前6个月月均的{printed(ratio, 2)}倍" in paper.text
        )
    halves = {True: "任务过半的有", False: "未过半的有"}
    for passed, lead in halves.items():
        named = [
            f"{INDICATORS[of.indicator]}{printed(times(of.at.completion), 1)}%"
            for of in counted.district
            if of.at.half_done is passed
        ]
        assert f"{lead}{len(named)}项（{'、'.join(named)}）" in paper.text


def test_the_lights_that_the_bulletin_counts(paper: Paper, counted: Counted) -> None:
    lights = Counter(of.at.light for of in counted.parts)
    said = "，".join(f"{word}{lights[light]}项" for light, word in LIGHTS.items() if lights[light])
    assert f"21个单位共承担分解目标{len(counted.parts)}项，其中{said}。" in paper.text
    mine: dict[str, Counter[str]] = defaultdict(Counter)
    for of in counted.all:
        mine[counted.rows.name[of.unit]][of.at.light] += 1
    seen = 0
    for table in paper.tables:
        if table[0][-1] == "不适用":
            for row in table[1:]:
                assert row[4:] == [str(mine[row[1]][light]) for light in LIGHTS], row
                seen += 1
    assert seen == 21


def test_the_annexes_of_slow_and_fast_targets(paper: Paper, counted: Counted) -> None:
    for light, tables in (("slow", paper.annex(1)), ("on_pace", paper.annex(2))):
        wanted = [
            of for of in counted.parts if (of.at.light in ("slightly_behind", "behind")) == (light == "slow")
        ]
        wanted = [of for of in wanted if of.at.light not in ("not_reported", "not_applicable")]
        rows = [(caption, *row[:6]) for caption, table in tables for row in table[1:]]
        assert sorted(rows) == sorted(counted.annex_row(of) for of in wanted)
        for _caption, table in tables:
            gaps = [Fraction(row[5].replace("\N{MINUS SIGN}", "-")) for row in table[1:]]
            assert gaps == sorted(gaps, reverse=light == "on_pace")


def test_the_scores_in_bulletin_and_csv(paper: Paper, counted: Counted, tmp_path: Path) -> None:
    ours = hand_counted(run_in_force())
    names = {name: unit for unit, name in counted.rows.name.items()}
    tables = [table for _caption, table in paper.annex(3)]
    # Whoever has no score is named under the table and holds no row in it.
    assert sum(len(table) - 1 for table in tables) == sum(s.total is not None for s in ours.values())
    for table in tables:
        scores = {row[1]: ours[names[row[1]]].total for row in table[1:]}
        published = {u: printed(s, 2, grouped=False) for u, s in scores.items() if s is not None}
        ranks = competition_ranks(published)
        before = None
        for row in table[1:]:
            score = published[row[1]]
            assert row[:3] == [str(ranks[row[1]]), row[1], score]
            top = max(map(Decimal, published.values()))
            assert row[3] == ("—" if before is None else f"{before - Decimal(score)}")
            assert row[4] == f"{top - Decimal(score)}"
            assert row[5] == str(len(ours[names[row[1]]].silent))
            before = Decimal(score)
    write_out(tmp_path, Console(quiet=True))
    lines = list(csv.reader((tmp_path / "league-2015-H1.csv").read_text("utf-8-sig").splitlines()))
    assert lines[0] == ["演示数据 / simulated"]
    assert {row[2]: row[3] for row in lines[2:]} == {
        counted.rows.name[u]: "" if s.total is None else printed(s.total, 2, grouped=False)
        for u, s in ours.items()
    }
    assert {row[2]: len(row[4].split("、")) for row in lines[2:] if row[4]} == {
        counted.rows.name[u]: len(s.silent) for u, s in ours.items() if s.silent
    }


def test_the_late_and_the_silent_in_the_bulletin(paper: Paper, counted: Counted) -> None:
    rows, late, unfiled = counted.rows, defaultdict(list), defaultdict(list)
    assert {due for (_u, _p), (_on, due) in rows.filed().items()} == set(DUE_DAYS)
    for (unit, period), (on, due) in sorted(rows.filed().items()):
        if on is None:
            unfiled[unit].append(f"{int(period[-2:])}月")
        elif on > due:
            late[unit].append(f"{int(period[-2:])}月")
    for lead, found in (("逾期未报送的有", unfiled), ("迟报的有", late)):
        named = [f"{rows.name[u]}（{'、'.join(found[u])}）" for u in sorted(found, key=rows.order.get)]  # type: ignore[arg-type]
        assert f"{lead}：{'、'.join(named)}。" in paper.text
    due = rows.matters_due()
    overdue = {u: words.count("overdue") for u, words in due.items() if "overdue" in words}
    named = [f"{rows.name[u]}（{overdue[u]}项）" for u in sorted(overdue, key=rows.order.get)]  # type: ignore[arg-type]
    assert (
        f"今年以来到期的督办事项共{sum(map(len, due.values()))}项，逾期没有反馈的有：{'、'.join(named)}。"
        in paper.text
    )
    slow = {of.unit for of in counted.parts if of.at.light in ("slightly_behind", "behind")}
    blank = {of.unit for of in counted.parts if of.at.light == "not_reported"} | set(unfiled)
    assert (
        f"附件1所列慢于时序的{len(slow)}个单位、逾期未报送或没有已核实数据的{len(blank)}个单位" in paper.text
    )
    assert f"督办事项逾期没有反馈的{len(overdue)}个单位" in paper.text


def test_every_printed_figure_carries_the_mark(paper: Paper) -> None:
    assert "（演示数据 / simulated）" in paper.text
    assert all("演示数据 / simulated" in header for header in paper.headers)


READERS = [
    ("head", "zh-hans"),
    ("zhangling_head", "en"),
    ("inspector", "zh-hans"),
    ("xikou_cadre", "en"),
]


def page_text(person: str, address: str, language: str) -> str:
    """The words of a page, or the text of a file, as this person gets it."""
    client = signed_in(person)
    client.cookies["django_language"] = language
    answer = client.get(address, headers={"accept-language": language})
    assert answer.status_code == 200, (person, address)
    content = answer.getvalue().decode("utf-8-sig")
    if "html" not in answer["content-type"]:
        return content
    shown = re.sub(r"<(script|style|title).*?</\1>", "", content, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", shown)).split())


@pytest.mark.parametrize(("person", "language"), READERS)
def test_pages_print_the_figures_of_the_bulletin(
    person: str, language: str, paper: Paper, counted: Counted
) -> None:
    """The same number is the same on every page, for everybody, in both languages, and carries its mark."""
    mark = "演示数据" if language == "zh-hans" else "Simulated data"
    issued = page_text(person, f"/bulletins/{Bulletin.objects.get().pk}/", language)
    for table in paper.tables:
        for row in table[1:]:
            assert " ".join(cell for cell in row if cell) in issued, row
    league = page_text(person, "/assessment/", language)
    names = dict(
        UnitName.objects.filter(valid_to=None).values_list("unit__code", f"name{'_en' * (language == 'en')}")
    )
    for unit, score in hand_counted(run_in_force()).items():
        words = re.search(rf"{names[unit]} \d+ .{{1,12}}? (\d+\.\d\d) ", league)
        assert (words and words[1]) == (None if score.total is None else printed(score.total, 2)), unit
    district = page_text(person, "/district/", language)
    for of in counted.district:
        assert f"{printed(times(of.at.growth), 1)}%" in district
    targets = page_text(person, "/targets/", language)
    for of in counted.parts:
        cells = [
            printed(of.at.actual, 0),
            f"{printed(times(of.at.growth), 1)}%",
            f"{printed(times(of.at.completion), 1)}%",
        ]
        assert of.at.actual is None or all(cell in targets for cell in cells), of
    assert all(mark in page for page in (issued, league, district, targets))


@pytest.mark.parametrize("person", ["supervisor", "zhangling_head"])
def test_exports_carry_the_mark_and_leave_missing_empty(person: str, counted: Counted) -> None:
    lines = list(csv.reader(page_text(person, "/reports/monthly/2015-06/export.csv", "zh-hans").splitlines()))
    assert lines[1] == ["演示数据 / simulated"]
    order = list(INDICATORS)
    for code, _name, *values, waiting in lines[4:]:
        verified = [counted.rows.cells.get((code, indicator, "2015-06")) for indicator in order]
        shown = [None if value == "" else Fraction(value) for value in values]
        if not waiting:
            assert shown == verified, code
    kept = {line[0]: line[2:6] for line in lines[4:]}
    assert kept["YS-T10"] == ["", "", "", ""]


def test_parts_and_whole_to_the_last_unit(counted: Counted) -> None:
    """Shares add up exactly, equal growth up to rounding, and what exceeds the whole by more than 3 % has a reason."""
    for of in counted.district:
        parts = [p for p in counted.parts if p.indicator == of.indicator]
        whole = counted.rows.targets[of.key]["level"]
        levels = [counted.rows.targets[p.key]["level"] for p in parts]
        if of.indicator == "fixed_investment":
            assert whole is None and counted.rows.targets[of.key]["base"] is None
            continue
        over = sum(levels) - whole
        if of.indicator == "fiscal_revenue":
            assert over == 0 or abs(over) < 1  # the published whole has no decimals
        if of.indicator == "industry_revenue":
            assert over > 0
        held = board(head(), Period(2015, 1, 12), TODAY)
        theirs = held.reconciliation(held.rows[of.key], Decimal("0.03"))
        assert theirs is not None
        rounded = sum(Decimal(printed(Fraction(v), 0, grouped=False)) for v in levels)
        assert theirs.total == rounded
        assert theirs.over_allocation - theirs.shortfall == rounded - Decimal(
            printed(Fraction(whole), 0, grouped=False)
        )


def test_bases_and_targets_of_the_district_stand_in_its_document(counted: Counted) -> None:
    for of in counted.district:
        target = Target.objects.get(pk=of.key)
        before, number, after = source_sentence(target)
        assert number.rstrip("%").lstrip("增长") == GROWTH[of.indicator]
        assert INDICATORS[of.indicator] in before + after
        base = BASES.get(of.indicator)
        assert (target.base, base_phrase(target)) == (None, "") if base is None else target.base == base[0]
        assert base is None or base[1] in base_phrase(target)
        stated = Observation.objects.filter(unit=target.unit, indicator=target.indicator).values_list(
            "value", flat=True
        )
        assert list(stated) == ([] if base is None else [base[0]])


def test_one_looked_back_figure_is_cut_and_its_claim_stays_on_record() -> None:
    """Of the first quarter: the month that the half-year is judged by is not among those drawn."""
    cut = Settlement.objects.select_related("haircut", "claim__observation").get(haircut__isnull=False)
    claimed, verified = cut.claim.observation, cut.haircut
    assert verified is not None
    assert (claimed.period, verified.supersedes) == ("2015-03", claimed)
    assert claimed.value is not None
    assert verified.value == round(claimed.value * Decimal("0.92"))
    row = (claimed.unit.code, claimed.indicator.code, claimed.period)
    assert Rows(date(2015, 4, 27)).cells[row] == Fraction(claimed.value)
    assert Rows(timezone.localtime(verified.recorded_at).date()).cells[row] == Fraction(verified.value)
    # The unit appealed against the result and was believed: the figure it had claimed counts again.
    assert Rows(TODAY).cells[row] == Fraction(claimed.value)


def test_findings_of_the_demonstration_are_explained_decided_and_closed() -> None:
    kinds = Counter(FindingEvent.objects.values_list("kind", flat=True))
    assert kinds["seen"] >= 5
    assert {"explained", "accepted", "closed"} <= kinds.keys()


def test_most_years_are_foretold_and_of_the_others_it_is_said_why() -> None:
    found = board(head(), Period(2015, 1, 12), TODAY)
    expected = outlooks(found, found.rows.values())
    reasons = Counter(
        (
            outlook.target.indicator.code,
            outlook.target.unit.code if outlook.reason == Reason.BREAK else "",
            outlook.reason,
        )
        for outlook in expected.values()
    )
    assert reasons == {
        ("gdp", "", Reason.NONE): 23,
        ("fiscal_revenue", "", Reason.NONE): 23,
        ("industry_revenue", "", Reason.NONE): 22,
        ("industry_revenue", "YS-X3", Reason.BREAK): 1,
        ("fixed_investment", "", Reason.SHORT): 23,
    }
    output = expected[found.roots[0].target.pk]
    members = Observation.objects.filter(indicator__code="gdp", period="2014-12").values_list(
        "value", flat=True
    )
    assert output.goal == pytest.approx(float(sum(filter(None, members))) * 1.08)
    assert output.probability is not None and output.low is not None and output.high is not None
    # As the tour says it.
    assert (round(output.probability, 2), round(output.low), round(output.high)) == (
        0.54,
        2_095_327,
        2_158_407,
    )
    assert (output.month, output.years, output.tried, output.unverified) == (3, 6, 5, 1)
