"""Rich text is reduced to inline marks and safe links."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.environment import ENVIRONMENT
from rostra.products.html import clean, safe_link

ALLOWED = re.compile(r'</?(?:b|strong|i|em|br)>|<a href="(?:https?:|mailto:|/symbol/)[^"<>]*">|</a>')


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)", "java\tscript:alert(1)", "\u00a0javascript:alert(1)", "\u200bdata:text/html,x", 
        "//evil.example", "/desk/", "vbscript:x", "https:/evil", "https://[::1", "https://a\\@b", "mailto:nobody", "http://",
    ],
)  # fmt: skip
def test_links_that_lead_nowhere_safe_are_dropped(href: str) -> None:
    assert safe_link(href) == ""


@pytest.mark.parametrize("href", ["https://example.org/a?b=c#d", "mailto:a@example.org", "/symbol/A/RES/74/270"])
def test_links_to_the_web_a_mailbox_or_a_symbol_stay(href: str) -> None:
    assert clean(f'<a href="{href}" onclick="x">go</a>') == f'<a href="{href}">go</a>'


def test_marks_stay_and_the_rest_goes() -> None:
    html = '<h2 class="x">A</h2><p>b <em>c</em> <u>d</u><script>alert(1)</script><img src=x onerror=y> e</p>'
    assert clean(html) == "A<br>b <em>c</em> d e"


def test_hostile_html_leaves_only_inline_marks() -> None:
    folder = ENVIRONMENT.hostile / "html"
    if not folder.is_dir():
        pytest.skip(f"no hostile HTML under {ENVIRONMENT.hostile}")
    seen = 0
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        text = path.read_text("utf-8", "replace")
        for part in (*text.splitlines(), text):  # what spans lines, too
            kept = clean(part)
            assert "<" not in ALLOWED.sub("", kept), (path.name, part[:500], kept[:500])
            seen += 1
    assert seen


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)
