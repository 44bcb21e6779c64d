"""Every rule of a scheme is told in words, in both languages; none is passed over in silence."""

from __future__ import annotations

import pytest
from django.utils import translation

from kernel.schemes import EXAMPLES, scheme_of
from luoshi.kernel.scheme import Item
from luoshi.web.league_words import rule_words

ITEM = "items: [{code: a, name: A, weight: 1, %s}]"
PLAIN = "score: {measure: value}"


def told(rules: str, language: str = "en") -> str:
    with translation.override(language):
        return rule_words(scheme_of(ITEM % rules).leaves[0])


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        (f"indicator: v, {PLAIN}", "the figure itself, at most 100, at least 0"),
        (
            f"indicator: v, {PLAIN}, gate: {{indicator: paid, measure: completion, at_least: 0.2}}",
            "the figure itself, at most 100, at least 0; only where completion of paid at least 20%",
        ),
        (
            (
                f"indicator: v, {PLAIN}, gate: [{{indicator: w, measure: value, at_least: 3}},"
                " {indicator: u, measure: rank, at_least: 2}]"
            ),
            "the figure itself, at most 100, at least 0; only where w at least 3 and the rank by u at least 2",
        ),
        (
            "indicator: v, per: {indicator: people, scale: 1000}, normalise: {by: min_max, among: all}",
            "divided by people, times 1000; from the worst (0) to the best (100) of all units",
        ),
        (
            f"indicator: v, of: growth, impute: {{by: median}}, {PLAIN}",
            (
                "growth over the same period of last year; where not reported, the median of the group;"
                " what comes out of it, at most 100, at least 0"
            ),
        ),
        (
            "indicator: v, score: {measure: rank, ladder: {top: [100, 95], between: 80}}",
            "by place: 100, 95, then 80",
        ),
        (
            "events: {points: 12, start: 12, counted: [{indicator: late, each: -1, most: 12}]}",
            "starts with 12 of 12 points; -1 for each late, at most 12",
        ),
    ],
)
def test_a_rule_is_told_in_the_order_it_is_applied(rules: str, words: str) -> None:
    assert told(rules) == words
    assert told(rules, "zh-hans") != words


def test_indicators_are_told_by_their_names() -> None:
    """Units read what is counted, not by which code it is kept."""
    names = {"event.blame": "Criticism (events)", "people": "Residents", "v": "Investment"}
    events = "events: {points: 12, start: 12, counted: [{indicator: event.blame, each: -1, most: 12}]}"
    figure = f"indicator: v, per: {{indicator: people}}, {PLAIN}"
    with translation.override("en"):
        counted, divided = (
            rule_words(scheme_of(ITEM % rules).leaves[0], names) for rules in (events, figure)
        )
    assert counted == "starts with 12 of 12 points; -1 for each Criticism (events), at most 12"
    assert divided.startswith("divided by Residents, times 1; ")


RULES = [text for text in EXAMPLES if "gates:" not in text]
"""Gates and English names are of the text, not of its rules."""


@pytest.mark.parametrize("text", RULES)
def test_every_rule_of_the_page_of_schemes_has_words(text: str) -> None:
    items: list[Item] = list(scheme_of(text).leaves)
    with translation.override("zh-hans"):
        words = [rule_words(item) for item in items]
    assert all(words)
    assert not any("%(" in word for word in words)
