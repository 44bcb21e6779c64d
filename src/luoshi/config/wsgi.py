"""Entry of the web server."""

import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshi.config.settings")
framework = get_wsgi_application()
# Loading every page takes seconds: before the first request, not while it and all after it wait.
import_module(settings.ROOT_URLCONF)

from luoshi.api.filing import Filer  # noqa: E402
from luoshi.api.receiving import Door  # noqa: E402

filer = Filer()
application = Door(framework, filer.wake, settings.REQUESTS_AT_ONCE)
filer.start(lambda: application.groups.is_busy)
