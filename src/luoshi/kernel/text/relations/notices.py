"""What cannot be computed but should be seen: damaged digits, a title and a body of different months (提示)."""

from collections.abc import Iterator
from dataclasses import dataclass

from luoshi.kernel.text.dates import Moment
from luoshi.kernel.text.elapsed import end_month
from luoshi.kernel.text.frames import Bulletin
from luoshi.kernel.text.numbers import find_unreadable

_PERIODS = ("span", "half", "quarter", "month")
_LONGEST_TITLE = 60


@dataclass(frozen=True)
class Notice:
    """A place in the normalised text with what is odd about it; `other` is the place it disagrees with."""

    type: str
    start: int
    end: int
    message: str
    other: tuple[int, int] | None = None


def notices(bulletin: Bulletin) -> Iterator[Notice]:
    """Unreadable digits, and the period conflict of title and first sentence."""
    for damaged in find_unreadable(bulletin.doc.text):
        yield Notice("unreadable", damaged.start, damaged.end, f"unreadable: {damaged.reason}")
    yield from _period_conflict(bulletin)


def _period_conflict(bulletin: Bulletin) -> Iterator[Notice]:
    title, _, _ = bulletin.doc.text.partition("\n")
    if len(title) > _LONGEST_TITLE or "。" in title:
        return
    titled = [moment for moment in bulletin.moments if moment.end <= len(title)]
    body = [moment for moment in bulletin.moments if moment.start > len(title) and moment.kind in _PERIODS]
    if len(titled) != 1 or titled[0].kind not in _PERIODS or not body:
        return
    first = body[0]
    months = end_month(titled[0]), end_month(first)
    if None in months or months[0] == months[1] or not _same_sentence_head(bulletin, first):
        return
    message = f"the title speaks of month {months[0]}, the text of month {months[1]}"
    yield Notice("period", first.start, first.end, message, (titled[0].start, titled[0].end))


def _same_sentence_head(bulletin: Bulletin, moment: Moment) -> bool:
    """Whether a period opens its sentence, so that what follows is told of it."""
    return any(0 <= moment.start - sentence.start <= 3 for sentence in bulletin.sentences)
