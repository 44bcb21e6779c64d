"""Every address of the product: each page module lists its own."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

from luoshi.web.pages import (
    account,
    assessment,
    bulletins,
    calendar,
    checks,
    completeness,
    district,
    editions,
    exchange,
    ledger,
    look_backs,
    matters,
    organisation,
    plan,
    report_sheet,
    reports,
    schemes,
    sheet_orders,
    sign_in,
    targets,
    today,
    verification,
    worker,
)

urlpatterns: list[URLPattern | URLResolver] = [
    *sign_in.routes,
    *today.routes,
    *district.routes,
    *plan.routes,
    *checks.routes,
    *editions.routes,
    *targets.routes,
    *verification.routes,
    *look_backs.routes,
    *reports.routes,
    *completeness.routes,
    *report_sheet.routes,
    *sheet_orders.routes,
    *matters.routes,
    *assessment.routes,
    *schemes.routes,
    *bulletins.routes,
    *ledger.routes,
    *organisation.routes,
    *calendar.routes,
    *exchange.routes,
    *account.routes,
    *worker.routes,
]
