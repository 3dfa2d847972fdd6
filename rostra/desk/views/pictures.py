"""Deleting pictures: Wagtail's three doors to it, each of which says why a picture that a product shows must stay."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import ProtectedError
from django.http import HttpRequest, JsonResponse
from wagtail.images.views.bulk_actions import DeleteBulkAction
from wagtail.images.views.images import DeleteView
from wagtail.images.views.multiple import DeleteView as UploadedDeleteView

from rostra.foundation.errors import Refusal
from rostra.media.models import Picture
from rostra.release.keeping import why_kept


class DeletePicture(DeleteView):
    """One picture, from its own screen."""

    def get_context_data(self, **kwargs: Any) -> Any:
        """The question, or the reason why it is not asked."""
        context = super().get_context_data(**kwargs)
        if reason := why_kept(self.object):
            messages.error(self.request, reason)
            context["is_protected"] = True
        return context

    def form_valid(self, form: Any) -> Any:
        """Delete it unless it must stay."""
        if why_kept(self.object):
            return self.render_to_response(self.get_context_data(form=form), status=409)
        return super().form_valid(form)


class DeletePictures(DeleteBulkAction):
    """Those that are ticked in the list: all of them, or none."""

    def annotate_items(self, items: list[Picture]) -> list[Picture]:
        """Find which of them must stay."""
        items = super().annotate_items(items)
        self.kept = {item: reason for item in items if (reason := why_kept(item))}
        self.is_protected = bool(self.kept)
        return items

    def object_context(self, item: Picture) -> Any:
        """Whether this one must stay."""
        return {**super().object_context(item), "is_protected": item in self.kept}

    def get_context_data(self, **kwargs: Any) -> Any:
        """The question, or the reasons why it is not asked."""
        context = super().get_context_data(**kwargs)
        for picture, reason in self.kept.items():
            messages.error(self.request, f"{picture}: {reason}")
        return context

    def prepare_action(self, objects: list[Picture], objects_without_access: Any) -> Any:
        """Delete them unless one must stay."""
        if self.kept:
            return self.render_to_response(self.get_context_data(), status=409)
        return None


class DeleteUploaded(UploadedDeleteView):
    """One that was uploaded a moment ago, and that the uploading screen offers to take back."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Delete it unless it must stay."""
        try:
            with transaction.atomic():
                return super().post(request, *args, **kwargs)
        except (Refusal, ProtectedError):
            reason = why_kept(self.object)
            return JsonResponse({"success": False, "error_message": reason}, status=409)
