"""Bases are found by name or synonym, at the most precise print, for the whole place only."""

from luoshi.kernel.text.bases import find_base, find_levels, plain_name

REVIEW = """2020年，全区规模以上工业增加值56亿元、主营业务收入288亿元。
2020年，两个园区实现规模以上工业增加值39.4亿元，主营业务收入212亿元。
2020年，全区实现生产总值196.7亿元，规模以上工业增加值56.13亿元，主营业务收入287.97亿元，财政收入27亿元，增长8%。
2021年力争生产总值达到210亿元。2019年财政收入25.5亿元，2020年社会消费品零售总额约90亿元。
"""


def test_the_most_precise_print_wins_and_the_head_of_the_name_is_inherited() -> None:
    base = find_base(REVIEW, ["规模以上工业主营业务收入"], 2020, document=2021)
    assert base is not None
    assert (base.statement.printed, base.statement.inherited, base.rivals) == ("287.97", True, ())
    assert REVIEW[base.statement.start : base.statement.end] == "287.97"
    assert REVIEW[base.statement.sentence_start : base.statement.sentence_end].startswith("2020年，全区实现")


def test_a_part_of_the_place_is_no_base() -> None:
    values = {level.printed for level in find_levels(REVIEW, 2021) if not level.scope}
    assert not values & {"39.4", "212"}


def test_name_before_synonym() -> None:
    base = find_base(REVIEW, ["财政总收入", "财政收入"], 2020, document=2021)
    assert base is not None and (base.match, base.statement.printed) == ("synonym", "27")
    base = find_base(REVIEW, ["地区生产总值", "生产总值"], 2020, document=2021)
    assert base is not None and base.match == "synonym"


def test_targets_vague_numbers_and_other_years_are_no_bases() -> None:
    assert find_base(REVIEW, ["生产总值"], 2021, document=2021) is None
    assert find_base(REVIEW, ["社会消费品零售总额"], 2020, document=2021) is None
    earlier = find_base(REVIEW, ["财政收入"], 2019, document=2021)
    assert earlier is not None and earlier.statement.printed == "25.5"


def test_statements_that_cannot_both_be_true_are_rivals() -> None:
    text = "2020年财政收入27.6亿元。2020年，财政收入25亿元。"
    base = find_base(text, ["财政收入"], 2020)
    assert base is not None
    assert base.statement.printed == "27.6"
    assert [rival.printed for rival in base.rivals] == ["25"]


def test_the_place_is_not_part_of_a_name() -> None:
    assert plain_name("全区生产总值") == plain_name("我市生产总值") == "生产总值"
