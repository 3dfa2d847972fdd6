"""What only start-up can know: that somebody renders the pages of a release."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from rostra.release.pages import renderer


@register()
def a_renderer_is_registered(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """A release without a page renderer could never be sealed."""
    if renderer() is not None:
        return []
    return [
        Error("No page renderer is registered with release.", hint="Is 'rostra.website' installed?", id="website.E001")
    ]
