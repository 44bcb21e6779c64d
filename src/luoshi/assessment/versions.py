"""Versions of a scheme (方案版本): a new one from its text, which is in force, whether it was consulted on."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from luoshi.assessment.events import event_codes
from luoshi.assessment.idle_alternatives import idle_alternatives
from luoshi.assessment.inputs import CLOSURE, TIMELINESS
from luoshi.assessment.models import IN_FORCE, REVIEW_DAYS, Opinion, Scheme, SchemeState
from luoshi.assessment.opinions import opinion_codes
from luoshi.assessment.scheme_problems import unknown_units
from luoshi.assessment.scheme_text import SchemeText, read_scheme
from luoshi.assessment.scoring import used_indicators
from luoshi.indicators.models import Indicator
from luoshi.ledger.refusal import Problem, Refused
from luoshi.org.queries import tree
from luoshi.org.standing import Standing


def latest_version(code: str) -> Scheme | None:
    """The newest version of a scheme, whatever its state; None without one."""
    return Scheme.objects.filter(code=code).order_by("-version").first()


def strangers(text: SchemeText, standing: Standing) -> list[Problem]:
    """Every peer group, indicator and unit that the text names and the district does not have."""
    return [
        *_unknown_groups(text, standing),
        *_unknown_indicators(text),
        *unknown_units(text.rules, _assessed(text, standing)),
    ]


def new_version(
    standing: Standing, source: str, replaces: Scheme | None = None, seen: str | None = None
) -> Scheme:
    """A draft from YAML text, version 1 of its code or the next one; the caller records it.

    Refused with every wrong place; also when an alternative decides nothing, when an indicator or a peer group does not
    exist, and when the text is the same as that of the latest version. ``seen`` is the digest of the latest version that the writer began from, ""
    where there was none: refused where another has been saved meanwhile.
    """
    text = read_scheme(source)
    problems = [*idle_alternatives(text), *strangers(text, standing)]
    if problems:
        raise Refused(problems)
    latest = latest_version(text.code)
    if latest is not None and latest.digest == text.digest:
        raise Refused(
            Problem(
                text.code,
                _("The text is the same as version %d.") % latest.version,
                _("Change it first, or use that version."),
            )
        )
    if latest is not None and seen is not None and seen != latest.digest:
        raise Refused(
            Problem(
                text.code,
                _("Version %d has been saved since you began.") % latest.version,
                _("Look at it first; saving again puts your text beside it."),
                "stale",
            )
        )
    return Scheme.objects.create(
        code=text.code,
        version=latest.version + 1 if latest else 1,
        title=text.name,
        title_en=text.name_en,
        year=text.year,
        source=source,
        digest=text.digest,
        drafted_at=standing.at,
        drafted_by_id=standing.person_id,
        review_days=latest.review_days if latest else REVIEW_DAYS,
        replaces=replaces,
    )


def _unknown_groups(text: SchemeText, standing: Standing) -> list[Problem]:
    known = {n.group for n in tree(standing.today).nodes.values() if n.group}
    return [
        Problem(
            f"groups[{place}]",
            _("No unit is in a peer group “%s”.") % code,
            _("Use one of: %s.") % ", ".join(sorted(known)),
        )
        for place, code in enumerate(text.groups)
        if code not in known
    ]


def _unknown_indicators(text: SchemeText) -> list[Problem]:
    known = {
        TIMELINESS,
        CLOSURE,
        *opinion_codes(),
        *event_codes(),
        *Indicator.objects.values_list("code", flat=True),
    }
    return [
        Problem(
            code,
            _("There is no such indicator in the catalogue."),
            _("Use one of: %s.") % ", ".join(sorted(known)),
        )
        for code in used_indicators(text.rules)
        if code not in known
    ]


def _assessed(text: SchemeText, standing: Standing) -> set[str]:
    """Codes of the units that the scheme would assess today."""
    return {n.code for n in tree(standing.today).nodes.values() if n.group in text.groups}


def in_force(**which: object) -> QuerySet[Scheme]:
    """Published and locked versions, the newest of each code first; older ones stand beside it."""
    return Scheme.objects.filter(state__in=IN_FORCE, **which).order_by("code", "-version")


def newer_in_force(scheme: Scheme) -> Scheme | None:
    """The version in force that stands in the place of ``scheme``; None where it is itself the newest."""
    return in_force(code=scheme.code, version__gt=scheme.version).first()


def overtaken(scheme: Scheme) -> list[Problem]:
    """Why ``scheme`` cannot come into force beside what is: newer rules are, or locked ones that it does not change."""
    standing = in_force(code=scheme.code).exclude(pk=scheme.pk).first()
    if standing is None:
        return []
    if standing.version > scheme.version or (scheme.replaces_id not in (None, standing.pk)):
        return [
            Problem(
                str(scheme),
                _("Version %d has taken the place of this one.") % standing.version,
                _("Draw up a new version instead."),
            )
        ]
    if standing.state == SchemeState.LOCKED and scheme.replaces_id is None:
        return [
            Problem(
                str(scheme),
                _("Version %d is locked.") % standing.version,
                _("Propose this text as a change of it, with a document and a reason."),
            )
        ]
    return []


def consulted(scheme: Scheme) -> Scheme | None:
    """The version on which the units were asked before ``scheme``: itself, or an earlier draft of the same rules."""
    last = in_force(code=scheme.code, version__lt=scheme.version).first()
    return (
        Scheme.objects.filter(
            code=scheme.code,
            version__lte=scheme.version,
            version__gt=last.version if last else 0,
            consulted_at__isnull=False,
        )
        .order_by("-version")
        .first()
    )


def consultation_problems(asked: Scheme, today: date) -> list[Problem]:
    """Why the consultation on ``asked`` is not at its end on ``today``: its term runs, an answer is owed."""
    problems = []
    if asked.opinions_due_on is not None and today <= asked.opinions_due_on:
        problems.append(
            Problem(
                _("Consultation"),
                _("It is open until %s.") % asked.opinions_due_on,
                _("Approve the scheme after that day."),
            )
        )
    waiting = sum(opinion.waits for opinion in Opinion.objects.filter(scheme=asked))
    if waiting:
        problems.append(
            Problem(
                _("Consultation"),
                _("Opinions without an answer: %d.") % waiting,
                _("The assessment office says of each whether it is taken."),
            )
        )
    return problems


def change_problems(scheme: Scheme, source: str) -> list[Problem]:
    """Why ``source`` cannot take the place of ``scheme``; Refused where it is no scheme at all."""
    text = read_scheme(source)
    problems = []
    newer = newer_in_force(scheme)
    if scheme.state != SchemeState.LOCKED:
        problems.append(
            Problem(
                str(scheme),
                _("Only a locked scheme is changed by a document."),
                _("Draw up a new version instead."),
            )
        )
    if newer is not None:
        problems.append(
            Problem(
                str(scheme),
                _("Version %d has taken the place of this one.") % newer.version,
                _("Change that one."),
            )
        )
    if text.digest == scheme.digest:
        problems.append(
            Problem(
                text.code,
                _("The text is the same as version %d.") % scheme.version,
                _("Write the change into the text below."),
            )
        )
    if (text.code, text.year) != (scheme.code, scheme.year):
        problems.append(
            Problem(
                "code",
                _("A change keeps code and year of the scheme."),
                _("Write code: %(code)s and year: %(year)d.") % {"code": scheme.code, "year": scheme.year},
                "source",
            )
        )
    return problems
