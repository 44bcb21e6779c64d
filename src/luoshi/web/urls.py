"""Every address of the product: each page module lists its own."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

from luoshi.web.pages import (
    account,
    assessment,
    bulletins,
    calendar,
    checks,
    district,
    editions,
    exchange,
    judged_target,
    ledger,
    look_backs,
    matters,
    milestones,
    organisation,
    plan,
    report_sheet,
    reports,
    schemes,
    sign_in,
    target_setting,
    targets,
    today,
    unit_targets,
    verification,
)

urlpatterns: list[URLPattern | URLResolver] = [
    *sign_in.routes,
    *today.routes,
    *district.routes,
    *plan.routes,
    *checks.routes,
    *editions.routes,
    *targets.routes,
    *target_setting.routes,
    *judged_target.routes,
    *milestones.routes,
    *unit_targets.routes,
    *verification.routes,
    *look_backs.routes,
    *reports.routes,
    *report_sheet.routes,
    *matters.routes,
    *assessment.routes,
    *schemes.routes,
    *bulletins.routes,
    *ledger.routes,
    *organisation.routes,
    *calendar.routes,
    *exchange.routes,
    *account.routes,
]
