"""Why something was not done: told in the reader's language, with where and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Words = str | _StrPromise


NOT_ALLOWED = _("Your posts do not allow this.")


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with an input.

    ``where`` names the place (a cell, a row, a field, a page); ``what`` says what is wrong;
    ``mend`` says what to do about it. All three may be lazy translations.
    """

    where: Words
    what: Words
    mend: Words = ""
    code: str = ""

    def __str__(self) -> str:
        return " ".join(
            str(part) for part in (f"{self.where}:" if self.where else "", self.what, self.mend) if part
        )


def too_long(where: Words, text: str, longest: int, code: str = "") -> list[Problem]:
    """A problem where ``text`` is longer than is kept, [] where it is not: what somebody wrote is never cut off."""
    if len(text.strip()) <= longest:
        return []
    what = _("The text is longer than %d characters.") % longest
    return [Problem(where, what, _("Say it shorter; what is long goes into the document."), code)]


class Refused(Exception):
    """The input cannot be taken; nothing of it was written."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems = [problems] if isinstance(problems, Problem) else list(problems)
        super().__init__("; ".join(str(p) for p in self.problems))


class Denied(Exception):
    """The person may not do or see this (无权限)."""

    def __init__(self, what: Words = NOT_ALLOWED) -> None:
        self.what = what
        super().__init__(str(what))


def require(allowed: bool, what: Words = NOT_ALLOWED) -> None:
    """Raise :class:`Denied` with ``what`` unless ``allowed``: the first line of every action."""
    if not allowed:
        raise Denied(what)
