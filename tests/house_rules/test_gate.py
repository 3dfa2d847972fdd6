"""Whoever has a public face passes the gate, and public code passes through it."""

import ast

import pytest
from django.apps import apps
from django.db.models import QuerySet

from rostra.foundation.gate import GatedQuerySet
from tests.house_rules.tree import HEIGHT, listed, sources

#: Nouns that a page, feed, search, file or API shows to people outside.
PUBLIC = {
    "release.Release",
    "release.FrozenVersion",
    "library.Work",
    "library.Expression",
    "library.File",
}
#: Nouns that only staff and machines read, or that are the furniture of every page (offices, themes, languages).
WORKING = {
    "foundation.Language": "furniture: the switcher",
    "looks.Wording": "furniture: words of the interface",
    "desk.SavedView": "staff: each their own",
    "foundation.User": "staff",
    "foundation.LedgerEntry": "staff",
    "foundation.Announcement": "machines: a queue",
    "network.Region": "furniture: the names of the network",
    "network.Office": "furniture: the sites themselves",
    "network.Host": "machines: which site is called",
    "network.Person": "staff; the office page names those marked public",
    "media.Picture": "staff; the public sees what a release sealed of it",
    "media.Rendition": "staff; as pictures",
    "media.Attachment": "staff; as pictures",
    "mandates.Programme": "furniture: documents adopted in public",
    "mandates.Mandate": "furniture: documents adopted in public",
    "mandates.MandateParagraph": "furniture: documents adopted in public",
    "mandates.Theme": "furniture: the navigation",
    "mandates.Observance": "furniture: the calendar that all know",
    "products.Kind": "furniture: names of lists",
    "products.Product": "working copy",
    "products.LanguageVersion": "working copy",
    "products.UnchangedMeaning": "working copy",
    "release.SealedPage": "machines: the manifest; its loader asks Release through the gate",
    "release.Waiver": "staff",
    "release.Obligation": "staff",
    "release.Subscriber": "staff",
    "release.Delivery": "machines: a queue",
    "release.Receipt": "staff",
    "release.Valve": "staff",
    "audience.LogSource": "machines: which logs were counted",
    "results.Indicator": "staff: the dashboard in the desk; no public page shows it",
    "results.Baseline": "staff; as indicators",
    "results.Target": "staff; as indicators",
    "results.PeriodNote": "staff; as indicators",
    "search.Change": "machines: a queue",
}
#: Models that public code may not even name: the working copies.
UNTOUCHABLE = {"Product", "LanguageVersion"}
GATED = {label.split(".")[1] for label in PUBLIC}
#: path:model -> why it reads past the gate. Each is about machines, not about what a reader gets.
PAST_THE_GATE: dict[str, str] = {
    "rostra/website/manifest.py:Release": "holds armed releases ready; a page of one is found only while it is open",
    "rostra/website/listing.py:frozen": "prefetched through the gate",
    "rostra/library/queries.py:Work": "counted for staff, by language",
    "rostra/library/queries.py:Expression": "as works",
    "rostra/release/channels/feed.py:FrozenVersion": "siblings of what came through the gate; open tombstones",
    "rostra/search/documents.py:Work": "those that the gate hides, so that they are never counted",
    "rostra/search/indexer.py:Release": "notes which products to read anew; the text is read through the gate",
    "rostra/search/receivers.py:Release": "as the indexer",
    "rostra/search/receivers.py:Work": "as the indexer",
}
#: What stands in the folders of public code and answers staff or machines only.
INDOORS = {
    f"rostra/library/{name}.py" for name in ("actions/restrict", "importing", "keeping", "screens", "wagtail_hooks")
}


def _models() -> dict[str, type]:
    return {m._meta.label: m for m in apps.get_models() if m._meta.app_label in HEIGHT}


def related_names() -> set[str]:
    """What the managers are called by which one comes from another noun to a gated one."""
    related = (each for model in _models().values() for each in model._meta.related_objects)
    return {each.get_accessor_name() for each in related if each.related_model._meta.label in PUBLIC} - {None}


def leaks(tree: ast.AST) -> list[tuple[int, str]]:
    """Lines on which a gated model is read in any other way than `Model.objects.visible_to(...)`."""
    found = []
    related = related_names()
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        manager = isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"}
        if manager and isinstance(node.value, ast.Name) and node.value.id in GATED:
            after = parents.get(node)
            if not (isinstance(after, ast.Attribute) and after.attr == "visible_to"):
                found.append((node.lineno, node.value.id))
        reads = isinstance(node, ast.Attribute) and hasattr(QuerySet, node.attr) and node.attr != "visible_to"
        if reads and isinstance(node.value, ast.Attribute) and node.value.attr in related:
            found.append((node.lineno, node.value.attr))
    return found


def public_sources() -> list:
    """Code that answers people outside: the sites, what the library and search put on them, and the channels."""
    folders = ("rostra/website/", "rostra/library/", "rostra/search/", "rostra/release/channels/")
    return [s for s in sources("rostra") if s.path.startswith(folders) and s.path not in INDOORS]


def test_every_model_is_known_as_public_or_working() -> None:
    unknown = _models().keys() - PUBLIC - WORKING.keys()
    assert not unknown, f"Say in test_gate.py whether the public reads them: {sorted(unknown)}"
    assert not (PUBLIC | WORKING.keys()) - _models().keys()


def test_every_public_model_says_what_the_gate_lets_through() -> None:
    for label in PUBLIC:
        rows = _models()[label]._default_manager.all()
        assert isinstance(rows, GatedQuerySet), label
        assert type(rows).visible_to is not GatedQuerySet.visible_to, label


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("Work.objects.visible_to(audience, now).filter(key=1)", []),
        ("Theme.objects.all()", []),
        ("Work.objects.all()", [(1, "Work")]),
        ("FrozenVersion.objects.filter(pk=1).visible_to(a, n)", [(1, "FrozenVersion")]),
        ("get_object_or_404(Release._default_manager, pk=1)", [(1, "Release")]),
        ("work.expressions.filter(language=1)", [(1, "expressions")]),
        ("release.frozen.visible_to(audience, now)", []),
    ],
)
def test_the_scanner_knows_a_leak(code: str, lines: list[tuple[int, str]]) -> None:
    assert leaks(ast.parse(code)) == lines


def test_public_code_reads_through_the_gate() -> None:
    found = [
        f"{s.path}:{line}: {model}.objects without visible_to()"
        for s in public_sources()
        for line, model in leaks(s.tree)
        if f"{s.path}:{model}" not in PAST_THE_GATE
    ]
    assert not found, listed(found)


def test_every_exception_is_still_one() -> None:
    read = {f"{s.path}:{name}" for s in public_sources() for _, name in [*leaks(s.tree), *working_copies(s.tree)]}
    assert not PAST_THE_GATE.keys() - read
    assert not INDOORS - {s.path for s in sources("rostra") if leaks(s.tree)}


def working_copies(tree: ast.AST) -> list[tuple[int, str]]:
    """Lines that import a working copy."""
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    ours = [node for node in imports if (node.module or "").startswith("rostra.products")]
    return [(node.lineno, name.name) for node in ours for name in node.names if name.name in UNTOUCHABLE]


def test_public_code_does_not_name_working_copies() -> None:
    found = [
        f"{s.path}:{line}: {name}"
        for s in public_sources()
        for line, name in working_copies(s.tree)
        if f"{s.path}:{name}" not in PAST_THE_GATE
    ]
    assert not found, listed(found)
