"""Documents come into the library: each good one is kept once, each bad one is told with its place and reason."""

import contextlib
import json
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import validate

from config.environment import ENVIRONMENT, ROOT
from rostra.cli import Root
from rostra.foundation.announcements import News
from rostra.foundation.errors import Refusal
from rostra.foundation.models import Announcement, LedgerEntry, User
from rostra.library import commands, queries
from rostra.library.actions.import_akn import import_akn
from rostra.library.detection import detect
from rostra.library.importing import Report
from rostra.library.models import Expression, File, Work
from rostra.library.sources import find
from rostra.library.store import store
from tests.factories.library import WORDS, akn, archive
from tests.factories.products import languages, operator

pytestmark = pytest.mark.django_db
REAL = ENVIRONMENT.data / "un" / "ga-resolutions-akn-sample"


@pytest.fixture(autouse=True)
def house() -> None:
    languages()


def bring(*paths: Path, **options: object) -> Report:
    return import_akn(paths, by=operator(), **options)


def real(name: str) -> Path:
    path = REAL / name
    if not path.exists():
        pytest.skip(f"The real documents are not there: {path}")
    return path


def codes_of(report: Report) -> dict[str, str]:
    """The end of each refused file's place, and the code."""
    return {defect.place.rpartition("/")[2]: defect.code for defect in report.defects}


def declaring(encoding: str, content: bytes) -> bytes:
    """The same bytes, said to be in another encoding."""
    return content.replace(b"UTF-8", encoding.encode(), 1)


def all_rows() -> tuple[list[tuple], ...]:
    return tuple(list(model.objects.order_by("pk").values_list()) for model in (Work, Expression, File, Announcement))


def test_a_folder_of_languages_becomes_one_work(tmp_path: Path) -> None:
    for code in ("ar", "zh", "en", "fr", "ru", "es"):
        folder = tmp_path / code
        folder.mkdir()
        (folder / "A_RES_90_1.xml").write_bytes(akn(code))
    report = bring(tmp_path)
    assert (report.added, report.new_works, report.defects) == (6, 1, [])
    work = Work.objects.get()
    assert (work.symbol, work.body, work.session, work.form) == ("A/RES/90/1", "A", "90", "resolution")
    assert work.adopted_on and work.adopted_on.isoformat() == "2025-12-18"
    titles = {text.language.code: text.title for text in work.expressions.all()}
    assert titles == {code: WORDS[code][0] for code in titles} and len(titles) == 6
    anchors = {tuple(block["anchor"] for block in text.text) for text in work.expressions.all()}
    assert anchors == {("para-1", "para-2")}


def test_the_source_is_kept_under_its_digest(tmp_path: Path) -> None:
    content = akn("en")
    (tmp_path / "a.xml").write_bytes(content)
    bring(tmp_path / "a.xml")
    file = File.objects.get()
    assert (file.name, file.size) == ("a.xml", len(content))
    assert store().get(file.digest) == content
    assert file.expression.source_digest == file.digest


def test_importing_twice_changes_nothing(tmp_path: Path) -> None:
    zipped = archive(tmp_path / "all.zip", {f"{code}/1.xml": akn(code) for code in ("ar", "en", "zh")})
    assert bring(zipped).added == 3
    before = all_rows()
    report = bring(zipped)
    assert (report.added, report.updated, report.unchanged, report.defects) == (0, 0, 3, [])
    assert all_rows() == before


def test_a_changed_file_updates_its_text_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "1.xml"
    path.write_bytes(akn("en"))
    bring(path)
    work = Work.objects.get()
    path.write_bytes(akn("en", title="Water for everybody"))
    report = bring(path)
    assert (report.added, report.updated, report.new_works) == (0, 1, 0)
    text = Expression.objects.get()
    assert text.title == "Water for everybody"
    assert text.files.count() == 2 and text.files.filter(digest=text.source_digest).count() == 1
    assert Work.objects.get().public_from == work.public_from


@pytest.mark.parametrize("name", ["A_RES_90_{}.xml", "2-A_RES_90_{}-v1.xml", "{}.xml", "resolution {} (2021).xml"])
def test_languages_of_a_document_are_taken_together_whatever_folders_they_lie_in(tmp_path: Path, name: str) -> None:
    files = [f"{code}/{name.format(number)}" for code in ("ar", "en", "zh") for number in (1, 2, 10)]
    taken = [source.parts for source in find([archive(tmp_path / "all.zip", dict.fromkeys(files, b"x"))]).sources]
    assert [parts[-2] for parts in taken] == ["ar", "en", "zh"] * 3
    assert [parts[-1] for parts in taken] == [Path(name.format(number)).stem for number in (1, 2, 10) for _ in range(3)]


