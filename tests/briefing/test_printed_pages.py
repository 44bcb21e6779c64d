"""What comes out of the office suite: pages of A4 that read as written, each with its marks."""

import shutil
import subprocess
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from pypdf import PageObject, PdfReader

from briefing.sample import MARK, UNITS, bulletin
from luoshi.briefing.gbt9704 import render
from luoshi.briefing.official import Imprint, OfficialDocument, Paragraph

pytestmark = [
    pytest.mark.office,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed"),
]
POINTS_PER_MM = 72 / 25.4


def printed(document: OfficialDocument, folder: Path) -> list[PageObject]:
    (folder / "document.docx").write_bytes(render(document))
    command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "pdf", "--outdir", str(folder), str(folder / "document.docx")]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return list(PdfReader(folder / "document.pdf").pages)


def lines(page: PageObject) -> list[tuple[float, str]]:
    """Return the lines of a page from the top: distance from the foot in points, text without blanks."""
    found: dict[float, str] = {}

    def collect(text, _matrix, place, _font, _size):
        if text.strip():
            height = round(place[5], 1)
            found[height] = found.get(height, "") + "".join(text.split())

    page.extract_text(visitor_text=collect)
    return sorted(found.items(), reverse=True)


def text(page: PageObject) -> str:
    return "".join(page.extract_text().split())


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    return printed(bulletin(), tmp_path_factory.mktemp("bulletin"))


def test_a_bulletin_prints_on_a4(pages):
    assert len(pages) == 6
    for page in pages:
        assert (round(page.mediabox.width / POINTS_PER_MM), round(page.mediabox.height / POINTS_PER_MM)) == (
            210,
            297,
        )


def test_every_page_carries_the_mark_and_its_number(pages):
    for number, page in enumerate(pages, start=1):
        assert "".join(MARK.split()) in text(page)
        assert f"—{number}—" in text(page)


def test_the_words_arrive_on_paper(pages):
    whole = "".join(text(page) for page in pages)
    for part in (
        "甲辰区人民政府办公室",
        "各镇人民政府、街道办事处，区政府各部门：",
        "一、总体情况",
        "慢序时项目",
        *UNITS,
    ):
        assert part in whole


def test_a_table_over_two_pages_repeats_its_header(pages):
    rows = [[name in text(page) for page in pages[:-2]] for name in (UNITS[0], UNITS[20])]
    assert rows[0] != rows[1]
    assert sum("累计完成" in text(page) for page in pages) == 2


def test_annexes_start_on_pages_of_their_own(pages):
    tops = [lines(page)[1][1] for page in pages]
    assert tops[-2:] == ["附件1", "附件2"]


def test_the_imprint_stands_on_the_foot_of_the_last_page(pages):
    foot = [(height, words) for height, words in lines(pages[-1]) if "印发" in words]
    assert len(foot) == 1
    assert foot[0][0] / POINTS_PER_MM == pytest.approx(38, abs=2)


def test_a_full_page_has_22_lines_of_28_characters(tmp_path):
    body = [Paragraph("甲" * 28 * 60)]
    second = printed(OfficialDocument("通报", body, "区督查室", date(2015, 7, 6)), tmp_path)[1]
    body_lines = [words for _, words in lines(second) if "甲" in words]
    assert len(body_lines) == 22
    assert {len(words) for words in body_lines} == {28}


@pytest.mark.parametrize("body_lines", [12, 13, 14, 15, 16])
def test_the_imprint_moves_on_when_the_last_page_is_full(tmp_path, body_lines):
    body = [Paragraph("甲" * (28 * body_lines - 2))]
    imprint = Imprint(["区委办公室"], "区督查室", date(2015, 7, 6))
    last = printed(OfficialDocument("通报", body, "区督查室", date(2015, 7, 6), imprint=imprint), tmp_path)[
        -1
    ]
    heights = [height for height, words in lines(last) if "—" not in words]
    assert "印发" in text(last)
    assert all(above - below > 10 for above, below in pairwise(heights))
