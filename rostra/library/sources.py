"""Files to be imported: found in folders and archives, counted and bounded before anything is read.

Nothing is ever unpacked to disk, so no name in an archive can lead anywhere.
"""

import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from rostra.foundation.errors import Refusal
from rostra.foundation.text import one_line
from rostra.library.akn import LARGEST
from rostra.library.defects import Defect, DefectError

#: The most files of one import, and the most bytes of all of them together when unpacked.
MOST_FILES = 50_000
MOST_BYTES = 8 * 2**30
#: A file in an archive may be so many times larger than its packed form; XML is about ten times.
MOST_RATIO = 150
#: Small files may be packed better than that and harm nothing.
HARMLESS = 1 << 20

_DOCUMENTS = {".xml", ".akn"}
#: So many of the files that are no documents by their names are named, each by so many characters.
MOST_NAMED, LONGEST_NAME = 5, 200
#: So many numbers of a file's name say which document it is.
MOST_NUMBERS = 8
_NUMBERS = re.compile(r"\d+")


@dataclass(frozen=True)
class Source:
    """One file.

    Attributes:
        place: how it is named in reports.
        parts: folders and archives from the outside in, the file last, without suffixes.
        size: in bytes, as declared.
        read: gives its bytes; raises `DefectError`.
    """

    place: str
    parts: tuple[str, ...]
    size: int
    read: Callable[[], bytes]

    @property
    def order(self) -> tuple[list[int], str]:
        """Languages of one document together, whatever folders they lie in: by the numbers in the name.

        A work whose languages come far apart is read into the index once for each of them.
        """
        return [int(number[:9]) for number in _NUMBERS.findall(self.parts[-1])[:MOST_NUMBERS]], self.place


@dataclass
class Ignored:
    """Files that are no documents by their names: how many, and the first few."""

    count: int = 0
    files: list[str] = field(default_factory=list)

    def add(self, place: str) -> None:
        """Count one more; the first are named."""
        self.count += 1
        self.files = [*self.files, place[:LONGEST_NAME]][:MOST_NAMED]

    def __add__(self, other: "Ignored") -> "Ignored":
        return Ignored(self.count + other.count, [*self.files, *other.files][:MOST_NAMED])

    def __str__(self) -> str:
        more = f" and {self.count - len(self.files)} others" if self.count > len(self.files) else ""
        named = f": {', '.join(self.files)}{more}" if self.files else ""
        return f"{self.count} that are no documents by their names{named}"


@dataclass
class Found:
    """What there is to import, what can be ruled out unread, and what is no document by its name."""

    sources: list[Source] = field(default_factory=list)
    defects: list[Defect] = field(default_factory=list)
    ignored: Ignored = field(default_factory=Ignored)
    most: int = MOST_FILES
    size: int = 0

    def add(self, source: Source) -> None:
        """Take one more.

        Raises:
            Refusal: `too_many` or `too_large` beyond the bounds of one import.
        """
        self.sources.append(source)
        self.size += source.size
        if len(self.sources) > self.most:
            reason = _("These are more than %(most)s files; import them in parts.") % {"most": self.most}
            raise Refusal("too_many", "import", reason)
        if self.size > MOST_BYTES:
            reason = _("These are more than %(most)s GB; import them in parts.") % {"most": MOST_BYTES >> 30}
            raise Refusal("too_large", "import", reason)


def place_of(path: Path | str) -> str:
    """How a file is named in reports, on one line: bytes of its name that are no text are spelled out, to be kept."""
    return one_line(str(path).encode("utf-8", "backslashreplace").decode())


def find(paths: Sequence[Path], *, most: int = MOST_FILES) -> Found:
    """Everything under these paths: a file is taken whatever its name; folders and archives give their documents.

    A path under which there is nothing to import is a defect.

    Raises:
        Refusal: `unreadable` where a path is not there, `too_many` or `too_large` beyond the bounds.
    """
    found = Found(most=most)
    for path in paths:
        if not _is_there(path):
            raise Refusal("unreadable", place_of(path), _("There is no such file or folder."))
        documents, ignored = len(found.sources) + len(found.defects), found.ignored
        found.ignored = Ignored()
        _look_under(path, found)
        if len(found.sources) + len(found.defects) == documents:
            found.defects.append(_nothing(path, found.ignored))
        found.ignored = ignored + found.ignored
    found.sources.sort(key=lambda source: source.order)
    return found


