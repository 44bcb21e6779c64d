"""A short scheme for the test district, and the ways to change one line of it."""

SCHEME = """\
code: trial
year: 2015
name: 上半年考核方案
name_en: Half-year scheme
groups: [streets, towns, departments]
digits: 2
rank_on: published
ties: shared
missing: zero
items:
  - code: economy
    name: 经济目标
    name_en: Economic targets
    weight: 70
    items:
      - code: investment
        name: 固定资产投资
        name_en: Fixed asset investment
        weight: 40
        indicator: invest
        score: {measure: completion, cap: 120, floor: 0}
      - code: income
        name: 财政总收入
        name_en: Fiscal revenue
        weight: 30
        indicator: revenue
        score: {measure: completion, cap: 120, floor: 0}
  - code: work
    name: 工作落实
    name_en: Follow-through
    weight: 30
    items:
      - code: timeliness
        name: 报送及时率
        name_en: Timely reporting
        weight: 10
        indicator: reporting.timeliness
        score: {measure: value}
      - code: closure
        name: 督办事项按期办结率
        name_en: Matters closed on time
        weight: 20
        indicator: matters.closure
        score: {measure: value}
"""


def changed(old: str, new: str) -> str:
    """The scheme with one line changed."""
    assert old in SCHEME
    return SCHEME.replace(old, new, 1)
