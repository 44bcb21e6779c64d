"""Every address: the pages for people, the interface for programs."""

from __future__ import annotations

from luoshi.api.urls import routes
from luoshi.web.urls import urlpatterns as pages

urlpatterns = [*pages, *routes]
