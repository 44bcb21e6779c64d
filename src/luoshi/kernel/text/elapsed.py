"""How much of the year a period has used up (时序)."""

from fractions import Fraction

from luoshi.kernel.text.dates import Moment


def months_elapsed(moment: Moment) -> int | None:
    """Months of the year that are over at the end of a period that begins in January; None when not whole months.

    1-9月, 前三季度, 截至9月30日 and 9月底 are 9, 上半年 is 6, 一季度 is 3; a single month or a later quarter is None.
    """
    last = end_month(moment)
    if last is None:
        return None
    code = moment.code
    if moment.kind == "span":
        return last if _begins_in_january(code) else None
    if moment.kind in ("day", "deadline", "half"):
        return last
    if moment.kind == "quarter":
        return last if code.endswith("Q1") else None
    return None


def elapsed_shares(moment: Moment) -> list[Fraction]:
    """Shares of the year, in %, that a bulletin of this period can mean by its pace; empty when unclear."""
    months = months_elapsed(moment)
    return [] if months is None else [Fraction(months * 100, 12)]


def _begins_in_january(code: str) -> bool:
    return code.split("..", maxsplit=1)[0].rpartition("-")[2] == "01"


def end_month(moment: Moment) -> int | None:
    """The month whose last days a moment ends in."""
    code = moment.code
    if code.endswith("H1"):
        return 6
    if code.endswith("H2"):
        return 12
    if "Q" in code:
        return int(code[-1]) * 3
    parts = code.split("..")[-1].split("-")
    if moment.kind == "day" and len(parts) >= 2:
        return int(parts[-2]) if int(parts[-1]) >= 28 else None
    numbers = [part for part in parts if len(part) == 2]
    return int(numbers[0]) if numbers else None
