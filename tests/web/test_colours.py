"""Colours keep the contrast of WCAG 2.2 AA in both themes."""

import re
from pathlib import Path

import pytest

import luoshi.web

TOKENS = Path(luoshi.web.__file__).parent / "assets" / "css" / "tokens.css"
TEXTS = ("ink", "muted", "accent", "on-pace", "slightly-behind", "behind", "not-reported", "not-applicable")


def colours(theme: str) -> dict[str, str]:
    block = re.search(
        rf'\[data-bs-theme="{theme}"\] \{{(.*?)\}}', TOKENS.read_text(encoding="utf-8"), re.DOTALL
    )
    return dict(re.findall(r"--ls-([a-z-]+): (#[0-9a-f]{6});", block.group(1)))


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("ground", ["surface", "ground", "sunken"])
@pytest.mark.parametrize("text", TEXTS)
def test_text_can_be_read(theme, ground, text):
    found = colours(theme)
    assert contrast(found[text], found[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground"),
    [("on-accent", "accent"), ("accent", "accent-soft"), ("ink", "mark"), ("ink", "mark-strong")],
)
def test_text_on_colour_can_be_read(theme, text, ground):
    found = colours(theme)
    assert contrast(found[text], found[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_borders_of_inputs_can_be_seen(theme):
    found = colours(theme)
    assert contrast(found["line-strong"], found["surface"]) >= 3
