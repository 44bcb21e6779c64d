"""Radicals and compatibility forms that stand for ordinary characters (部首字形).

A PDF often names ⼀, ⾼ or ⻓ where 一, 高 and 长 are shown: the font has one picture for both. Copied text keeps them.
"""

import unicodedata

# Simplified radicals of the supplement block have no equivalent in Unicode's tables.
_SUPPLEMENT = dict(
    zip(
        "⺎⺟⺠⺩⺼⻁⻄⻅⻆⻉⻋⻑⻒⻓⻔⻗⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰",
        "兀母民王月虎西见角贝车長镸长门雨青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙",
        strict=True,
    )
)
_BLOCKS = (range(0x2F00, 0x2FD6), range(0xF900, 0xFADA))

RADICALS: dict[str, str] = {
    sign: plain
    for block in _BLOCKS
    for sign in map(chr, block)
    if len(plain := unicodedata.normalize("NFKC", sign)) == 1 and plain != sign
} | _SUPPLEMENT
"""The ordinary character for each such sign."""

_TABLE = str.maketrans(RADICALS)


def without_radicals(text: str) -> str:
    """The text with ordinary characters, as long as before."""
    return text.translate(_TABLE)
