"""The places a text names: known units, wholes such as 全区, and units nobody knows (地名)."""

import re
from collections.abc import Collection
from dataclasses import dataclass

_WHOLE = re.compile(r"全[国省市区县旗镇乡村]|[我本][省市区县旗镇乡](?!级)")
# 城镇 and 乡村 are parts of the people, 园区 and 城区 no names.
_UNKNOWN = re.compile(
    r"(?:\A|(?<=[，；：、。！？\n）])|(?<=其中))(?!其中|城镇|乡镇|集镇|小城镇|重点镇|各)"
    r"(?:[\u4e00-\u9fff]{1,4}?(?<![城乡集各全我本该])(?:街道|镇(?!化)|乡(?![村镇]))"
    r"|[\u4e00-\u9fff]{0,4}?(?:开发区|高新区|经开区))"
)


@dataclass(frozen=True)
class Place:
    """A place as printed, in the normalised text."""

    start: int
    end: int
    name: str


def find_places(text: str, known: Collection[str] = ()) -> list[Place]:
    """Places of a normalised text in order, none inside another and of 青河区石桥镇 the last: the longest `known` name at a position, a whole
    (全区, 我市), or a name that opens a clause and ends like that of a unit.
    """
    names = frozenset(known)
    sizes = sorted({len(name) for name in names if name}, reverse=True)
    others = {match.start(): match[0] for pattern in (_UNKNOWN, _WHOLE) for match in pattern.finditer(text)}
    found: list[Place] = []
    position = 0
    while position < len(text):
        name = next(
            (text[position : position + n] for n in sizes if text[position : position + n] in names), ""
        )
        name = name or others.get(position, "")
        if name:
            lies_in = found.pop() if found and found[-1].end == position else None
            found.append(Place(lies_in.start if lies_in else position, position + len(name), name))
        position += max(1, len(name))
    return found
