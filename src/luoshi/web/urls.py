"""Every address of the product: each page module lists its own."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

from luoshi.web.pages import account, calendar, ledger, organisation, sign_in

urlpatterns: list[URLPattern | URLResolver] = [
    *sign_in.routes,
    *ledger.routes,
    *organisation.routes,
    *calendar.routes,
    *account.routes,
]
