"""Bad XML and bad archives given to the importer: each is refused with a reason, nothing is stored, nobody is harmed.

Reads the folders `xml` and `feeds` of `$ROSTRA_HOSTILE`; another corpus with these folders can be put in its place.
"""

import os
import resource
import signal
import socket
import stat
import struct
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.environment import ENVIRONMENT
from rostra.library import sources
from rostra.library.actions.import_akn import import_akn
from rostra.library.importing import Report
from rostra.library.models import Expression, File, Work
from rostra.library.reading import Reader, readers
from rostra.library.reading_child import MEMORY
from tests.factories.library import akn, archive
from tests.factories.products import languages, operator

pytestmark = pytest.mark.django_db
SUFFIXES = {".xml", ".opml", ".txt", ".rss", ".atom", ".rdf"}


@pytest.fixture(autouse=True)
def house() -> None:
    languages()


def corpus(*folders: str) -> list[Path]:
    """The files of these folders of the corpus."""
    found = [f for folder in folders for f in sorted((ENVIRONMENT.hostile / folder).rglob("*")) if f.is_file()]
    if not found:
        pytest.skip(f"No bad inputs are there: {ENVIRONMENT.hostile}/{{{','.join(folders)}}}")
    return [file for file in found if file.suffix.lower() in SUFFIXES]


def bring(*paths: Path) -> Report:
    return import_akn(paths, by=operator())


def nothing_is_stored() -> bool:
    return not (Work.objects.exists() or Expression.objects.exists() or File.objects.exists())


def test_every_bad_file_is_refused_with_a_reason_and_nothing_is_stored() -> None:
    files = corpus("xml", "feeds")
    report = bring(*files)
    assert report.kept == 0 and nothing_is_stored()
    told = {defect.place: defect for defect in report.defects}
    assert told.keys() == {str(file) for file in files}
    assert all(defect.code and len(defect.reason) > 10 for defect in report.defects)


def test_bad_files_do_not_keep_good_ones_out(tmp_path: Path) -> None:
    good = tmp_path / "good.xml"
    good.write_bytes(akn("en"))
    files = corpus("xml")
    report = bring(*files, good)
    assert (report.added, len(report.defects)) == (1, len(files))


def test_entities_and_attacks_of_every_known_kind_are_no_documents() -> None:
    report = bring(*corpus("xml"))
    codes = {defect.code for defect in report.defects}
    assert codes <= {"dtd", "not_xml", "not_akn", "empty", "too_costly", "too_large"}
    assert "dtd" in codes


@pytest.fixture
def listener() -> Iterator[tuple[int, list[str]]]:
    """A port of this machine, and who called there."""
    heard: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        stopped = threading.Event()

        def listen() -> None:
            while not stopped.is_set():
                try:
                    heard.append(str(server.accept()[1]))
                except TimeoutError:
                    continue

        thread = threading.Thread(target=listen)
        thread.start()
        yield server.getsockname()[1], heard
        stopped.set()
        thread.join()


def test_no_file_makes_the_importer_call_or_read_anything(tmp_path: Path, listener: tuple[int, list[str]]) -> None:
    port, heard = listener
    secret = tmp_path / "secret.txt"
    secret.write_text("the-secret-of-the-house")
    document = akn("en").decode()
    head, _, rest = document.partition("?>")
    address = f"http://127.0.0.1:{port}/x"
    attacks = {
        "external.xml": f'{head}?><!DOCTYPE a [<!ENTITY x SYSTEM "{address}">]>{rest.replace("Water", "&x;")}',
        "file.xml": f'{head}?><!DOCTYPE a [<!ENTITY x SYSTEM "file://{secret}">]>{rest.replace("Water", "&x;")}',
        "parameter.xml": f'{head}?><!DOCTYPE a [<!ENTITY % x SYSTEM "{address}"> %x;]>{rest}',
        "dtd.xml": f'{head}?><!DOCTYPE a SYSTEM "{address}">{rest}',
        "utf16.xml": f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a SYSTEM "{address}">{rest}',
    }
    for name, text in attacks.items():
        (tmp_path / name).write_bytes(text.encode("utf-16" if name == "utf16.xml" else "utf-8"))
    include = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file://{secret}" parse="text"/>'
    stylesheet = f'{head}?><?xml-stylesheet type="text/xsl" href="{address}"?>{rest}'
    (tmp_path / "include.xml").write_text(document.replace("<p>", f"<p>{include}"))
    (tmp_path / "stylesheet.xml").write_text(stylesheet.replace("90/1", "90/2"))
    report = bring(*(tmp_path / name for name in (*attacks, "include.xml", "stylesheet.xml")))
    assert {Path(d.place).name: d.code for d in report.defects} == dict.fromkeys(attacks, "dtd")
    assert heard == []
    assert not any("the-secret" in str(text) for text in Expression.objects.values_list("text", "title"))


def deep(levels: int) -> bytes:
    return akn("en", body="<container>" * levels + "<p>x</p>" + "</container>" * levels)


@pytest.mark.parametrize(
    "content",
    [
        b"<?xml version='1.0'?>" + b"<a>" * 200_000,
        deep(5_000),
        akn("en", body="<p>" + "<i>" * 300 + "x" + "</i>" * 300 + "</p>"),
        akn("en", body="<paragraph><num>1.</num></paragraph>" * 420_000)[: 16 * 2**20],
        akn("en", title="\x00"),
        akn("en").replace(b"UTF-8", b"no-such-coding"),
        akn("en")[:-30],
        b"\xff\xfe" + akn("en"),
        b"PK\x03\x04" + b"\x00" * 100,
        os.urandom(50_000),
    ],
)
def test_shapes_that_break_readers_are_refused(tmp_path: Path, content: bytes) -> None:
    bad = tmp_path / "bad.xml"
    bad.write_bytes(content)
    report = bring(bad)
    assert len(report.defects) == 1 and nothing_is_stored()


