"""Will the year be met: the block of a target's page, the chance on the lists, the district's sentence."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import override

from luoshi.indicators.models import Indicator
from luoshi.kernel.extrapolation import Method
from luoshi.kernel.forecast import Reason
from luoshi.targets.forecasts import Outlook
from luoshi.targets.models import Target
from luoshi.web.outlook_words import METHODS, card, chance_words, year_end_words
from steering import LONG_PAST, Steering, steering_district  # noqa: F401
from web.signed_in import signed_in

JUNE = {"QH-S1": "44", "QH-T1": "22", "QH-T2": "11.4", "QH-T3": "5"}


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with override("en"):
        yield


def text(response: Any) -> str:
    assert response.status_code == 200
    return str(response.content.decode())


def english(who: str = "supervisor") -> Any:
    client = signed_in(who)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    client.cookies["django_language"] = "en"
    return client


def item(target: Target) -> str:
    return reverse("targets_item", args=[target.pk])


def outlook(**given: Any) -> Outlook:
    """A level target of 100 that is expected to end at 104."""
    known: dict[str, Any] = {
        "target": Target(op=">=", value=Decimal(100), level=Decimal(100)),
        "reason": Reason.NONE,
        "month": 6,
        "of_level": False,
        "goal": 100.0,
        "probability": 0.8,
        "center": 104.0,
        "low": 99.0,
        "high": 109.0,
        "method": Method.SHARE,
        "years": 6,
        "tried": 5,
        "typical_error": 0.012,
        "bias": -0.004,
        "errors": {Method.SHARE: 0.013, Method.PACE: 0.06},
        "rest": 55.0,
        "monthly": 9.2,
        "growth": 0.04,
        "best": 0.09,
        "runs": 5,
        "beyond": False,
        "unverified": 0,
    }
    return Outlook(**known | given)


@pytest.fixture
def parts(steering: Steering) -> dict[str, Target]:
    steering.remember()
    made = steering.split(steering.root(), "equal_growth")
    steering.report(JUNE)
    return made


def test_the_page_says_how_likely_by_which_method_and_what_it_takes(
    steering: Steering, parts: dict[str, Target]
) -> None:
    page = text(english("t1_liaison").get(item(parts["QH-T1"])))
    assert "Will the year be met?" in page
    assert "The target is met with a probability of" in page
    assert "which erred least in 5 forecasts" in page
    assert "up to month 6" in page and "6 complete past years" in page
    assert "Growth over the same months of last year" in page and "10.0%" in page
    assert 'class="outlook-range"' in page and 'class="pace-whisker"' in page
    assert "not verified and left out" not in page


def test_a_short_past_says_why_and_draws_nothing(steering: Steering, parts: dict[str, Target]) -> None:
    page = text(english().get(item(parts["QH-T3"])))
    assert "Cannot say: 1 complete past year on record, 4 are needed." in page
    assert "outlook-range" not in page
    assert "with a probability" not in page
    assert "What it would take" in page


def test_an_unverified_figure_is_counted_and_left_out(steering: Steering) -> None:
    steering.remember()
    target = steering.split(steering.root(), "equal_growth")["QH-T1"]
    steering.file_one(steering.open_round("2015-06"), "QH-T1", "22")
    page = text(english().get(item(target)))
    assert "1 reported figure is not verified and left out." in page
    assert "no month of this year is verified for every unit" in page
    assert "What it would take" not in page


def test_a_past_day_is_judged_by_what_was_known_on_it(steering: Steering, parts: dict[str, Target]) -> None:
    page = text(english().get(item(parts["QH-T1"]), {"as_of": "2015-01-20"}))
    assert "Rests on no figure of this year" in page
    assert "In the whole year" in page


def test_lists_carry_the_chance_and_lead_to_the_block(steering: Steering, parts: dict[str, Target]) -> None:
    page = text(english().get(reverse("targets")))
    assert f'href="{item(parts["QH-T1"])}#outlook"' in page
    assert page.count(">cannot say</a>") == 1
    assert "Year met: cannot say" in page


def test_the_district_says_what_it_expects(steering: Steering) -> None:
    steering.remember((*LONG_PAST, "QH-T3"))
    steering.split(steering.root("1"))
    steering.report(JUNE)
    page = text(english().get(reverse("district")))
    assert "1 is likely to be met" in page
    assert 'class="pace-whisker"' in page


def test_a_district_without_a_past_expects_nothing(steering: Steering) -> None:
    steering.split(steering.root())
    steering.report(JUNE)
    assert "by the year's end" not in text(english().get(reverse("district"))).replace("&#x27;", "'")


@pytest.mark.parametrize(
    ("chance", "words"),
    [(None, ""), (0.999, "over 95%"), (0.82, "82%"), (0.5, "50%"), (0.05, "5%"), (0.001, "under 5%")],
)
def test_no_chance_is_surer_than_a_few_years_allow(chance: float | None, words: str) -> None:
    assert chance_words(chance) == words


@pytest.mark.parametrize("reason", [r for r in Reason if r != Reason.NONE])
def test_every_reason_has_its_words(reason: Reason) -> None:
    said = card(outlook(reason=reason, probability=None, center=None, low=None, high=None, method=None))
    assert said.why_not and "%" not in said.why_not
    assert said.drawing is None
    assert said.asks == (reason not in (Reason.OVER, Reason.NOT_REPORTED))


@pytest.mark.django_db  # what a unit of measure is called in English is asked of the catalogue
def test_a_record_is_the_lowest_where_the_target_is_a_ceiling() -> None:
    ceiling = Target(op="<=", value=Decimal(100), level=Decimal(100), indicator=Indicator(unit_name="户"))
    assert card(outlook()).record == "Highest such growth in 5 past years"
    assert card(outlook(target=ceiling, of_level=True, runs=1)).record == "Lowest such change in 1 past year"


def test_every_method_has_its_words() -> None:
    assert METHODS.keys() == set(Method)


def test_a_target_without_a_base_has_a_range_but_nothing_to_reach() -> None:
    said = card(outlook(goal=None, probability=None, rest=None, monthly=None, growth=None))
    assert (said.verdict, said.drawing, said.asks, said.known) == ("cannot say", None, False, True)
    assert "base" in said.why_not


def test_the_drawing_keeps_order_and_room_for_its_labels() -> None:
    for goal in (50.0, 104.0, 180.0):
        drawn = card(outlook(goal=goal)).drawing
        assert drawn is not None
        assert min(drawn.low, drawn.goal) >= 20 and max(drawn.high, drawn.goal) <= 80
        assert drawn.low < drawn.center < drawn.high


def test_the_district_counts_the_unknown_apart() -> None:
    unknown = outlook(reason=Reason.SHORT, probability=None)
    over = outlook(reason=Reason.OVER, probability=None)
    assert year_end_words([outlook(), outlook(probability=0.5), outlook(probability=0.1), unknown, over]) == [
        "1 is likely to be met",
        "1 is uncertain",
        "1 is unlikely to be met",
        "of 1 nothing can be said",
    ]
    assert year_end_words([unknown, over]) == []
