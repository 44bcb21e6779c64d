"""The bulletin of a real half-year as a file: equal bytes, and pages of A4 that read as written."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from briefing.half_year_district import publish_run
from briefing.test_printed_pages import POINTS_PER_MM, printed, text
from cast import TODAY, District
from luoshi.briefing import queries
from luoshi.briefing.actions.draft_bulletin import draft_bulletin
from luoshi.briefing.actions.publish_bulletin import publish_bulletin
from luoshi.briefing.models import Bulletin
from luoshi.briefing.printing import SIMULATED, to_official


@pytest.fixture
def issued(mid_year: District) -> Bulletin:
    run = publish_run(mid_year)
    draft = draft_bulletin(mid_year.standing("supervisor", hour=11), "2015-H1", TODAY, run)
    return publish_bulletin(mid_year.standing("leader", hour=12), draft)


def test_the_same_bulletin_gives_the_same_bytes_to_everybody(mid_year: District, issued: Bulletin) -> None:
    name, ours = queries.docx(mid_year.standing("leader", hour=13), issued.pk)
    assert name == "青河区2015年上半年目标任务进展情况通报.docx"
    assert queries.docx(mid_year.standing("deputy_overseer", hour=14), issued.pk) == (name, ours)


def test_a_draft_says_that_it_is_one(mid_year: District) -> None:
    office = mid_year.standing("supervisor", hour=11)
    draft = draft_bulletin(office, "2015-H1", TODAY)
    document = to_official(queries.content(draft), draft.number or queries.DRAFT, draft.issued_on)
    assert document.number == "（草稿，未签发）"


@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")
def test_it_prints_as_written(issued: Bulletin, tmp_path: Path) -> None:
    document = to_official(queries.content(issued), issued.number, issued.issued_on)
    pages = printed(document, tmp_path)
    whole = "".join(text(page) for page in pages)
    for page in pages:
        size = (page.mediabox.width / POINTS_PER_MM, page.mediabox.height / POINTS_PER_MM)
        assert (round(size[0]), round(size[1])) == (210, 297)
        assert "".join(SIMULATED.split()) in text(page)
    for part in (
        "〔2015〕1号",
        "各街道、镇：",
        "一、总体进展",
        "逾期未报送的有：沙河镇（5月）。",
        "附件：1.慢序时目标任务表",
        "3.得分排名表",
        "青河区目督办",
        "2015年7月6日印发",
    ):
        assert part in whole
    # Three charts and bars would be lost silently: a picture is not text.
    assert sum(len(page.images) for page in pages) >= 2
