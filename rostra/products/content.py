"""The editorial content of a version as plain values, its hash, and bodies between files and StreamField."""

import unicodedata
from typing import Any

from wagtail.images.models import AbstractImage
from wagtail.rich_text import expand_db_html

from rostra.foundation.text import canonical, digest, one_line
from rostra.products.html import clean
from rostra.products.models import LanguageVersion


def content_of(version: LanguageVersion) -> dict[str, Any]:
    """What a version says, without ids of blocks and without presentation.

    Returns:
        `headline`, `summary`, `byline`, `dateline` (texts); `picture`: None or `{file, credit, alternative, caption}`,
        where `file` is the digest of the picture's bytes; `body`: a list of `{"type": "paragraph", "html"}`,
        `{"type": "heading", "text"}`, `{"type": "quote", "text", "attribution"}`, `{"type": "image", "picture"}`,
        `{"type": "list", "items"}`, `{"type": "link", "text", "url"}`, `{"type": "document", "symbol", "note"}`.
    """
    main = version.product.picture
    return {
        "headline": one_line(version.headline),
        "summary": text_of(version.summary),
        "byline": one_line(version.byline),
        "dateline": one_line(version.dateline),
        "picture": _picture(main, version.picture_alternative, version.picture_caption) if main else None,
        "body": [_block(block.block_type, block.value) for block in version.body],
    }


def content_hash(version: LanguageVersion) -> str:
    """The hash of what a version says: the same content has the same hash, whoever typed it."""
    return digest(canonical(content_of(version)))


def is_as_cleared(version: LanguageVersion) -> bool:
    """Whether a version still says what was cleared; pictures and their credits change by themselves in the media."""
    return content_hash(version) == version.approved_hash


def text_of(text: str) -> str:
    """NFC text that may run over several lines; controls dropped."""
    kept = (c for c in unicodedata.normalize("NFC", text.replace("\r\n", "\n")) if c == "\n" or not _is_control(c))
    return "".join(kept).strip()


def raw_body(body: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A checked body of the load file as StreamField keeps it; a paragraph of several is split."""
    raw: list[dict[str, Any]] = []
    for block in body:
        raw += _raw(block["type"], block["value"])
    return raw


def tidy_body(raw: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A StreamField's raw body with every text cleaned; ids of blocks stay, so that comments keep their place."""
    tidy: list[dict[str, Any]] = []
    for block in raw:
        kind, value = block["type"], block["value"]
        if kind == "list":
            items = [item["value"] if isinstance(item, dict) else item for item in value]
            value = [cleaned for item in items if (cleaned := clean(str(item)))]
        parts = [{"type": kind, "value": each} for each in _cleaned(kind, value)]
        if len(parts) == 1 and block.get("id"):
            parts[0]["id"] = block["id"]
        tidy += parts
    return tidy


def _raw(kind: str, value: Any) -> list[dict[str, Any]]:
    if kind == "list":
        return [{"type": kind, "value": [clean(item) for item in value]}]
    if kind == "image":
        value = {"image": value["picture"], "alternative": value["alternative"], "caption": value.get("caption", "")}
    return [{"type": kind, "value": each} for each in _cleaned(kind, value)]


def _cleaned(kind: str, value: Any) -> list[Any]:
    if kind == "paragraph":
        paragraphs = clean(str(value)).split("<br><br>") if "<p" not in str(value) else _paragraphs(str(value))
        return [paragraph for paragraph in paragraphs if paragraph] or [""]
    if kind == "heading":
        return [one_line(str(value))]
    if kind == "list":
        return [value]
    several = {"text"} if kind == "quote" else set()
    return [{k: (text_of(v) if k in several else one_line(v)) if isinstance(v, str) else v for k, v in value.items()}]


def _paragraphs(html: str) -> list[str]:
    return [clean(part) for part in html.replace("</P>", "</p>").split("</p>")]


def _block(kind: str, value: Any) -> dict[str, Any]:
    if kind == "image":
        picture = _picture(value["image"], value["alternative"], value["caption"])
        return {"type": kind, "picture": picture}
    if kind == "paragraph":
        return {"type": kind, "html": clean(expand_db_html(value.source))}
    if kind == "list":
        return {"type": kind, "items": [clean(expand_db_html(item.source)) for item in value]}
    if kind == "heading":
        return {"type": kind, "text": one_line(str(value))}
    return {"type": kind, **{name: text_of(str(value[name] or "")) for name in value}}


def _picture(image: AbstractImage | None, alternative: str | None, caption: str | None) -> dict[str, str]:
    return {
        "file": image.get_file_hash() if image else "",
        "credit": one_line(image.credit) if image else "",
        "alternative": one_line(alternative or ""),
        "caption": one_line(caption or ""),
    }


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}
