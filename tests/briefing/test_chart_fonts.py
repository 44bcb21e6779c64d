"""Chinese text of charts is drawn on a machine that has no font at all."""

import subprocess
import sys
from pathlib import Path

import pytest

from luoshi.briefing import fonts

NO_FONTS = '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig></fontconfig>'
SOURCE = Path(fonts.__file__).resolve().parents[2]
DRAW = """
import sys
import vl_convert
from luoshi.briefing import charts

def picture(name, register):
    if not register:
        charts.register_fonts = lambda: None
    return charts.png(charts.ranked_bars([charts.RankedBar(name, 1.0, "")], "", ""))

register = sys.argv[1] == "registered"
for name in sys.argv[2:]:
    print(picture(name, register).hex())
"""
# Private-use characters have no glyph in any font: what a missing character looks like.
NAMES = ("甲子", "乙丑", "\ue000\ue001")


def draw(tmp_path: Path, mode: str) -> list[str]:
    configuration = tmp_path / "fonts.conf"
    configuration.write_text(NO_FONTS)
    environment = {"FONTCONFIG_FILE": str(configuration), "HOME": str(tmp_path), "PYTHONPATH": str(SOURCE)}
    command = [sys.executable, "-c", DRAW, mode, *NAMES]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout.split()


def test_each_chinese_name_has_its_own_glyphs(tmp_path):
    assert len(set(draw(tmp_path, "registered"))) == 3


def test_without_the_project_font_the_names_would_not_be_told_apart(tmp_path):
    assert len(set(draw(tmp_path, "unregistered"))) == 1


def test_an_unbuilt_font_folder_says_how_to_mend_it(monkeypatch):
    monkeypatch.setattr(fonts, "FILES", ("NotoSansSC_999Absent.ttf",))
    with pytest.raises(FileNotFoundError, match=r"NotoSansSC_999Absent\.ttf .* run `make assets`"):
        fonts.fonts_dir()
