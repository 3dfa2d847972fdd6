"""Whether an instance is well: one probe for each thing that it cannot do without."""

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.checks import ERROR, run_checks
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _
from django.utils.translation import to_locale

from rostra.foundation.leases import Leased
from rostra.foundation.models import Announcement, Language
from rostra.network.models import Office
from rostra.release.channels.registry import channels
from rostra.release.keeping import uncounted
from rostra.release.models import Delivery
from rostra.release.pages import renderer
from rostra.search import generations
from rostra.search.models import Change

OK, WARNING, BROKEN = "ok", "warning", "broken"
#: Work that has been due for so long, and that nobody has claimed, means that no worker runs.
OVERDUE = timedelta(minutes=2)


@dataclass(frozen=True)
class Probe:
    """What was looked at, how it is (ok, warning, broken), and what was seen."""

    name: str
    state: str
    seen: str


def probes(now: datetime) -> Iterator[Probe]:
    """Look at everything, in the order in which it would break; stops after a database that does not answer."""
    home = Path(settings.HOME)
    yield _folders(home)
    yield _privacy(home)
    database = _database()
    yield database
    if database.state == BROKEN:
        return
    for probe in (_languages, _catalogues, _sites, _channels, _pictures, _checks):
        yield probe()
    yield from _queues(now)
    yield _index()
    yield _indexing(now)


def _folders(home: Path) -> Probe:
    wanted = [home, home / "sealed", Path(settings.MEDIA_ROOT)]
    missing = [str(folder) for folder in wanted if folder.exists() and not _writable(folder)]
    if not home.exists():
        return Probe("folders", BROKEN, _("%(folder)s is not there; run 'rostra init'.") % {"folder": home})
    if missing:
        return Probe("folders", BROKEN, _("Nothing can be written in %(folders)s.") % {"folders": ", ".join(missing)})
    return Probe("folders", OK, str(home))


def _writable(folder: Path) -> bool:
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _privacy(home: Path) -> Probe:
    """Uploads and sealed bytes lie outside what the web server hands out, and the whole folder is the owner's alone."""
    public = Path(settings.STATIC_ROOT).resolve()
    inside = [f for f in (Path(settings.MEDIA_ROOT), home / "sealed") if f.resolve().is_relative_to(public)]
    if inside:
        return Probe("privacy", BROKEN, _("%(folder)s is inside the public folder.") % {"folder": inside[0]})
    for path in (home, home / "secret"):
        if path.exists() and path.stat().st_mode & 0o077 and os.name == "posix":
            return Probe("privacy", BROKEN, _("%(file)s can be read by others than its owner.") % {"file": path})
    return Probe("privacy", OK, _("media and sealed bytes are outside the public folder"))


def _database() -> Probe:
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        return Probe("database", BROKEN, " ".join(str(error).split()))
    if waiting:
        count = {"count": len(waiting)}
        return Probe("database", BROKEN, _("%(count)d migrations are missing; run 'rostra init'.") % count)
    return Probe("database", OK, connection.vendor)


def _languages() -> Probe:
    codes = [language.code for language in Language.objects.official()]
    if not codes:
        return Probe("languages", BROKEN, _("There is no official language; run 'rostra init'."))
    return Probe("languages", OK, " ".join(codes))


def _sites() -> Probe:
    if Office.objects.headquarters() is None:
        return Probe("sites", BROKEN, _("There is no headquarters, so no site answers."))
    return Probe("sites", OK, str(Office.objects.with_site().count()))


def _channels() -> Probe:
    known = channels()
    wanted = set(Delivery.objects.filter(state=Leased.WAITING).values_list("channel", flat=True)) | {"web"}
    if absent := sorted(wanted - known.keys()):
        return Probe("channels", BROKEN, _("Not registered: %(names)s.") % {"names": ", ".join(absent)})
    if renderer() is None:
        return Probe("channels", BROKEN, _("Nobody renders the pages of a release."))
    return Probe("channels", OK, " ".join(known))


def _pictures() -> Probe:
    """A picture whose uses are not counted could be deleted under the text that shows it."""
    if count := uncounted():
        seen = _("The pictures of %(count)d products and versions are not counted as used; run 'rostra init'.")
        return Probe("pictures", BROKEN, seen % {"count": count})
    return Probe("pictures", OK, _("every use is counted"))


def _catalogues() -> Probe:
    """A catalogue that was not compiled is missed by nobody who sets up: its pages speak the language of the code."""
    wanted = {to_locale(code) for code in Language.objects.exclude(django="").values_list("django", flat=True)}
    places = [Path(place) / locale / "LC_MESSAGES" for place in settings.LOCALE_PATHS for locale in sorted(wanted)]
    lost = [place.parent.name for place in places if place.is_dir() and not (place / "django.mo").exists()]
    if lost:
        seen = _("The words of the interface are not compiled in %(locales)s; run 'make setup'.")
        return Probe("catalogues", BROKEN, seen % {"locales": ", ".join(lost)})
    return Probe("catalogues", OK, " ".join(sorted(wanted)))


def _checks() -> Probe:
    errors = [check for check in run_checks() if check.level >= ERROR]
    if errors:
        return Probe("checks", BROKEN, "; ".join(f"{error.id} {error.msg}" for error in errors))
    return Probe("checks", OK, _("Django's and Rostra's own checks pass"))


def _queues(now: datetime) -> Iterator[Probe]:
    for name, model in (("announcements", Announcement), ("deliveries", Delivery)):
        late = model.objects.due(now - OVERDUE).count()
        dead = model.objects.filter(state=Leased.DEAD).count()
        if late:
            yield Probe(name, BROKEN, _("%(count)d are overdue: does 'rostra worker' run?") % {"count": late})
        elif dead:
            yield Probe(name, WARNING, _("%(count)d have failed for good and wait for a person.") % {"count": dead})
        else:
            yield Probe(name, OK, _("nothing is overdue"))


def _index() -> Probe:
    searcher = generations.searcher()
    if searcher is not None:
        return Probe("index", OK, _("%(count)d texts can be found") % {"count": searcher.num_docs})
    if (generations.home() / "current").is_symlink():
        return Probe("index", BROKEN, _("The index does not open; 'rostra search rebuild' makes a new one."))
    return Probe("index", WARNING, _("There is no index yet; 'rostra indexer' makes it."))


def _indexing(now: datetime) -> Probe:
    """A large import may wait for longer than anything else does, as long as somebody is at it."""
    late = Change.objects.due(now - OVERDUE).count()
    dead = Change.objects.filter(state=Leased.DEAD).count()
    if late and not generations.is_held(generations.WRITER):
        return Probe("indexing", BROKEN, _("%(count)d are overdue: does 'rostra indexer' run?") % {"count": late})
    if dead:
        hint = _("%(count)d have failed for good; 'rostra search rebuild' reads them again.")
        return Probe("indexing", WARNING, hint % {"count": dead})
    if late:
        return Probe("indexing", WARNING, _("%(count)d wait; the indexer is at work.") % {"count": late})
    return Probe("indexing", OK, _("nothing is overdue"))