def test_a_child_that_dies_over_a_document_answers_for_that_one_only() -> None:
    with readers(1) as pool:
        reader = pool._all[0]
        assert "document" in pool.submit(akn("en")).result()
        assert reader._child is not None
        reader._child.kill()
        assert pool.submit(akn("en")).result()["defect"]["code"] == "too_costly"
        assert "document" in pool.submit(akn("fr")).result()


def test_a_child_has_little_memory_no_files_and_no_secrets(tmp_path: Path) -> None:
    os.environ["A_SECRET_OF_THE_PARENT"] = "x"
    reader = Reader()
    try:
        assert "document" in reader.read(akn("en"))
        assert reader._child is not None
        pid = reader._child.pid
        assert resource.prlimit(pid, resource.RLIMIT_AS) == (MEMORY, MEMORY)
        assert resource.prlimit(pid, resource.RLIMIT_FSIZE) == (0, 0)
        assert 0 < resource.prlimit(pid, resource.RLIMIT_CPU)[0] < 60
        assert b"A_SECRET_OF_THE_PARENT" not in Path(f"/proc/{pid}/environ").read_bytes()
    finally:
        del os.environ["A_SECRET_OF_THE_PARENT"]
        reader.close()


def test_a_child_that_does_not_answer_is_ended() -> None:
    reader = Reader(patience=0.3)
    try:
        child = reader._started()
        child.send_signal(signal.SIGSTOP)
        assert reader.read(akn("en"))["defect"]["code"] == "too_costly"
        assert child.poll() is not None
    finally:
        reader.close()


# Archives.


def test_a_bomb_is_refused_unopened(tmp_path: Path) -> None:
    zipped = archive(tmp_path / "bomb.zip", {"en/bomb.xml": b" " * 15_000_000, "en/good.xml": akn("en")})
    report = bring(zipped)
    assert [d.code for d in report.defects] == ["bomb"]
    assert report.added == 1


def test_an_entry_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    zipped = archive(tmp_path / "liar.zip", {"en/1.xml": akn("en", text="Water for all. " * 90_000)})
    raw = bytearray(zipped.read_bytes())
    at = raw.rindex(b"PK\x01\x02")
    struct.pack_into("<I", raw, at + 24, 10)
    zipped.write_bytes(raw)
    report = bring(zipped)
    assert len(report.defects) == 1 and nothing_is_stored()


@pytest.mark.parametrize(
    "name", ["../../etc/x.xml", "/etc/x.xml", "a/../../x.xml", "..\\..\\x.xml", "C:\\x.xml", "\\\\host\\x.xml"]
)
def test_names_that_lead_out_of_an_archive_are_refused(tmp_path: Path, name: str) -> None:
    before = {*tmp_path.parent.iterdir()}
    zipped = archive(tmp_path / "slip.zip", {name: akn("en")})
    report = bring(zipped)
    assert [d.code for d in report.defects] == ["bad_name"]
    assert nothing_is_stored() and {*tmp_path.parent.iterdir()} == before


def test_a_link_in_an_archive_is_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("en/link.xml")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "link.zip", "w") as zipped:
        zipped.writestr(link, "/etc/passwd")
    assert [d.code for d in bring(tmp_path / "link.zip").defects] == ["link"]


def test_archives_within_archives_encrypted_and_damaged_ones_are_told(tmp_path: Path) -> None:
    inner = archive(tmp_path / "inner.zip", {"en/1.xml": akn("en")})
    archive(tmp_path / "outer.zip", {"inner.zip": inner.read_bytes()})
    whole = archive(tmp_path / "damaged.zip", {"en/1.xml": akn("en")}, compression=zipfile.ZIP_STORED)
    whole.write_bytes(whole.read_bytes().replace(b"Water", b"Wafer"))
    (tmp_path / "no.zip").write_bytes(b"this is no archive")
    locked = archive(tmp_path / "locked.zip", {"en/1.xml": akn("en")})
    raw = bytearray(locked.read_bytes())
    raw[raw.rindex(b"PK\x01\x02") + 8] |= 1
    locked.write_bytes(raw)
    found = {name: [d.code for d in bring(tmp_path / name).defects] for name in
             ("outer.zip", "damaged.zip", "no.zip", "locked.zip")}  # fmt: skip
    assert found == {
        "outer.zip": ["nested"], "damaged.zip": ["damaged"], "no.zip": ["damaged"], "locked.zip": ["encrypted"],
    }  # fmt: skip
    assert nothing_is_stored()


def test_too_many_files_are_refused_before_any_is_read(tmp_path: Path) -> None:
    zipped = archive(tmp_path / "many.zip", {f"en/{n}.xml": b"" for n in range(12)})
    with pytest.raises(Exception, match="more than 10 files") as refused:
        import_akn([zipped], by=operator(), most=10)
    assert refused.value.code == "too_many"  # type: ignore[attr-defined]
    assert sources.find([zipped]).defects == []


def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.xml")
    assert [d.code for d in bring(tmp_path).defects] == ["not_a_file"]
