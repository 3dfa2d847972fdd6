"""Message catalogues are compiled without `msgfmt`, once."""

import gettext
import os
from pathlib import Path

from config.catalogues import compile_catalogues

_PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Search"\nmsgstr "Поиск"\n'


def test_a_catalogue_is_compiled_once_and_again_when_it_changes(tmp_path: Path) -> None:
    source = tmp_path / "locale" / "ru" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(_PO)
    [made] = compile_catalogues(tmp_path)
    assert gettext.translation("django", tmp_path / "locale", ["ru"]).gettext("Search") == "Поиск"
    assert compile_catalogues(tmp_path) == []
    later = made.stat().st_mtime + 5
    os.utime(source, (later, later))
    assert compile_catalogues(tmp_path) == [made]