def test_a_text_is_looked_at_further_where_its_beginning_is_not_in_the_language_declared() -> None:
    (_, english), (_, french) = WORDS["en"], WORDS["fr"]
    blocks = [{"tag": "p", "runs": [{"text": " ".join([words] * 40)[:1200]}]} for words in (english, french, french)]
    assert detect(blocks, declared="en") == "en"
    assert detect(blocks, declared="fr") == "fr"


def test_only_what_is_new_or_changed_is_announced(tmp_path: Path) -> None:
    assert "RecordAdded" in News.registry
    heard = Announcement.objects.filter(news="RecordAdded")
    zipped = archive(tmp_path / "all.zip", {f"{code}/1.xml": akn(code) for code in ("ar", "en")})
    bring(zipped)
    first = heard.count()
    assert {row.payload["work_id"] for row in heard} == {Work.objects.get().pk}
    bring(zipped)
    assert heard.count() == first


def test_the_same_bytes_in_two_places_are_one_text(tmp_path: Path) -> None:
    zipped = archive(tmp_path / "all.zip", {"en/1.xml": akn("en"), "copies/en/1.xml": akn("en")})
    report = bring(zipped)
    assert (report.added, report.unchanged, report.defects) == (1, 1, [])


def test_two_texts_for_one_place_are_told_and_the_first_is_kept(tmp_path: Path) -> None:
    zipped = archive(tmp_path / "all.zip", {"en/1.xml": akn("en"), "en/1b.xml": akn("en", title="Another")})
    report = bring(zipped)
    assert codes_of(report) == {"1b.xml": "given_twice"}
    assert Expression.objects.get().title == "Water for all"
    assert codes_of(bring(zipped)) == {"1b.xml": "given_twice"}


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("en/1.xml", b"", "empty"),
        ("en/1.xml", b"<a>", "not_xml"),
        ("en/1.xml", b"<a/>", "not_akn"),
        ("ru/1.xml", declaring("windows-1251", akn("ru")), "false_encoding"),
        ("fr/1.xml", declaring("iso-8859-1", akn("fr")), "false_encoding"),
        ("en/1.xml", akn("en", symbol=""), "no_symbol"),
        ("en/1.xml", akn("en", symbol="none"), "no_symbol"),
        ("en/1.xml", akn("en", title=""), "no_title"),
        ("en/1.xml", akn("en", text=""), "no_text"),
        ("en/1.xml", akn("fr"), "language_differs"),
        ("en/1.xml", akn("fr", declared="eng"), "language_differs"),
        ("fr/1.xml", akn("fr", declared="spa"), "language_differs"),
        ("French/1.xml", akn("zh", declared="fra"), "language_differs"),
        ("German/1.xml", akn("de", declared="deu"), "unknown_language"),
        ("de/1.xml", akn("de", declared="deu"), "unknown_language"),
    ],
)
def test_each_defect_is_told_with_its_place_and_the_rest_is_kept(
    tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    zipped = archive(tmp_path / "some.zip", {name: content, "ar/good.xml": akn("ar", symbol="A/RES/90/2")})
    report = bring(zipped)
    assert [(d.place, d.code) for d in report.defects] == [(f"{zipped}/{name}", code)]
    assert len(report.defects[0].reason) > 15
    assert (report.added, Work.objects.get().symbol) == (1, "A/RES/90/2")


@pytest.mark.parametrize(
    ("code", "encoding"),
    [("ru", "windows-1251"), ("fr", "cp1252"), ("ar", "UTF-16"), ("zh", "gb18030"), ("es", "utf8")],
)
def test_a_text_in_the_encoding_that_it_declares_is_read_as_it_is(tmp_path: Path, code: str, encoding: str) -> None:
    text = declaring(encoding, akn(code)).decode().encode(encoding)
    report = bring(archive(tmp_path / "all.zip", {f"{code}/1.xml": text}))
    assert (report.added, report.defects) == (1, [])
    assert Expression.objects.get().title == WORDS[code][0]


@pytest.mark.parametrize(
    ("name", "declared", "code"),
    [
        ("74session_Arabic.zip", "ara", "ar"), ("arabic.zip", "ara", "ar"), ("العربية.zip", "ara", "ar"),
        ("75_27_Chinese.zip", "zho", "zh"), ("A_RES_70_93-FR.zip", "fre", "fr"), ("русский.zip", "rus", "ru"),
        ("anything.zip", "es", "es"), ("anything.zip", "chi", "zh"),
    ],
)  # fmt: skip
def test_names_of_archives_and_declarations_are_read_in_many_forms(
    tmp_path: Path, name: str, declared: str, code: str
) -> None:
    report = bring(archive(tmp_path / name, {"1.xml": akn(code, declared=declared)}))
    assert report.defects == []
    assert Expression.objects.get().language.code == code


def test_one_import_is_one_deed_in_the_ledger(tmp_path: Path) -> None:
    zipped = archive(tmp_path / "all.zip", {"en/1.xml": akn("en"), "fr/2.xml": b""})
    bring(zipped)
    deed = LedgerEntry.objects.get(verb="import akn")
    assert deed.by == operator()
    assert (deed.details["added"], deed.details["refused"]) == (1, 1)
    assert deed.details["defects"][0]["code"] == "empty"


def test_who_may_not_add_works_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    nobody = User.objects.create_user("nobody")
    with pytest.raises(Refusal) as refused:
        import_akn([tmp_path / "missing.xml"], by=nobody)
    assert refused.value.code == "forbidden"
    with pytest.raises(Refusal) as refused:
        bring(tmp_path / "missing.xml")
    assert (refused.value.code, refused.value.place) == ("unreadable", str(tmp_path / "missing.xml"))


@pytest.mark.parametrize("path", ["", "x" * 300, "no/such/folder"])
def test_a_path_that_leads_nowhere_is_one_clear_refusal(tmp_path: Path, path: str) -> None:
    (tmp_path / "good.xml").write_bytes(akn("en"))
    group = Root()
    commands.register(group)
    operator()
    with contextlib.chdir(tmp_path):
        done = CliRunner().invoke(group, ["import", "akn", path])
    assert (done.exit_code, done.stderr.count("\n"), isinstance(done.exception, SystemExit)) == (1, 1, True)
    assert done.stderr.endswith("[unreadable]\n")
    assert not Work.objects.exists()


def test_a_folder_that_cannot_be_read_costs_that_folder_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "locked").mkdir()
    (tmp_path / "good.xml").write_bytes(akn("en"))
    listing = Path.iterdir

    def guarded(folder: Path) -> Iterator[Path]:
        if folder.name == "locked":  # root, as whom tests may run, can read every folder
            raise PermissionError(13, "Permission denied", str(folder))
        return listing(folder)

    monkeypatch.setattr(Path, "iterdir", guarded)
    report = bring(tmp_path)
    assert (report.added, codes_of(report)) == (1, {"locked": "unreadable"})


