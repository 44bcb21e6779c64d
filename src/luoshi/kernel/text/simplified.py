"""Traditional characters read as simplified ones, character for character (繁简)."""

from functools import cache

_FIRST, _LAST = 0x3400, 0x9FFF


@cache
def _table() -> dict[int, str]:
    """By code point, the simplified character of each one that differs from it, as OpenCC has it."""
    from opencc import OpenCC

    characters = [chr(code) for code in range(_FIRST, _LAST + 1)]
    simple = OpenCC("t2s").convert("\n".join(characters)).split("\n")
    return {ord(c): s for c, s in zip(characters, simple, strict=True) if c != s and len(s) == 1}


def simplified(text: str) -> str:
    """The text with its traditional characters in simplified form; as long as before."""
    return text.translate(_table())


def respelled(words: str, original: str) -> str:
    """Simplified words in the spelling of the original they were read from; those it does not print stay."""
    spelling = {
        ord(plain): char for char, plain in zip(original, simplified(original), strict=True) if char != plain
    }
    return words.translate(spelling)
