"""The entry point; makes the page (the bytes in PEER_PAGE, at /page/) at first start."""

import os
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.peers.dynamic.settings"

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()


def prepare() -> None:
    """Tables and the page."""
    from wagtail.models import Page

    from bench.peers.dynamic.models import PlainPage

    call_command("migrate", interactive=False, verbosity=0)
    home = Page.objects.get(depth=2)
    home.add_child(instance=PlainPage(title="Page", slug="page", body=Path(os.environ["PEER_PAGE"]).read_text()))


if __name__ == "__main__":
    prepare()