def _look_under(path: Path, found: Found) -> None:
    if path.is_dir():
        for file in _files(path, found):
            _take(file, path, found)
    else:
        _take(path, path.parent, found, named=True)


def _nothing(path: Path, ignored: Ignored) -> Defect:
    but = f", only {ignored}" if ignored.count else ""
    return Defect(place_of(path), "nothing", f"There is nothing in it to import{but}.")


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name that no file could have
        return False


def _files(folder: Path, found: Found) -> Iterator[Path]:
    """Plain files below a folder, in order; links are not followed."""
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        found.defects.append(Defect(place_of(folder), "unreadable", f"The folder cannot be read: {error.strerror}."))
        return
    for entry in entries:
        if entry.is_symlink():
            found.defects.append(
                Defect(place_of(entry), "link", "This is a link to another place; links are not followed.")
            )
        elif entry.is_dir():
            yield from _files(entry, found)
        else:
            yield entry


def _take(file: Path, top: Path, found: Found, *, named: bool = False) -> None:
    if not file.is_file():
        found.defects.append(Defect(place_of(file), "not_a_file", "This is neither a file nor a folder."))
    elif file.suffix.lower() == ".zip":
        _open(file, top, found)
    elif named or file.suffix.lower() in _DOCUMENTS:
        found.add(Source(place_of(file), _parts(file, top), file.stat().st_size, lambda: _bytes_of(file)))
    else:
        found.ignored.add(place_of(file))


def _parts(file: Path, top: Path) -> tuple[str, ...]:
    """The folder that was named counts, those around it do not."""
    return (top.resolve().name, *file.relative_to(top).parent.parts, file.stem)


def _bytes_of(file: Path) -> bytes:
    with file.open("rb") as opened:
        return _bounded(opened.read(LARGEST + 1))


def _bounded(content: bytes) -> bytes:
    if len(content) > LARGEST:
        raise DefectError("too_large", f"The file is larger than {LARGEST >> 20} MB.")
    return content


def _open(file: Path, top: Path, found: Found) -> None:
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError) as error:
        found.defects.append(Defect(place_of(file), "damaged", f"This archive cannot be opened: {error}"))
        return
    outside = (*_parts(file, top),)
    for info in archive.infolist():
        if info.is_dir():
            continue
        place = place_of(f"{file}/{info.filename}")
        if fault := _fault(info):
            found.defects.append(Defect(place[:500], *fault))
        elif PurePosixPath(info.filename).suffix.lower() in _DOCUMENTS:
            path = PurePosixPath(info.filename)
            parts = (*outside, *path.parent.parts, path.stem)
            found.add(Source(place, parts, info.file_size, _reading(archive, info)))
        else:
            found.ignored.add(place)


def _fault(info: zipfile.ZipInfo) -> tuple[str, str] | None:
    """What rules an entry of an archive out, unread."""
    path = PurePosixPath(info.filename.replace("\\", "/"))
    if (
        path.is_absolute()
        or ".." in path.parts
        or "\x00" in info.orig_filename
        or re.match(r"[A-Za-z]:", info.filename)
    ):
        return "bad_name", "Its name leads out of the archive."
    if stat.S_ISLNK(info.external_attr >> 16):
        return "link", "This is a link to another place; links are not followed."
    if info.flag_bits & 0x1:
        return "encrypted", "It is encrypted."
    if path.suffix.lower() == ".zip":
        return "nested", "It is an archive within an archive; unpack the outer one first."
    if info.file_size > LARGEST:
        return "too_large", f"The file is larger than {LARGEST >> 20} MB."
    if info.file_size > HARMLESS and info.file_size > MOST_RATIO * max(info.compress_size, 1):
        return "bomb", f"It is packed more than {MOST_RATIO} times; no document is."
    return None


def _reading(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Callable[[], bytes]:
    def read() -> bytes:
        try:
            with archive.open(info) as opened:
                return _bounded(opened.read(LARGEST + 1))
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError) as error:
            raise DefectError("damaged", f"It cannot be unpacked: {error}") from None

    return read
