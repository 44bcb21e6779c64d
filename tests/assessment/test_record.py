"""The years: means of three under the same rules, runs of firsts, corrections, other groups, what was known on a day."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override

from assessing import SCHEME
from cast import District, moment
from luoshi.assessment.models import Run, RunState, Scheme, SchemeState
from luoshi.assessment.record import group_records, published_results, rank_series, spans
from luoshi.assessment.scheme_text import digest_of
from luoshi.web.standing_words import record_marks, record_sentence
from luoshi.workdays.periods import Period

pytestmark = pytest.mark.django_db

NOW = date(2016, 3, 1)
Scores = Mapping[str, str]


def publish(
    year: int, scores: Scores, *, weight: int = 40, group: str = "towns", on: date | None = None
) -> Run:
    """A published result of a whole year: units by code with their scores, ranked by them."""
    source = SCHEME.replace("year: 2015", f"year: {year}").replace("weight: 40", f"weight: {weight}")
    code, day = f"year-{year}-{weight}", on or date(year + 1, 1, 20)
    scheme, _made = Scheme.objects.get_or_create(
        code=code,
        defaults={
            "title": code,
            "year": year,
            "source": source,
            "digest": digest_of(source),
            "state": SchemeState.PUBLISHED,
        },
    )
    order = sorted(scores, key=lambda unit: -Decimal(scores[unit]))
    units = [
        {"code": u, "group": group, "rank": order.index(u) + 1, "of": len(order), "score": s}
        for u, s in scores.items()
    ]
    result = json.dumps({"units": units})
    return Run.objects.create(
        scheme=scheme,
        period=str(year),
        as_of=day,
        state=RunState.PUBLISHED,
        inputs="",
        inputs_digest="",
        result=result,
        result_digest=digest_of(result),
        created_at=moment(day),
        published_at=moment(day),
    )


def test_three_years_by_the_same_rules_make_a_mean(district: District) -> None:
    for year, first, second in ((2013, "90", "80"), (2014, "93", "85"), (2015, "96", "90")):
        publish(year, {"QH-T1": first, "QH-T2": second})
    (towns,) = group_records(published_results(district.standing("t1_liaison"), NOW), "")
    assert [year.number for year in towns.years] == [2013, 2014, 2015]
    one, two = towns.units
    assert (one.code, one.rolling) == ("QH-T1", (None, None, 93.0))
    assert (one.running, one.longest, one.firsts, one.best, one.worst) == (3, 3, 3, 1, 1)
    assert (two.rolling[-1], two.running, two.best) == (85.0, 0, 2)


def test_a_year_without_a_result_ends_runs_and_leaves_no_mean(district: District) -> None:
    """2014 was never published: 2012, 2013 and 2015 are no three years running."""
    for year in (2012, 2013, 2015):
        publish(year, {"QH-T1": "90", "QH-T2": "80"})
    (towns,) = group_records(published_results(district.standing("t1_liaison"), NOW), "")
    one = towns.units[0]
    assert one.rolling == (None, None, None) and one.ranks == (1, 1, 1)
    assert (one.running, one.longest, one.firsts, one.years) == (1, 2, 3, 3)


def test_a_year_under_other_rules_is_marked_and_not_averaged(district: District) -> None:
    publish(2013, {"QH-T1": "90", "QH-T2": "80"}, weight=30)
    publish(2014, {"QH-T1": "93", "QH-T2": "85"})
    publish(2015, {"QH-T1": "96", "QH-T2": "90"})
    (towns,) = group_records(published_results(district.standing("leader"), NOW), "")
    assert [year.same_rules for year in towns.years] == [False, True, True]
    assert towns.units[0].rolling == (None, None, None)
    # Ranks stay comparable: being first three times running is told all the same.
    assert towns.units[0].running == 3


def test_a_year_calculated_afterwards_is_marked_and_not_joined_to_a_run(district: District) -> None:
    """2013 and 2014 were scored by rules that came out in 2015: no firsts that anybody was given."""
    for year, weight in ((2013, 30), (2014, 30), (2015, 40)):
        run = publish(year, {"QH-T1": "90", "QH-T2": "80"}, weight=weight)
        issued = date(2015, 3, 1) if weight == 40 else date(2015, 7, 13)
        Scheme.objects.filter(pk=run.scheme_id).update(published_at=moment(issued))
    leader = district.standing("leader")
    (towns,) = group_records(published_results(leader, NOW), "")
    assert [year.afterwards for year in towns.years] == [True, True, False]
    assert (towns.units[0].running, towns.units[0].firsts) == (1, 3)
    looked_back = group_records([one for one in published_results(leader, NOW) if one.period.year < 2015], "")
    assert looked_back[0].units[0].running == 2
    with override("en"):
        assert record_sentence([towns], str).startswith("No unit has been first")
        assert "2013, 2014 calculated afterwards" in record_marks(towns)
        assert record_sentence(looked_back, str) == "QH-T1 first for 2 years running, calculated afterwards."


def test_a_year_in_another_group_or_unranked_ends_a_run(district: District) -> None:
    publish(2013, {"QH-T1": "90", "QH-T2": "80"})
    publish(2014, {"QH-S1": "99", "QH-T1": "93"}, group="streets")
    publish(2014, {"QH-T2": "85"}, weight=41)
    publish(2015, {"QH-T1": "96", "QH-T2": "90"})
    towns = next(
        one
        for one in group_records(published_results(district.standing("leader"), NOW), "")
        if one.group == "towns"
    )
    first = next(unit for unit in towns.units if unit.code == "QH-T1")
    assert first.ranks == (1, None, 1)
    assert (first.running, first.years) == (1, 2)


def test_a_correction_stands_for_what_it_corrects_from_its_day_on(district: District) -> None:
    first = publish(2015, {"QH-T1": "96", "QH-T2": "90"})
    publish(2015, {"QH-T1": "89", "QH-T2": "90"}, on=date(2016, 2, 10))
    leader = district.standing("leader")
    (now,) = published_results(leader, NOW)
    assert now.places["QH-T2"].rank == 1
    (then,) = published_results(leader, date(2016, 2, 9))
    assert then.run == first and then.places["QH-T1"].rank == 1


def test_a_visitor_sees_no_record(district: District) -> None:
    publish(2015, {"QH-T1": "96"})
    assert published_results(district.standing("leader"), date(2015, 12, 31)) == []
    assert group_records([], "") == []


def test_ranks_of_past_periods_are_of_periods_as_long(district: District) -> None:
    publish(2014, {"QH-T1": "93", "QH-T2": "85"})
    publish(2015, {"QH-T1": "85", "QH-T2": "90"})
    half = publish(2012, {"QH-T1": "1", "QH-T2": "2"})
    Run.objects.filter(pk=half.pk).update(period="2015-H1")
    past = published_results(district.standing("leader"), NOW)
    assert spans(past) == ["", "-H1"]
    found = rank_series(past, Period.parse("2015"), "towns", NOW)
    assert found == {"QH-T1": [1, 2], "QH-T2": [2, 1]}
    assert rank_series(past, Period.parse("2014"), "towns", NOW)["QH-T1"] == [1]
