"""What every screen that staff work on shares: Wagtail's frame, who may see it, and how a refusal is shown."""

from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from rostra.foundation.errors import Refusal
from rostra.foundation.models import User

Made = TypeVar("Made")


class Screen(TemplateView):
    """One screen in Wagtail's frame; any one of `permissions` opens it."""

    title: Any = ""
    icon = "doc-full-inverse"
    permissions: ClassVar[tuple[str, ...]] = ()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Wagtail has made sure that somebody is logged in; this asks for the right."""
        if not any(actor(request).has_perm(permission) for permission in self.permissions):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def trail(self) -> list[tuple[str, Any]]:
        """The screens above this one: (address, name)."""
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What Wagtail's header needs."""
        crumbs = [(reverse("wagtailadmin_home"), _("Home")), *self.trail(), ("", self.title)]
        furniture = {
            "breadcrumbs_items": [{"url": url, "label": label} for url, label in crumbs],
            "header_title": self.title,
            "page_title": self.title,
            "header_icon": self.icon,
        }
        return super().get_context_data(**furniture, **kwargs)


def actor(request: HttpRequest) -> User:
    """The person who is logged in."""
    assert isinstance(request.user, User)
    return request.user


def attempt(request: HttpRequest, verb: Callable[[], Made], told: str | Callable[[Made], str]) -> bool:
    """Do a deed and say so, in words or by what it made, or show why not."""
    try:
        made = verb()
    except Refusal as refusal:
        refuse(request, refusal)
        return False
    messages.success(request, told if isinstance(told, str) else told(made))
    return True


def refuse(request: HttpRequest, refusal: Refusal) -> None:
    """Show a refusal: what it is about, and the reason."""
    messages.error(request, f"{refusal.place}: {refusal.reason}")
