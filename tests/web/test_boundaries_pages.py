"""A change of boundaries on the pages: what it means first, then done; the switch; the restated base with its words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.http import HttpResponse
from django.urls import reverse

from cast import TODAY, District
from luoshi.briefing.basis_note import basis_note
from luoshi.briefing.progress import gather
from luoshi.briefing.sources import told
from luoshi.indicators.actions.restate_base import NewBase, restate_base
from luoshi.indicators.actions.split_unit import Part, split_unit
from luoshi.indicators.basis_models import RestatedBase, Succession
from luoshi.indicators.models import FormDuty
from luoshi.indicators.succession_plan import Decree
from luoshi.ledger.refusal import Problem, Refused
from luoshi.ledger.verify import verify
from luoshi.org.models import UnitName
from luoshi.org.queries import tree
from luoshi.targets.models import Target
from luoshi.web.boundary_words import share_typed, share_words
from luoshi.workdays.periods import Period
from steering import Steering, steering_district  # noqa: F401
from web.signed_in import signed_in

pytestmark = pytest.mark.django_db

SAID = {
    "on": "2015-07-01",
    "document": "青府〔2015〕9号",
    "approver": "区政府常务会议",
    "reason": "撤并",
}
HAND_OVER = SAID | {"keeps": "0.65", "to_1": "QH-T2", "share_1": "35%", "along_QH-T1-V2": "1"}
MERGER = SAID | {
    "to_1": "+",
    "share_1": "100%",
    "others": ["QH-T2"],
    "new_code_1": "QH-T9",
    "new_name_1": "双河镇",
}


def sent(said: dict[str, object]) -> HttpResponse:
    return signed_in("admin").post(reverse("settings_boundaries", args=["QH-T1"]), said)


def test_what_it_means_is_shown_and_nothing_is_written(district: District) -> None:
    page = sent({**MERGER, "preview": "1"})
    assert page.status_code == 200
    words = page.content.decode()
    assert "撤销石桥镇" in words and "撤销柳林镇" in words and "双河镇（QH-T9）" in words
    assert not Succession.objects.exists()


def test_a_part_is_handed_over_with_its_village(district: District) -> None:
    assert sent({**HAND_OVER, "apply": "1"}).status_code == 302
    shares = {s.successor.code: s.share for s in Succession.objects.all()}
    assert shares == {"QH-T1": Fraction(13, 20), "QH-T2": Fraction(7, 20)}
    assert verify().holds
    page = signed_in("t1_liaison").get(reverse("settings_unit", args=["QH-T2"])).content.decode()
    assert "自2015-07-01起石桥镇的35%划入柳林镇" in page and "青府〔2015〕9号" in page


def test_one_indicator_may_go_by_another_share(steering: Steering) -> None:
    special = {"special": "invest", "special_share": "1/2"}
    assert sent({**HAND_OVER, **special, "apply": "1"}).status_code == 302
    found = {
        (s.indicator.code if s.indicator else "", s.successor.code): s.share for s in Succession.objects.all()
    }
    assert found == {
        ("", "QH-T1"): Fraction(13, 20),
        ("", "QH-T2"): Fraction(7, 20),
        ("invest", "QH-T1"): Fraction(1, 2),
        ("invest", "QH-T2"): Fraction(1, 2),
    }
    wrong = sent({**HAND_OVER, **special, "keeps": "", "apply": "1"})
    assert wrong.status_code == 422 and "只限于一分为二" in wrong.content.decode()


def test_units_are_merged_into_a_new_one(district: District) -> None:
    answer = sent({**MERGER, "apply": "1"})
    assert answer.headers["Location"] == reverse("settings_unit", args=["QH-T9"])
    codes = {n.code for n in tree(TODAY).nodes.values()}
    assert "QH-T9" in codes and not {"QH-T1", "QH-T2"} & codes


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"keeps": "0.5"}, "份额合计为 85%"),
        ({"share_1": "much"}, "请填写份额"),
        ({"to_1": "+"}, "新设单位须填代码和名称"),
        ({"to_1": "+", "new_code_1": "QH-T1", "new_name_1": "新镇"}, "代码 QH-T1 已存在"),
        ({"on": "2009-01-01"}, "该单位在这一天不存在"),
    ],
)
def test_mistakes_are_shown_and_nothing_is_written(
    district: District, wrong: dict[str, str], words: str
) -> None:
    page = sent({**HAND_OVER, **wrong, "apply": "1"})
    assert page.status_code == 422 and words in page.content.decode()
    assert not Succession.objects.exists()


def prepared(steering: Steering) -> Target:
    root = steering.root()
    part = steering.split(root, "equal_growth")["QH-T2"]
    steering.report({"QH-S1": "44", "QH-T1": "15", "QH-T2": "20", "QH-T3": "5"})
    parts = [Part("QH-T1", Fraction(3, 4)), Part("QH-T2", Fraction(1, 4))]
    decree = Decree(date(2015, 4, 1), "青府〔2015〕9号", "区政府常务会议", "村划归")
    split_unit(steering.district.standing("admin"), "QH-T1", parts, decree)
    return part


def test_the_target_page_offers_both_boundaries(steering: Steering) -> None:
    part = prepared(steering)
    address = reverse("targets_item", args=[part.pk])
    client = signed_in("supervisor")
    today = client.get(address).content.decode()
    assert (
        "自2015-04-01起石桥镇的25%划入柳林镇" in today and "23.3 个百分点" in today and "view=then" in today
    )
    then = client.get(f"{address}?view=then").content.decode()
    assert "其间区划有调整" in then and "23.3 个百分点" not in then
    untouched = Target.objects.get(unit__code="QH-S1")
    assert "view=then" not in client.get(reverse("targets_item", args=[untouched.pk])).content.decode()
    assert "现区划" in client.get(reverse("district")).content.decode()


def test_the_lineage_says_of_what_a_figure_is_made(steering: Steering) -> None:
    prepared(steering)
    page = signed_in("supervisor").get(reverse("reports_lineage", args=["QH-T2", "invest", "2014-06"]))
    words = page.content.decode()
    assert "15.00 亿元，由当时报送数按份额调整" in words and "石桥镇的25%" in words


def test_a_base_is_restated_from_the_target_page(steering: Steering) -> None:
    part = steering.split(steering.root(), "equal_growth")["QH-S1"]
    steering.report({"QH-S1": "44"})
    said = {
        "restated_period": "2014-06",
        "restated_value": "38",
        "restated_basis": "可比口径",
        "restated_source": "统计局〔2015〕3号",
        "restated_reason": "企业划出",
    }
    address = reverse("targets_restate", args=[part.pk])
    assert signed_in("t1_head").post(address, said).status_code == 403
    wrong = signed_in("supervisor").post(address, {**said, "restated_source": ""})
    assert "请写明口径" in wrong.content.decode() and not RestatedBase.objects.exists()
    assert signed_in("supervisor").post(address, said).status_code == 302
    page = signed_in("statistician").get(reverse("targets_item", args=[part.pk])).content.decode()
    assert "待数据归口单位确认" in page and "10.0%" in page
    assert signed_in("statistician").post(address, said).status_code == 302
    page = signed_in("supervisor").get(reverse("targets_item", args=[part.pk])).content.decode()
    assert "40.00 → 38.00" in page and "15.8%" in page and "按可比口径" in page


def test_the_bulletin_says_which_boundaries_and_bases(steering: Steering) -> None:
    prepared(steering)
    office = steering.district.standing("statistician")
    new = NewBase("2014-06", Decimal(38), "可比口径", "统计局〔2015〕3号", "企业划出")
    restate_base(office, steering.indicator(), steering.district.unit("QH-S1"), new)
    progress = gather(steering.district.standing("supervisor"), Period.parse("2015-H1"), TODAY, None)
    words = told(basis_note(progress)).text
    assert "2015年4月1日石桥镇的25%划入柳林镇（青府〔2015〕9号）" in words
    assert "北门街道固定资产投资由40.00调整为38.00亿元（可比口径，统计局〔2015〕3号）" in words


@pytest.mark.parametrize(
    ("typed", "share", "words"),
    [("35%", Fraction(7, 20), "35%"), ("0.125", Fraction(1, 8), "12.5%"), ("1/3", Fraction(1, 3), "1/3")],
)
def test_shares_are_read_and_written_exactly(typed: str, share: Fraction, words: str) -> None:
    assert share_typed(typed) == share and share_words(share) == words


@pytest.mark.parametrize("typed", ["", "half", "1/0", "nan", "inf", "1e999999999", "9" * 5000, "-1", "1_0"])
def test_what_is_no_share_is_none(typed: str) -> None:
    assert share_typed(typed) is None


def test_what_is_merged_at_the_same_time_is_not_forgotten(district: District) -> None:
    """Beside a part handed over nothing else is merged: what was asked for is refused, not left undone."""
    page = sent({**HAND_OVER, "others": ["QH-T3"], "apply": "1"})
    assert page.status_code == 422 and not Succession.objects.exists()
    assert "只有整个单位并入另一单位时才可选择" in page.content.decode()


def test_hostile_input_is_answered_beside_its_field(district: District) -> None:
    for said in (
        {"share_1": "9" * 400 + "%"},
        {"share_1": "1/0"},
        {"share_1": "-35%"},
        {"to_1": "QH-T1"},
        {"to_1": "QH"},
        {"on": "0001-01-01"},
        {"on": "9999-12-31", "keeps": "2"},
        {"document": "文" * 201},
        {"new_code_1": "<b>", "to_1": "+"},
        {"along_QH-T1-V2": "9"},
        {"special": "nothing", "special_share": "1"},
    ):
        page = sent({**HAND_OVER, **said, "apply": "1"})
        assert page.status_code == 422, said
    assert not Succession.objects.exists() and verify().holds


IN_THREE = SAID | {
    "to_1": "+",
    "share_1": "1/2",
    "new_code_1": "QH-T7",
    "new_name_1": "上湾镇",
    "to_2": "+",
    "share_2": "30%",
    "new_code_2": "QH-T8",
    "new_name_2": "下湾镇",
    "to_3": "+",
    "share_3": "0.2",
    "new_code_3": "QH-T9",
    "new_name_3": "湾口镇",
    "new_name_en_3": "Wankou Town",
    "along_QH-T1-V1": "1",
    "along_QH-T1-V2": "2",
}


def test_a_unit_is_split_into_three_new_ones_at_once(steering: Steering) -> None:
    shown = sent({**IN_THREE, "preview": "1"})
    words = shown.content.decode()
    assert shown.status_code == 200 and not Succession.objects.exists()
    assert all(
        said in words for said in ("上湾镇（QH-T7）", "下湾镇（QH-T8）", "湾口镇（QH-T9）", "撤销石桥镇")
    )
    assert sent({**IN_THREE, "apply": "1"}).status_code == 302
    shares = {s.successor.code: s.share for s in Succession.objects.all()}
    assert shares == {"QH-T7": Fraction(1, 2), "QH-T8": Fraction(3, 10), "QH-T9": Fraction(1, 5)}
    org = tree(TODAY)
    codes = {n.code: n for n in org.nodes.values()}
    assert "QH-T1" not in codes and codes["QH-T9"].name_en == "Wankou Town"
    assert {codes[c].group for c in shares} == {"towns"}
    above = {c: org.nodes[org.managed[codes[c].id]].code for c in ("QH-T1-V1", "QH-T1-V2", "QH-T9")}
    assert above == {"QH-T1-V1": "QH-T7", "QH-T1-V2": "QH-T8", "QH-T9": "QH"}
    duties = FormDuty.objects.filter(unit__code__in=shares).values_list("unit__code", flat=True)
    assert sorted(duties) == sorted(shares)
    assert verify().holds


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"share_3": "0.3"}, "份额合计为 110%"),
        ({"share_3": "0.1"}, "份额合计为 90%"),
        ({"share_3": ""}, "请填写划入份额"),
        ({"new_code_2": "QH-T7"}, "上面已有一行使用该代码"),
        ({"new_code_2": "QH-T2"}, "代码 QH-T2 已存在"),
        ({"new_name_3": ""}, "新设单位须填代码和名称"),
        ({"to_2": "QH-T2"}, "如需新设单位"),
        ({"to_2": "QH-T2", "to_3": "QH-T2", "new_code_2": "", "new_name_2": ""}, "上面已有一行划入该单位"),
        ({"along_QH-T1-V2": ""}, "未说明划入何单位"),
    ],
)
def test_a_split_with_a_mistake_founds_nobody(district: District, wrong: dict[str, str], words: str) -> None:
    for asked in ("preview", "apply"):
        page = sent({**IN_THREE, **wrong, asked: "1"})
        assert page.status_code == 422 and words in page.content.decode(), wrong
    assert not Succession.objects.exists() and not UnitName.objects.filter(name="上湾镇").exists()
    assert "QH-T1" in {n.code for n in tree(TODAY).nodes.values()}


def test_what_fails_last_undoes_what_was_done_first(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The towns are founded before the old one ends: where that is refused, none of them is there."""

    def refuse(*_said: object) -> None:
        raise Refused(Problem("QH-T1", "held up", ""))

    monkeypatch.setattr("luoshi.indicators.reorganise.dissolve", refuse)
    page = sent({**IN_THREE, "apply": "1"})
    assert page.status_code == 422 and "held up" in page.content.decode()
    assert not UnitName.objects.filter(name="上湾镇").exists() and not Succession.objects.exists()
    assert verify().holds
