"""The `rostra` command: every stage adds its verbs in its own `commands.py`."""

import importlib
import os

import click

STAGES = ("foundation", "products", "release", "library", "search", "audience", "results", "website", "sample")


@click.group()
@click.version_option(package_name="rostra")
def rostra() -> None:
    """Run a public information programme: write, release, keep, find, count."""


def main() -> None:
    """Prepare Django, gather the verbs, and run the one that was asked for."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    for stage in STAGES:
        try:
            module = importlib.import_module(f"rostra.{stage}.commands")
        except ModuleNotFoundError as missing:
            if missing.name != f"rostra.{stage}.commands":
                raise
            continue
        module.register(rostra)
    rostra(prog_name="rostra")


if __name__ == "__main__":
    main()
