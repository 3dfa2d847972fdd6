"""The desk's screen on which a librarian imports documents, and cells that show who has which language."""

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateTimeInput

from rostra.foundation.errors import Refusal
from rostra.foundation.models import Language, User
from rostra.library import policy, queries
from rostra.library.actions.import_akn import import_akn
from rostra.library.defects import Defect
from rostra.library.importing import Report
from rostra.library.models import Work
from rostra.looks.frame import Screen, actor

#: The largest upload, in bytes, and the most documents in it; more goes by the command line.
LARGEST_UPLOAD = 64 * 2**20
MOST_DOCUMENTS = 1_000


@dataclass(frozen=True)
class Cell:
    """One language of one work: held and public, held and not yet or not public, or missing."""

    language: Language
    state: str
    why: str = ""


def cells_of(work: Work, languages: Iterable[Language], now: datetime) -> list[Cell]:
    """The strip of a work: its own languages and all official ones, in the institution's order."""
    held = {text.language_id for text in work.expressions.all()}
    why = work.restriction
    state = "cleared" if why else "released" if work.public_from <= now else "armed"
    return [
        Cell(language, state, why) if language.pk in held else Cell(language, "missing")
        for language in languages
        if language.official or language.pk in held
    ]


class ImportForm(forms.Form):
    """What to import, and from when it is public."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("One document in Akoma Ntoso (XML), or a ZIP archive of them in folders by language."),
        widget=forms.FileInput(attrs={"accept": ".xml,.akn,.zip"}),
    )
    public_from = forms.DateTimeField(
        label=_("Public from"),
        required=False,
        widget=AdminDateTimeInput,
        help_text=_("In UTC; at once when left out. Works that are there already keep theirs."),
    )

    def clean_file(self) -> "UploadedFile[Any]":
        """Not larger than a screen can wait for."""
        upload: UploadedFile[Any] = self.cleaned_data["file"]
        if (upload.size or 0) > LARGEST_UPLOAD:
            most = LARGEST_UPLOAD >> 20
            raise forms.ValidationError(
                _("At most %(most)s MB; the command 'rostra import akn' takes more."), params={"most": most}
            )
        return upload


class ImportDocuments(Screen):
    """Upload a document or an archive, and read what became of each file."""

    template_name = "library/import.html"
    title: Any = _("Import documents")
    icon = "upload"
    permissions: ClassVar[tuple[str, ...]] = (policy.ADD,)

    def trail(self) -> list[tuple[str, Any]]:
        """Under the works."""
        return [(reverse("works:index"), _("Library"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form, and who has which language."""
        form = kwargs.pop("form", None) or ImportForm()
        return super().get_context_data(form=form, media=form.media, parity=queries.parity(), **kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Import, and show the report on the same screen: doing it again changes nothing."""
        form = ImportForm(request.POST, request.FILES)
        told: dict[str, Any] = {}
        if form.is_valid():
            try:
                told["report"] = _run(form.cleaned_data, by=actor(request))
                form = ImportForm()
            except Refusal as refusal:
                form.add_error(None, refusal.reason)
        return self.render_to_response(self.get_context_data(form=form, **told))


def _run(given: dict[str, Any], *, by: User) -> Report:
    upload: UploadedFile[Any] = given["file"]
    with tempfile.TemporaryDirectory(prefix="import-") as folder:
        # A folder of a fixed name inside, so that no chance name of the outer one is taken for a language.
        inside = Path(folder) / "upload"
        inside.mkdir()
        file = inside / (Path(upload.name or "upload.xml").name or "upload.xml")
        with file.open("wb") as kept:
            for chunk in upload.chunks():
                kept.write(chunk)
        report = import_akn([file], by=by, public_from=given["public_from"], most=MOST_DOCUMENTS)
        # In the words of the person, who knows nothing of our folders.
        prefix = f"{inside}/"
        report.ignored.files = [file.replace(prefix, "") for file in report.ignored.files]
        report.defects = [
            Defect(each.place.replace(prefix, ""), each.code, each.reason.replace(prefix, ""))
            for each in report.defects
        ]
    return report
