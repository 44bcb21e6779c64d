"""All reads that leave the briefing room."""

from __future__ import annotations

from datetime import date

from luoshi.assessment.models import Run, RunState
from luoshi.assessment.queries import weights_of
from luoshi.assessment.unit_report import unit_report as assessed
from luoshi.briefing import check_report as report
from luoshi.briefing.agreement import Agreed
from luoshi.briefing.agreement import compose as compose_agreement
from luoshi.briefing.content import Content, from_json
from luoshi.briefing.gbt9704 import render
from luoshi.briefing.models import Bulletin
from luoshi.briefing.policies import visible_bulletins
from luoshi.briefing.printing import to_official
from luoshi.briefing.unit_report import compose as compose_unit_report
from luoshi.briefing.wording import issuing_name
from luoshi.documents.queries import checked
from luoshi.indicators.queries import against_record
from luoshi.ledger.refusal import require
from luoshi.org.models import Role
from luoshi.org.queries import standing_of_person, tree
from luoshi.org.standing import Standing
from luoshi.targets.history import changes_of_year, place_of
from luoshi.targets.milestones import milestone_plans
from luoshi.targets.policies import may_see_targets
from luoshi.targets.queries import in_force, judged
from luoshi.workdays.clock import end_of

DRAFT = "（草稿，未签发）"


def bulletins(standing: Standing, as_of: date) -> list[Bulletin]:
    """The bulletins that this person could see on ``as_of``, latest first, without their content."""
    visible = Bulletin.objects.filter(visible_bulletins(standing, end_of(as_of)))
    return list(visible.select_related("unit", "created_by", "published_by").defer("content"))


def bulletin(standing: Standing, key: int, as_of: date) -> Bulletin:
    """One bulletin; LookupError when there is none that this person may see."""
    visible = Bulletin.objects.filter(visible_bulletins(standing, end_of(as_of)), pk=key)
    found = visible.select_related("unit", "created_by", "published_by", "run__scheme").first()
    if found is None:
        raise LookupError(f"no bulletin {key}")
    return found


def content(found: Bulletin) -> Content:
    """What a bulletin says, as it was frozen."""
    return from_json(found.content)


def docx(standing: Standing, key: int) -> tuple[str, bytes]:
    """File name and bytes of the bulletin as a .docx; LookupError when this person may not see it."""
    found = bulletin(standing, key, standing.today)
    document = to_official(content(found), found.number or DRAFT, found.issued_on)
    return f"{found.title}.docx", render(document)


def check_report(standing: Standing, document_id: int, as_of: date) -> tuple[str, bytes]:
    """File name and bytes of the report on a document's last check as a .docx.

    LookupError when it was never checked; Document.DoesNotExist when this person may not read its check.
    """
    found = checked(standing, document_id, as_of)
    check = found.check
    if check is None or check.checked_by is None:
        raise LookupError(f"document {document_id} was never checked")
    posts = standing_of_person(check.checked_by, check.checked_at).posts
    office = next((post for post in posts if post.role == Role.SUPERVISION_OFFICE), posts[0])
    root = tree(as_of).root
    issuer = issuing_name(root.name if root else "", office.unit_name)
    record = against_record(standing, found.document, as_of)
    document = report.compose(found, check, record, issuer)
    return f"{document.title}.docx", render(document)


def agreement(standing: Standing, code: str, as_of: date, *, english: bool) -> tuple[str, bytes]:
    """File name and bytes of the performance agreement of the unit with this code as a .docx.

    As its targets stood on ``as_of``. KeyError when no such unit stood then; denied to whoever may see no targets.
    """
    require(may_see_targets(standing))
    year, org = as_of.year, tree(as_of)
    unit = {node.code: node for node in org.nodes.values()}[code]
    root = org.root
    assert root is not None, "a unit stands in a district"
    amounts = [t for t in in_force(standing, year, as_of) if t.unit_id == unit.id]
    others = [found for found in judged(standing, year, as_of) if found.target.unit_id == unit.id]
    moved = changes_of_year(standing, year, as_of)
    plans = milestone_plans(standing, year, as_of, unit.id)
    agreed = Agreed(
        year=year,
        district=root,
        unit=unit,
        amounts=amounts,
        others=others,
        plans=plans,
        weights=weights_of(standing, year, unit.group or "", as_of),
        changes=[c for t in [*amounts, *(j.target for j in others)] for c in moved.get(place_of(t), [])],
        simulated=unit.simulated or any(found.simulated for found in others),
    )
    document = compose_agreement(agreed, as_of, english=english)
    return f"{document.title.replace(chr(10), ' ' if english else '')}.docx", render(document)


def unit_report(standing: Standing, run: Run, unit: str, as_of: date) -> tuple[str, bytes]:
    """File name and bytes of a run's report to the unit with this code as a .docx.

    Denied where the run may not be seen; KeyError when it did not assess the unit. The office that calculated signs.
    """
    found = assessed(standing, run, unit, as_of)
    posts = standing_of_person(run.created_by, run.created_at).posts if run.created_by else ()
    office = next((post for post in posts if post.role == Role.ASSESSMENT_OFFICE), None)
    root = tree(run.as_of).root
    issuer = issuing_name(root.name, office.unit_name) if root and office else ""
    document = compose_unit_report(found, issuer)
    return f"{document.title.replace(chr(10), '')}.docx", render(document)


def published_runs(standing: Standing, as_of: date) -> list[Run]:
    """Runs whose scores a bulletin may carry: published by ``as_of``, latest first; none for a visitor."""
    if not standing.posts:
        return []
    return list(
        Run.objects.filter(state=RunState.PUBLISHED, published_at__lte=end_of(as_of)).select_related("scheme")
    )
