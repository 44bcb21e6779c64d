"""The pace bar: what is done, where the calendar stands, and what is not known, without colours."""

from io import BytesIO
from math import nan
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from luoshi.briefing.pacebar import LONGEST, TRACK, PaceBar, png, svg

SVG = "{http://www.w3.org/2000/svg}"
share = st.none() | st.floats(-10, 10) | st.just(nan)


def parts(bar: PaceBar) -> dict[str, ElementTree.Element]:
    return {part.get("class"): part for part in ElementTree.fromstring(svg(bar))}


def test_lengths_follow_the_shares():
    drawn = parts(PaceBar("财政总收入", 0.25, 0.5))
    assert float(drawn["pace-done"].get("width")) == TRACK / 4
    assert drawn["pace-tick"].get("d").startswith(f"M{TRACK / 2} ")


@pytest.mark.parametrize("missing", [None, nan])
def test_not_reported_is_hatched_and_zero_is_not(missing):
    assert "pace-missing" in parts(PaceBar("生产总值", missing, 0.5))
    empty = parts(PaceBar("生产总值", 0.0, 0.5))
    assert "pace-missing" not in empty
    assert "pace-done" not in empty


def test_over_the_whole_the_bar_passes_the_end_mark_and_stops_at_the_edge():
    assert float(parts(PaceBar("投资", 1.1))["pace-done"].get("width")) > TRACK
    assert float(parts(PaceBar("投资", 7.0))["pace-done"].get("width")) == TRACK * LONGEST


def test_the_bar_can_be_heard():
    root = ElementTree.fromstring(svg(PaceBar('"一号" <工程>', 0.5)))
    assert root.get("role") == "img"
    assert root.get("aria-label") == '"一号" <工程>'


def test_the_bar_has_no_ids_so_many_fit_on_one_page():
    assert not [part for part in ElementTree.fromstring(svg(PaceBar("投资", None))).iter() if part.get("id")]


def test_done_tick_and_track_differ_in_grey():
    image = Image.open(BytesIO(png(PaceBar("投资", 0.3, 0.5), scale=2))).convert("RGBA")
    paper = Image.new("RGBA", image.size, "white")
    grey = Image.alpha_composite(paper, image).convert("L")
    done, tick, track = (grey.getpixel((int(x * TRACK * 2), 20)) for x in (0.15, 0.5, 0.7))
    assert tick < done < track
    assert done - tick > 40
    assert track - done > 100


@settings(deadline=None)
@given(share, share, st.text(max_size=20))
def test_any_shares_give_well_formed_drawing_inside_its_box(done, expected, label):
    label = "".join(character for character in label if character.isprintable())
    root = ElementTree.fromstring(svg(PaceBar(label, done, expected)))
    for box in root.iter(f"{SVG}rect"):
        assert 0 <= float(box.get("width")) <= TRACK * LONGEST
