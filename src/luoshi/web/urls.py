"""Every address of the product: each page module lists its own."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

from luoshi.web.pages import plan

urlpatterns: list[URLPattern | URLResolver] = [*plan.routes]
