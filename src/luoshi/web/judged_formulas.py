"""The figures of a judged target with the formula of each and the numbers put in (约束性目标算法); docs/methods has them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from luoshi.targets.judgements import Judgement
from luoshi.targets.vocabulary import CEILINGS, Reach, TargetKind
from luoshi.web.formats import Number, number, percent
from luoshi.web.target_formulas import DASH, Piece, Worked


def worked_judgement(found: Judgement) -> list[Worked]:
    """Every figure that the page of the target shows, in the order in which they follow from one another."""
    kind = found.target.kind
    if kind == TargetKind.RANK:
        return [_rank(found)]
    told = [_level(found), _done(found)]
    if kind == TargetKind.ZERO or found.refusal:
        return told
    if found.growth is not None:
        return [*told, *_grown(found)]
    if found.expected is not None:
        told.append(_expected(found))
    if found.asked_by_now is not None:
        told.append(_due(found))
    if found.completion is not None:
        told.append(_completion(found))
    if found.room is not None:
        told.append(_room(found))
    if found.gap_points is not None:
        told.append(_gap(found))
    if found.planned is not None:
        told.append(_planned(found))
    if found.needed is not None:
        told.append(_needed(found))
    return told


def _amount(found: Judgement, value: Number | None, extra: int = 0) -> str:
    return number(value, found.target.indicator.decimals + extra) or DASH


def _share(value: Number | None) -> str:
    return percent(value, 2) or DASH


def _points(value: float | None) -> str:
    return DASH if value is None else (number(value, 2, signed=True) or DASH)


def _on_the_way(found: Judgement) -> bool:
    """A level that is to stand at the end of several years."""
    return found.span.years > 1 and found.target.reach == Reach.END


def _base(found: Judgement) -> Piece:
    """The base, which stands above where it is known."""
    return Piece(_amount(found, found.target.base), "" if found.target.base is None else "#base")


def _level(found: Judgement) -> Worked:
    target = found.target
    if target.kind == TargetKind.ZERO:
        return Worked("level", _("To reach"), _("none at all"), (Piece("0", "#value"),), _amount(found, 0))
    if target.kind == TargetKind.GROWTH:
        numbers: tuple[Piece, ...] = (
            _base(found),
            Piece(" × (1 + "),
            Piece(_share(target.value / 100), "#value"),
            Piece(")"),
        )
        return Worked(
            "level", _("To reach"), _("base × (1 + growth asked for)"), numbers, _amount(found, found.asked)
        )
    numbers = (Piece(_amount(found, target.value), "#value"),)
    return Worked("level", _("To reach"), _("the amount asked for"), numbers, _amount(found, found.asked))


def _done(found: Judgement) -> Worked:
    if found.target.indicator.of_moment or _on_the_way(found):
        formula = _("the verified figure of the last month known")
    elif found.adds_up:
        formula = _("the verified figures of the months of the period, added up")
    elif found.span.first.first_month > 1:
        formula = _("the verified figure since January, less what it was before the period began")
    elif found.span.years > 1:
        formula = _("the verified figures of the years before and of this one, added up")
    else:
        formula = _("the verified figure since January")
    numbers = (Piece(_("see the months below"), "#months"),)
    return Worked("done", _("Verified so far"), formula, numbers, _amount(found, found.actual))


def _grown(found: Judgement) -> list[Worked]:
    before = None
    if found.actual is not None and found.growth is not None and found.growth > -1:
        before = found.actual / (1 + found.growth)
    growth = Worked(
        "growth",
        _("Year on year"),
        _("done ÷ same period of the year before − 1"),
        (
            Piece(_amount(found, found.actual), "#done"),
            Piece(" ÷ "),
            Piece(_amount(found, before), "#months"),
            Piece(" − 1"),
        ),
        _share(found.growth),
    )
    gap = Worked(
        "gap",
        _("Gap, percentage points"),
        _("year on year − growth asked for"),
        (
            Piece(_share(found.growth), "#growth"),
            Piece(" − "),
            Piece(_share(found.target.value / 100), "#value"),
        ),
        _gap_result(found),
    )
    return [growth, gap]


def _gap_result(found: Judgement) -> str:
    gap = _points(found.gap_points)
    turned = found.target.op in CEILINGS and found.target.kind != TargetKind.CEILING
    return _("%(gap)s (turned round: a ceiling)") % {"gap": gap} if turned else gap


def _expected(found: Judgement) -> Worked:
    formula = (
        _("years over and the curve of this year, as a share of all years")
        if found.span.years > 1
        else _("what the curve asks for of the period up to this month, as a share of the period")
    )
    by_table = found.target.curve_table
    if found.held_to_target:
        formula = _("the whole target in every month: no month adds to a rate, an index or a stock")
        whole = (Piece(_share(found.expected)),)
        return Worked("expected", _("Asked for in every month"), formula, whole, _share(found.expected))
    numbers = (Piece(_("see the curve below"), "#curve"),) if by_table else (Piece(_months_over(found)),)
    return Worked("expected", _("Where the calendar expects it"), formula, numbers, _share(found.expected))


def _months_over(found: Judgement) -> str:
    assert found.year is not None and found.month is not None
    first = found.span.first
    over = (found.year - first.year) * 12 + found.month - first.first_month + 1
    whole = found.span.years * 12 if found.span.years > 1 else first.last_month - first.first_month + 1
    return f"{over} ÷ {whole}"


def _due(found: Judgement) -> Worked:
    name = (
        _("What the calendar allows by now")
        if found.target.kind == TargetKind.CEILING
        else _("What the calendar asks for by now")
    )
    if _on_the_way(found):
        numbers: tuple[Piece, ...] = (
            _base(found),
            Piece(" → "),
            Piece(_amount(found, found.asked), "#level"),
        )
        formula = _("on the straight way from the base to the level at the end, by the curve within the year")
    else:
        numbers = (
            Piece(_amount(found, found.asked), "#level"),
            Piece(" × "),
            Piece(_share(found.expected), "#expected"),
        )
        formula = _("to reach × where the calendar expects it")
    return Worked("due", name, formula, numbers, _amount(found, found.asked_by_now, 1))


def _completion(found: Judgement) -> Worked:
    numbers = (
        Piece(_amount(found, found.actual), "#done"),
        Piece(" ÷ "),
        Piece(_amount(found, found.asked), "#level"),
    )
    return Worked(
        "completion", _("Share of it reached"), _("done ÷ level"), numbers, _share(found.completion)
    )


def _room(found: Judgement) -> Worked:
    done, limit = Piece(_amount(found, found.actual), "#done"), Piece(_amount(found, found.asked), "#level")
    ceiling = found.target.kind == TargetKind.CEILING
    formula = _("limit − done") if ceiling else _("done − limit")
    numbers = (limit, Piece(" − "), done) if ceiling else (done, Piece(" − "), limit)
    return Worked("room", _("Room to the limit"), formula, numbers, _amount(found, found.room))


def _gap(found: Judgement) -> Worked:
    if _on_the_way(found):
        formula = _(
            "how far the last figure is from what is asked for by now, as a share of this year's level"
        )
        numbers: tuple[Piece, ...] = (
            Piece(_amount(found, found.actual), "#done"),
            Piece(" − "),
            Piece(_amount(found, found.asked_by_now, 1), "#due"),
        )
    elif found.target.indicator.of_moment and found.target.indicator.in_percent:
        formula = _("done − what is asked for by now")
        numbers = (
            Piece(_amount(found, found.actual), "#done"),
            Piece(" − "),
            Piece(_amount(found, found.asked_by_now, 1), "#due"),
        )
    else:
        done, due = Piece(_share(found.completion), "#completion"), Piece(_share(found.expected), "#expected")
        ceiling = found.target.kind == TargetKind.CEILING
        formula = (
            _("where the calendar expects it − share of it reached")
            if ceiling
            else _("share of it reached − where the calendar expects it")
        )
        numbers = (due, Piece(" − "), done) if ceiling else (done, Piece(" − "), due)
    return Worked("gap", _("Gap, percentage points"), formula, numbers, _gap_result(found))


def _planned(found: Judgement) -> Worked:
    assert found.year is not None
    years = found.span.years
    if _on_the_way(found):
        numbers: tuple[Piece, ...] = (
            _base(found),
            Piece(" + ("),
            Piece(_amount(found, found.asked), "#level"),
            Piece(" − "),
            _base(found),
            Piece(f") × {found.year - found.span.first.year + 1} ÷ {years}"),
        )
        formula = _("base + (to reach − base) × years over ÷ all years")
    else:
        numbers = (Piece(_amount(found, found.asked), "#level"), Piece(f" ÷ {years}"))
        formula = _("to reach ÷ all years")
    return Worked("planned", _("This year's equal share"), formula, numbers, _amount(found, found.planned))


def _needed(found: Judgement) -> Worked:
    assert found.year is not None
    left = found.span.last_year - found.year + 1
    before = None
    if found.needed is not None and found.asked is not None and found.needed > 0:
        before = found.asked - found.needed * left
    numbers = (
        Piece("("),
        Piece(_amount(found, found.asked), "#level"),
        Piece(" − "),
        Piece(_amount(found, before), "#months"),
        Piece(f") ÷ {left}"),
    )
    formula = _("(to reach − done in the years before) ÷ years left, this one included; never below 0")
    return Worked("needed", _("Needed this year"), formula, numbers, _amount(found, found.needed))


def _rank(found: Judgement) -> Worked:
    asked = number(found.target.value, 0) or DASH
    if found.rank is None:
        numbers: tuple[Piece, ...] = (Piece(DASH, "#ranks"),)
        result = DASH
    else:
        numbers = (Piece(str(found.rank.rank), "#ranks"), Piece(" − "), Piece(asked, "#value"))
        result = str(max(0, found.rank.rank - int(found.target.value)))
    return Worked(
        "gap", _("Places short"), _("rank published last − rank asked for; never below 0"), numbers, result
    )
