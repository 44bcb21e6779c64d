"""Which encoding a text file is in (字符编码): told by marks and by how Chinese the result reads, never guessed silently."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from luoshi.ledger.refusal import Problem, Refused

if TYPE_CHECKING:
    from luoshi.ledger.refusal import Words

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_FREQUENT = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民"
    "得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社"
    "义事平形相全表间样与关各重新线内数正心反明看原又么利比或但质气第向道此变条只没结解问意建月公无系很情者最立代想已通并提直题"
    "党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少统接知较将组见计别手角期根论运农指几九区强放决做必任取"
    "据处府村乡镇街市县元亿万增项目标责落督查考核单"
    "國來們時為個這說產種後學經過點從業與關開義將組見計別論運農幾區強決處長發動會對學實現進應電變條結問體機當無還縣鄉鎮億萬項標責"
)
_HAN = re.compile(r"[\u3400-\u9fff]")
# Below this share of everyday characters the bytes were read in the wrong encoding: Chinese prose has 40 to 60 %.
_LEAST_FREQUENT_SHARE = 0.15
_SAMPLE = 100_000
"""Characters from which it is told how Chinese a text reads."""
_KNOWN = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
}
"""Names that pages give their encoding, and the widest encoding of that family."""
_DAMAGE = re.compile("\ufffd|锟斤拷|烫烫烫")


def decode(data: bytes, where: str, declared: str = "") -> tuple[str, str]:
    """The text and the name of its encoding; UTF-8, UTF-16, GB18030 and Big5 are known.

    What is valid UTF-8 is UTF-8, whatever the file says of itself; else the encoding it has ``declared`` comes first.

    Refused when no encoding gives readable text, when the bytes are no text at all, and when an earlier
    conversion has destroyed characters for good.
    """
    text, encoding = _decoded(data, where, _KNOWN.get(declared.lower(), ""))
    refuse_damage(text, where)
    return text, encoding


def refuse_damage(text: str, where: Words) -> None:
    """Refused when an earlier conversion has destroyed characters of ``text`` for good (乱码)."""
    if _DAMAGE.search(text) or _twice_encoded(text):
        raise Refused(
            Problem(
                where,
                _("Characters of this text were destroyed by an earlier conversion."),
                _("Get the original file and import that, or save the original as UTF-8."),
                "damaged",
            )
        )


def _decoded(data: bytes, where: str, declared: str) -> tuple[str, str]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding), encoding.removesuffix("-sig")
            except UnicodeDecodeError as error:
                raise Refused(_unknown(where, error.start)) from error
    if b"\0" in data:
        return _best(data, ("utf-16-le", "utf-16-be"), where)
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        if declared and (text := _strictly(data, declared)) is not None:
            return text, declared
        return _best(data, ("gb18030", "big5", "big5hkscs", "utf-16-le", "utf-16-be"), where, error.start)


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _best(data: bytes, encodings: tuple[str, ...], where: str, broken_at: int = 0) -> tuple[str, str]:
    """The candidate that reads most like Chinese."""
    readable: list[tuple[float, str, str]] = []
    for encoding in encodings:
        text = _strictly(data, encoding)
        if text is not None:
            readable.append((_everyday_share(text[:_SAMPLE]), encoding, text))
    share, encoding, best = max(readable, key=lambda found: found[0], default=(0.0, "", ""))
    if share < _LEAST_FREQUENT_SHARE:
        raise Refused(_unknown(where, broken_at))
    return best, encoding


def _everyday_share(text: str) -> float:
    """Share of everyday characters among all that are not ASCII; 0 for a text without Chinese."""
    foreign = sum(1 for char in text if char > "\x7f" and char not in "，。、；：！？“”‘’（）《》—…％　")
    return sum(1 for char in _HAN.findall(text) if char in _FREQUENT) / foreign if foreign else 0.0


def _twice_encoded(text: str) -> bool:
    """Whether UTF-8 bytes were once read as GB18030 and saved again (乱码): undoing that would give Chinese."""
    text = text[:_SAMPLE]
    undone = text.encode("gb18030", "ignore").decode("utf-8", "ignore")
    return len(_HAN.findall(undone)) * 2 > len(_HAN.findall(text)) > 4 and _everyday_share(
        undone
    ) > _everyday_share(text)


def _unknown(where: str, byte: int) -> Problem:
    return Problem(
        where,
        _("The characters cannot be read: from byte %d on this is not UTF-8, UTF-16, GB18030 or Big5.")
        % byte,
        _("Open the file in the program that made it and save it as “Unicode (UTF-8)” text, or as .docx."),
        "encoding",
    )
