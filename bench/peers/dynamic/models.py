"""The page: its template writes out the bytes that it was given."""

from django.db import models
from wagtail.models import Page


class PlainPage(Page):
    """A page whose body is a whole document."""

    body = models.TextField()

    template = "dynamic/page.html"