def test_links_are_not_followed_and_other_files_are_counted(tmp_path: Path) -> None:
    (tmp_path / "outside.xml").write_bytes(akn("en"))
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "link.xml").symlink_to(tmp_path / "outside.xml")
    (folder / "README.txt").write_text("hello")
    (folder / "good.xml").write_bytes(akn("en"))
    report = bring(folder)
    assert (report.added, report.ignored.count, codes_of(report)) == (1, 1, {"link.xml": "link"})


def test_files_that_are_no_documents_are_named_as_far_as_there_is_room(tmp_path: Path) -> None:
    few = archive(tmp_path / "few.zip", {"en/1.xml": akn("en"), "a.pdf": b"", "b.docx": b""})
    assert bring(few).ignored.files == [f"{few}/a.pdf", f"{few}/b.docx"]
    broken = archive(tmp_path / "broken.zip", {"en/1.xml": akn("en"), "a\n1 added.pdf": b""})
    assert bring(broken).ignored.files == [f"{broken}/a 1 added.pdf"], "a report has a line for a line"
    many = archive(tmp_path / "many.zip", {"en/1.xml": akn("en"), **{f"{n}{'n' * 300}.txt": b"" for n in range(9)}})
    report = bring(few, many)
    data = commands.report_of(report)
    validate(data, json.loads((ROOT / "docs" / "schemas" / "import-akn.json").read_text()))
    assert (data["ignored"], len(data["ignored_files"])) == (11, 5)
    assert str(report.ignored).endswith("n and 6 others")


def test_a_folder_or_an_archive_without_documents_is_told_and_alone_refused(tmp_path: Path) -> None:
    empty, papers = tmp_path / "empty", tmp_path / "papers"
    empty.mkdir()
    papers.mkdir()
    (papers / "a.pdf").write_bytes(b"")
    group = Root()
    commands.register(group)
    operator()
    for path in (empty, papers, archive(tmp_path / "a.zip", {}), archive(tmp_path / "b.zip", {"a.pdf": b""})):
        done = CliRunner().invoke(group, ["import", "akn", str(path)])
        assert (done.exit_code, done.stderr.count("\n")) == (1, 1)
        assert done.stderr.endswith("[nothing]\n")
        assert ("a.pdf" in done.stderr) is (path not in (empty, tmp_path / "a.zip"))
    report = bring(empty, archive(tmp_path / "good.zip", {"en/1.xml": akn("en")}))
    assert (report.added, codes_of(report)) == (1, {"empty": "nothing"})


