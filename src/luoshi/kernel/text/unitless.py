"""Indices and coefficients, which are printed without a unit: 综合指数4.07, 弹性系数1.18, 收入比1.78 (无单位的指数)."""

import re
from dataclasses import replace

from luoshi.kernel.text.numbers import Quantity

POINT = "点"
"""The unit an index is read with."""

_INDEX = re.compile(
    r"(?:指数|系数|比值|倍差|倍数|收入[差之]?比|抚养比|性别比|密度|容积率|[强浓]度值|当量|（PMI）)(?:（[^（）]{1,14}）)?"
    r"(?:平均|目前|累计|分别|已|仅|值)*(?:(?:为|是|达到?|约|[由从])|(?:由|从)[^，。；\d]{1,12}|(?:下降|上升|提高|降低|回落|缩小|[升降])[到至为])?\Z"
)
_OF_ANOTHER_TIME = re.compile(
    r"(?:上年|去年|前年|同期|上月|上季度?|上期|年初|(?:19|20)\d{2}年|全[国省市县区]|平均(?:水平|值)?|\d{1,2}月份?|[由从比较])[^，。；：（）\d]{0,8}\Z|（[^，。；（）\d]{0,6}\Z"
)
_CHANGED = re.compile(
    r"(?:下降|上升|提高|降低|增加|减少|回落|缩小|扩大|改善|收窄|提升|[升降增减高低大小])[了到至为于]?\Z|[、和]\Z|(?<=[，；])(?:为|是)\Z"
)
_POINTS = re.compile("个?点(?!位)")
_BACK = 24
_PEOPLE = re.compile(
    "(?:城乡|农村|城镇|城区|常住|户籍|总|脱贫|贫困|参保|在校|流动|老年|各族|干部|农业|外来|实有|服务)*(?:人口|居民|群众|农民|村民|市民|学生|老人|职工|劳动力|党员)"
)


def with_people(quantities: list[Quantity], text: str) -> list[Quantity]:
    """Numbers, those of 38.4万常住人口 with their measure: 万人."""
    return [
        replace(quantity, unit=f"{quantity.unit}人")
        if quantity.unit in ("万", "亿") and _PEOPLE.match(text, quantity.stop)
        else quantity
        for quantity in quantities
    ]


def with_indices(quantities: list[Quantity], text: str) -> list[Quantity]:
    """Numbers, those without a unit that an index is named in front of read as 点, and with it what it is set against.

    The last only where it has decimals: 综合指数4.07，上年同期4.37，下降0.30.
    """
    read = list(quantities)
    sentence = -1
    for place, quantity in enumerate(quantities):
        points = _POINTS.match(text, quantity.end)
        if (
            (quantity.unit and not (quantity.unit == "个" and points))
            or not quantity.digits
            or quantity.vague
        ):
            continue
        before = text[max(0, quantity.start - _BACK) : quantity.start]
        end = text.rfind("。", 0, quantity.start)
        named = _INDEX.search(before) is not None
        told = (
            sentence == end
            and quantity.decimals
            and (_OF_ANOTHER_TIME.search(before) or _CHANGED.search(before))
        )
        if (named and (quantity.decimals or points)) or told or (points and sentence == end):
            sentence = end
            read[place] = replace(quantity, unit=POINT, stop=points.end() if points else quantity.end)
    return read
