"""Every address of the product: each page module lists its own."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

from luoshi.web.pages import (
    account,
    accounts,
    assessment,
    bulletins,
    calendar,
    cascade,
    checks,
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
    *cascade.routes,
    *accounts.routes,
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