def test_a_name_that_is_no_text_is_spelled_out_and_harms_nothing(tmp_path: Path) -> None:
    odd = tmp_path / os.fsdecode(b"d\xe9p\xf4t")
    odd.mkdir()
    try:
        (odd / os.fsdecode(b"a-\xe9.xml")).write_bytes(akn("en"))
        (odd / os.fsdecode(b"b-\xe9.xml")).write_bytes(b"")
    except OSError:
        pytest.skip("This file system takes UTF-8 alone.")
    archive(odd / os.fsdecode(b"c-\xe9.zip"), {"fr/3.xml": akn("fr"), "fr/4.xml": b""})
    (odd / os.fsdecode(b"d-\xe9.xml")).symlink_to(tmp_path)
    (odd / "e.xml").write_bytes(akn("ar"))
    report = bring(odd)
    told = json.dumps(commands.report_of(report), ensure_ascii=False).encode()
    assert (report.added, b"b-\\\\udce9.xml" in told) == (3, True)
    assert set(codes_of(report)) == {r"b-\udce9.xml", r"d-\udce9.xml", "4.xml"}
    assert r"a-\udce9.xml" in File.objects.values_list("name", flat=True)
    with pytest.raises(Refusal) as refused:
        bring(odd / os.fsdecode(b"\xe9"))
    assert refused.value.place.encode().endswith(rb"\udce9")


def test_parity_is_a_figure(tmp_path: Path) -> None:
    bring(archive(tmp_path / "a.zip", {"en/1.xml": akn("en"), "ar/1.xml": akn("ar")}))
    bring(archive(tmp_path / "b.zip", {"en/2.xml": akn("en", symbol="A/RES/90/2")}))
    found = {row.language.code: (row.works, row.behind) for row in queries.parity()}
    assert (found["en"], found["ar"], found["zh"]) == ((2, 0), (1, 1), (0, 2))


def test_the_report_of_the_command_follows_its_schema(tmp_path: Path) -> None:
    report = bring(archive(tmp_path / "all.zip", {"en/1.xml": akn("en"), "fr/2.xml": b""}))
    data = commands.report_of(report)
    validate(data, json.loads((ROOT / "docs" / "schemas" / "import-akn.json").read_text()))
    assert (data["added"], data["refused"], data["languages"]["en"]) == (1, 1, 1)


def test_real_documents_with_defects_are_told_one_by_one() -> None:
    report = bring(real("defects.zip"))
    codes = [defect.code for defect in report.defects]
    # 7 in the wrong language's folder and 1 that declares a wrong one; the others have no title.
    assert codes.count("language_differs") == 8
    assert {"language_differs", "no_title"} == set(codes)
    with zipfile.ZipFile(real("defects.zip")) as zipped:
        assert report.added + len(codes) == len(zipped.namelist())


def test_real_documents_agree_between_languages() -> None:
    report = bring(real("loose"))
    assert (report.added, report.new_works, report.defects) == (18, 3, [])
    for work in Work.objects.all():
        texts = {text.language.code: {b["anchor"] for b in text.text} for text in work.expressions.all()}
        paragraphs = {code: {a for a in anchors if "para-" in a} for code, anchors in texts.items()}
        assert len(texts) == 6
        assert all(len(found & paragraphs["en"]) >= 0.9 * len(paragraphs["en"]) for found in paragraphs.values())


def test_a_language_that_the_instance_lacks_is_said() -> None:
    report = bring(real("emergency_sessions_7lang.zip"))
    strangers = [d for d in report.defects if d.code == "unknown_language"]
    assert len(strangers) == 8 and all("German" in d.place and "(de)" in d.reason for d in strangers)
    assert report.added == 48


@pytest.mark.parametrize("together", [True, False])
def test_the_bound_on_files_is_one_for_all_paths_of_an_import(tmp_path: Path, *, together: bool) -> None:
    paths = [archive(tmp_path / f"{n}.zip", {f"en/{m}.xml": b"" for m in range(3)}) for n in range(3)]
    assert len(find(paths, most=9).sources) == 9
    with pytest.raises(Refusal) as refused:
        find([tmp_path] if together else paths, most=8)
    assert refused.value.code == "too_many"
    (tmp_path / "2.zip").write_bytes(b"no archive")
    with pytest.raises(Refusal):
        find([tmp_path] if together else paths, most=5)
