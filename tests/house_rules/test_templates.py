"""Templates: one look, every word translatable, logical directions, and no page that stands alone."""

import re

import pytest

from tests.house_rules.tree import listed, sources

_DROPPED = re.compile(
    r"{#.*?#}|{%\s*comment.*?%}.*?{%\s*endcomment\s*%}|<!--.*?-->"
    r"|{%\s*blocktrans(?:late)?\b.*?%}.*?{%\s*endblocktrans(?:late)?\s*%}"
    r"|<(script|style|svg)\b.*?</\1>",
    re.DOTALL,
)
_TAGS = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
_SPOKEN = re.compile(r"\b(?:title|aria-label|alt|placeholder|value|content|label)\s*=\s*\"([^\"]*)\"")
_MARKUP = re.compile(r"<!?/?[a-zA-Z][^<>]*>", re.DOTALL)
_ENTITY = re.compile(r"&#?\w+;")
_WORD = re.compile(r"[^\W\d_]{2,}")
#: Attribute values that are no speech: machine words in `content=`, `value=` and the like.
_MACHINE = re.compile(r"^[\w.:/;,=+#@ -]*$")
#: Words that are the same in every language.
NAMES = {"Rostra", "Atom", "RSS", "JSON", "UTC", "PDF", "XML"}
_PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border)-(?:left|right)|(?:left|right)\s*:|text-align\s*:\s*(?:left|right)|float\s*:\s*(?:left|right)"
    r"|border-(?:top|bottom)-(?:left|right)-radius)"
)
_EXTENDS = re.compile(r"{%\s*extends\s+[\"']([^\"']+)[\"']")
_INCLUDES = re.compile(r"[\"']([\w/-]+\.html)[\"']")


def untranslated(text: str) -> list[tuple[int, str]]:
    """Lines of a template with words that no catalogue can reach."""
    plain = _DROPPED.sub(lambda m: "\n" * m.group().count("\n"), text)
    without_tags = _TAGS.sub(lambda m: "\n" * m.group().count("\n"), plain)
    found = []
    for match in _SPOKEN.finditer(without_tags):
        speech = match.group(1)
        machine = match.group(0).startswith(("value", "content")) and _MACHINE.match(speech)
        if not machine and set(_WORD.findall(speech)) - NAMES:
            found.append((without_tags.count("\n", 0, match.start()) + 1, speech.strip()))
    bare = _ENTITY.sub(" ", _MARKUP.sub(lambda m: "\n" * m.group().count("\n"), without_tags))
    for number, line in enumerate(bare.splitlines(), 1):
        if set(_WORD.findall(line)) - NAMES:
            found.append((number, line.strip()))
    return found


def physical(css: str) -> list[int]:
    """Lines of a style sheet that know left from right."""
    plain = re.sub(r"/\*.*?\*/", lambda m: "\n" * m.group().count("\n"), css, flags=re.DOTALL)
    return [number for number, line in enumerate(plain.splitlines(), 1) if _PHYSICAL.search(line)]


def templates() -> list:
    """The project's HTML templates."""
    return [s for s in sources("rostra", suffixes=(".html",)) if "/templates/" in s.path]


@pytest.mark.parametrize(
    "good",
    [
        '<p>{% translate "Hello" %} <bdi>{{ symbol }}</bdi> 12 – 14</p>',
        "{% blocktranslate trimmed with n=count %}There are {{ n }} of them{% endblocktranslate %}",
        "{# a word to the reader of the template #}<!-- and this -->",
        '<a href="/x" aria-label="{% translate "Close" %}" class="button large">&times;</a>',
        "<style>p { color: red }</style><script>let word = 1</script>",
        '{% if a == "word" %}{{ b|default:"x" }}{% endif %}<meta name="viewport" content="width=device-width">',
    ],
)
def test_the_scanner_lets_good_templates_pass(good: str) -> None:
    assert not untranslated(good)


@pytest.mark.parametrize(
    "bad",
    ["<p>Hello</p>", '<img alt="A cat" src="">', "<p>\n  {{ n }} results\n</p>", '<button title="Close it">×</button>'],
)
def test_the_scanner_finds_bare_words(bad: str) -> None:
    assert untranslated(bad)


def test_every_word_of_a_template_can_be_translated() -> None:
    found = [f"{s.path}:{line}: {words}" for s in templates() for line, words in untranslated(s.text)]
    assert not found, listed(found)


@pytest.mark.parametrize(
    ("css", "lines"),
    [
        ("p { margin-inline-start: 1rem; text-align: start; inset-inline-end: 0 }", []),
        (".copyright: x; grid-area: left-column; /* left: 0 */", []),
        ("p { margin-left: 1rem }", [1]),
        ("p {\n  text-align: right;\n  left: 0 }", [2, 3]),
    ],
)
def test_the_scanner_knows_left_from_start(css: str, lines: list[int]) -> None:
    assert physical(css) == lines


def test_style_sheets_know_start_and_end_only() -> None:
    found = [f"{s.path}:{line}" for s in sources("rostra", suffixes=(".css", ".html")) for line in physical(_style(s))]
    assert not found, listed(found)


def _style(source) -> str:
    if source.path.endswith(".css"):
        return source.text
    found = re.findall(r"<style\b[^>]*>(.*?)</style>|\bstyle=\"([^\"]*)\"", source.text, re.DOTALL)
    return "\n".join("".join(pair) for pair in found)


def test_pages_extend_the_common_look() -> None:
    """A whole page extends `looks` (public) or Wagtail's admin (desk); all else is included somewhere."""
    included = {name for s in sources("rostra", suffixes=(".html", ".py")) for name in _INCLUDES.findall(s.text)}
    found = []
    for source in templates():
        name = source.path.split("/templates/")[1]
        base = _EXTENDS.search(source.text)
        if source.stage == "looks" or name.startswith("wagtailadmin/"):
            continue
        if base and not base.group(1).startswith(("looks/", "wagtailadmin/", "wagtailusers/", f"{source.stage}/")):
            found.append(f"{source.path} extends {base.group(1)}")
        if not base and ("<html" in source.text or name not in included):
            found.append(f"{source.path} extends nothing, and nothing includes it")
    assert not found, listed(found)
