"""Every address of the product: each page module lists its own."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

from luoshi.web.pages import (
    account,
    assessment,
    bulletins,
    calendar,
    catalogue,
    checks,
    district,
    editions,
    exchange,
    history,
    ledger,
    lineage,
    look_backs,
    matters,
    organisation,
    plan,
    report_forms,
    report_sheet,
    reports,
    schemes,
    sign_in,
    targets,
    today,
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
    *lineage.routes,
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
    *catalogue.routes,
    *history.routes,
    *report_forms.routes,
    *exchange.routes,
    *account.routes,
]
