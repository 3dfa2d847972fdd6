"""The web process's entry point: sealed bytes first, Django behind, each request counted."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
_django = get_wsgi_application()

from rostra.website.counting import counted, own_counter  # noqa: E402  (models are ready only after Django's set-up)

application = counted(_django, own_counter())
