"""A finding of the number check in the reader's language (核数结果用语), made from what the check stored, never from its own prose."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from unicodedata import normalize

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

if TYPE_CHECKING:
    from luoshi.documents.models import Finding
    from luoshi.documents.told import Told
    from luoshi.ledger.refusal import Words

ERROR, QUESTION, NOTE, UNCHECKED, HOLDS = "error", "question", "note", "unchecked", "holds"
LEVELS: dict[str, Words] = {
    ERROR: pgettext_lazy("number check", "Error"),
    QUESTION: pgettext_lazy("number check", "Question"),
    NOTE: pgettext_lazy("number check", "Note"),
    UNCHECKED: pgettext_lazy("number check", "Not checkable"),
    HOLDS: pgettext_lazy("number check", "Holds"),
}
# What a relation's claim is called; types without a name of their own are "the number".
NOUNS: dict[str, Words] = {
    "sum": gettext_lazy("The total"),
    "part_whole": gettext_lazy("The part"),
    "difference": gettext_lazy("The difference"),
    "completion": gettext_lazy("The completion"),
    "share": gettext_lazy("The share"),
    "share_shift": gettext_lazy("The change of the share"),
    "contribution": gettext_lazy("The contribution to the growth"),
    "structure": gettext_lazy("The share in the structure"),
    "shares_to_100": gettext_lazy("The last share"),
    "growth": gettext_lazy("The growth"),
    "growth_from_increment": gettext_lazy("The growth"),
    "mixed_growth": gettext_lazy("The growth of the whole"),
    "annual_growth": gettext_lazy("The growth a year"),
    "ratio": gettext_lazy("The multiple"),
    "mean": gettext_lazy("The mean"),
    "count_identity": gettext_lazy("The closing number"),
    "sum_of_increments": gettext_lazy("The total of the increments"),
    "implied_total": gettext_lazy("The total"),
    "pace": gettext_lazy("The distance to the pace of the calendar"),
    "elapsed_share": gettext_lazy("The elapsed share of the year"),
    "vague_share": gettext_lazy("The share in words"),
    "grim": gettext_lazy("The rate of the sample"),
    "rank": gettext_lazy("The rank"),
}
ANY_NUMBER: Words = gettext_lazy("The number")
CAUSES: dict[str, Words] = {
    "swap": gettext_lazy("two digits were probably swapped"),
    "digit": gettext_lazy("one digit is probably mistyped"),
    "up": gettext_lazy("the unit is probably too small by 10,000"),
    "down": gettext_lazy("the unit is probably too large by 10,000"),
    "truncated": gettext_lazy("the figure was cut off instead of rounded"),
    "last_digit": gettext_lazy("the last digit does not round that way"),
    "scope": gettext_lazy("the figure fits another total"),
}
_GAP = re.compile("(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
"""What parts a number from Chinese words; a share in words (超七成) is one of them."""
_PLAIN = re.compile(r"(?P<sign>[-−]?)(?P<whole>\d+)(?P<rest>\.\d+)?")


@dataclass(frozen=True)
class Correction:
    """The number to be mended, [start, end), and what should stand there (更正建议)."""

    start: int
    end: int
    old: str
    new: str


def level_of(finding: Finding | Told) -> str:
    """How grave a finding is: error, question, note, unchecked, or holds."""
    if finding.verdict == "pass":
        return HOLDS
    return UNCHECKED if finding.verdict == "not_checkable" else finding.severity


def sentence_of(finding: Finding | Told, text: str) -> str:
    """What is found, in one sentence: 合计应为 34,096 万元，文中为 34,906 万元，疑为数字颠倒。"""
    what = NOUNS.get(finding.type, ANY_NUMBER)
    printed = printed_of(finding, text)
    if finding.verdict == "pass":
        return _("%(what)s %(printed)s holds.") % {"what": what, "printed": printed}
    if finding.verdict != "fail":
        return _unjudged(finding, text, printed)
    if finding.type == "grim" and finding.operands:
        start, end, unit = finding.operands[0]
        return _("Out of %(n)s no count makes %(printed)s; the nearest makes %(expected)s.") % {
            "n": with_unit(text[start:end], unit),
            "printed": printed,
            "expected": with_unit(finding.expected, finding.unit),
        }
    said = _("%(what)s can be at most %(expected)s; the text says %(printed)s")
    if finding.type != "part_whole":
        said = _("%(what)s should be %(expected)s; the text says %(printed)s")
    fault = said % {"what": what, "expected": with_unit(finding.expected, finding.unit), "printed": printed}
    fault = _GAP.sub("", fault)
    cause = _cause(finding, text)
    if not cause:
        return _("%(fault)s.") % {"fault": fault}
    return _("%(fault)s; %(cause)s.") % {"fault": fault, "cause": cause}


def _unjudged(finding: Finding | Told, text: str, printed: str) -> str:
    if finding.type == "period" and finding.operands:
        start, end, _unit = finding.operands[0]
        return _("The title speaks of %(title)s, the text of %(printed)s.") % {
            "title": grouped(text[start:end]),
            "printed": printed,
        }
    if finding.type == "unreadable":
        return _("The digits %(printed)s are damaged and were not read.") % {"printed": printed}
    if finding.type.startswith("growth"):
        return _(
            "The growth %(printed)s has a basis of its own (comparable prices, adjusted); it is not tested against the levels."
        ) % {"printed": printed}
    return _("The number %(printed)s could not be checked.") % {"printed": printed}


def _cause(finding: Finding | Told, text: str) -> str:
    repair = finding.repair
    if repair is None:
        # A rank is counted, so that nothing of it was rounded.
        return "" if finding.type == "rank" else str(CAUSES.get(finding.grade, ""))
    cause = str(CAUSES.get(repair["kind"], ""))
    if (repair["start"], repair["end"]) == (finding.start, finding.end):
        return cause
    correction = correction_of(finding, text)
    if correction is None:
        return cause
    return _("%(old)s should probably be %(new)s (%(cause)s)") % {
        "old": correction.old,
        "new": correction.new,
        "cause": cause,
    }


def allowance_of(finding: Finding | Told) -> str:
    """What the rounding of the printed numbers allows, where that is more than one value: 34,095 to 34,097 万元."""
    low, many, high = finding.recomputed.partition("..")
    if not many:
        return ""
    return _("%(low)s to %(high)s") % {"low": grouped(low), "high": with_unit(high, finding.unit)}


def correction_of(finding: Finding | Told, text: str) -> Correction | None:
    """Which number to mend and how: the one slip that explains everything, else the claim as recomputed."""
    if finding.verdict != "fail":
        return None
    repair = finding.repair
    if repair is None:
        if not finding.expected or finding.type == "part_whole":
            return None
        return Correction(
            finding.start,
            finding.end,
            printed_of(finding, text),
            with_unit(finding.expected, finding.unit),
        )
    start, end, unit = repair["start"], repair["end"], repair["unit"]
    new_unit = _other_unit(unit, repair["kind"])
    return Correction(start, end, _printed(text, start, end, unit), with_unit(repair["printed"], new_unit))


def _other_unit(unit: str, kind: str) -> str:
    """The unit 10,000 times larger (up) or smaller (down); the same where the slip is in the digits."""
    return {"up": unit.replace("万", "亿", 1), "down": unit.replace("亿", "万", 1)}.get(kind, unit)


def printed_of(finding: Finding | Told, text: str) -> str:
    """The claim as printed, thousands parted, with its unit where that stands behind it."""
    return _printed(text, finding.start, finding.end, finding.unit)


def _printed(text: str, start: int, end: int, unit: str) -> str:
    follows = text[end : end + len(unit) + 2].lstrip().startswith(unit)
    return with_unit(text[start:end], unit if follows else "")


def with_unit(number: str, unit: str) -> str:
    """A number and its unit: 34,096 万元, 7.4%."""
    gap = "" if not unit or unit[0] in "%‰" else " "
    return f"{grouped(number)}{gap}{unit}"


def grouped(printed: str) -> str:
    """A printed number in plain digits with its thousands parted; any other words without line breaks."""
    plain = normalize("NFKC", printed).replace(",", "")
    match = _PLAIN.fullmatch(plain)
    if match is None:
        return "".join(printed.split())
    return f"{match['sign']}{int(match['whole']):,}{match['rest'] or ''}"
