"""Languages, offices, kinds, people and products for tests, made straight in the state that a test needs."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from rostra.foundation import clock
from rostra.foundation.models import Language, User
from rostra.mandates.models import Mandate, Theme
from rostra.network.models import Host, Office
from rostra.products import states
from rostra.products.content import content_hash
from rostra.products.models import Kind, LanguageVersion, Product

#: code: (bcp47, django, endonym, direction, script)
LANGUAGES = {
    "ar": ("ar", "ar", "العربية", "rtl", "Arab"),
    "zh": ("zh-Hans", "zh-hans", "中文", "ltr", "Hans"),
    "en": ("en", "en", "English", "ltr", "Latn"),
    "fr": ("fr", "fr", "Français", "ltr", "Latn"),
    "ru": ("ru", "ru", "Русский", "ltr", "Cyrl"),
    "es": ("es", "es", "Español", "ltr", "Latn"),
}
ALL = tuple(LANGUAGES)

#: code: (headline, summary, paragraph)
TEXTS = {
    "ar": (
        "وصول المياه النظيفة إلى القرى الجبلية",
        "أنهت الفرق مدّ شبكة جديدة تخدم اثنتي عشرة قرية قبل حلول الشتاء.",
        "قال المهندسون إن <b>أربعة آلاف</b> شخص يستطيعون الآن شرب مياه مأمونة من صنبور قريب.",
    ),
    "zh": (
        "清洁用水送达山区村庄",
        "施工队赶在入冬之前完成了为十二个村庄供水的新管网。",
        "工程师说，现在有<b>四千</b>人可以从附近的水龙头喝到安全的水。",
    ),
    "en": (
        "Clean water reaches the mountain villages",
        "Crews finished a new network that serves twelve villages before winter.",
        "Engineers say that <b>four thousand</b> people can now drink safe water from a tap nearby.",
    ),
    "fr": (
        "L'eau potable arrive dans les villages de montagne",
        "Les équipes ont achevé avant l'hiver un nouveau réseau qui dessert douze villages.",
        "Selon les ingénieurs, <b>quatre mille</b> personnes peuvent désormais boire une eau saine au robinet.",
    ),
    "ru": (
        "Чистая вода пришла в горные сёла",
        "Бригады до зимы закончили новую сеть, которая снабжает двенадцать сёл.",
        "По словам инженеров, <b>четыре тысячи</b> человек теперь могут пить безопасную воду из ближайшего крана.",
    ),
    "es": (
        "El agua potable llega a las aldeas de montaña",
        "Las cuadrillas terminaron antes del invierno una red nueva que sirve a doce aldeas.",
        "Los ingenieros dicen que <b>cuatro mil</b> personas ya pueden beber agua segura de un grifo cercano.",
    ),
}


def languages(codes: Sequence[str] = ALL) -> dict[str, Language]:
    """The languages with these codes, official, in the usual order; made if they are not there."""
    found = {}
    for order, code in enumerate(LANGUAGES):
        if code in codes:
            bcp47, django, endonym, direction, script = LANGUAGES[code]
            values = {"bcp47": bcp47, "django": django, "endonym": endonym, "direction": direction, "script": script}
            found[code], _ = Language.objects.get_or_create(
                code=code, defaults={**values, "official": True, "order": order}
            )
    return found


def office(slug: str = "hq", *, host: str = "", codes: Sequence[str] = ALL, **values: Any) -> Office:
    """An office with a site; `hq` is headquarters. A host name makes it answer there."""
    values.setdefault("name", {"en": slug.replace("-", " ").title(), "ar": "المكتب", "zh": "办事处"})
    values.setdefault("function", "headquarters" if slug == "hq" else "centre")
    made, new = Office.objects.get_or_create(slug=slug, defaults=values)
    if new:
        made.languages.set(languages(codes).values())
    if host:
        Host.objects.get_or_create(name=host, defaults={"office": made})
    return made


def kind(slug: str = "story", **values: Any) -> Kind:
    """A kind of product; `story` goes out in all required languages together."""
    names = {"en": "Story", "ar": "قصة", "zh": "报道", "fr": "Article", "ru": "Статья", "es": "Reportaje"}
    values.setdefault("name", names)
    values.setdefault("plural", {**names, "en": "Stories"})
    return Kind.objects.get_or_create(slug=slug, defaults=values)[0]


def theme(slug: str = "water", **values: Any) -> Theme:
    """A priority theme."""
    values.setdefault("name", {"en": slug.title(), "ar": "الماء", "zh": "水", "fr": "Eau", "ru": "Вода", "es": "Agua"})
    return Theme.objects.get_or_create(slug=slug, defaults=values)[0]


def mandate(symbol: str = "A/RES/74/270", **values: Any) -> Mandate:
    """A mandate by its symbol."""
    values.setdefault("title", {"en": "A resolution"})
    values.setdefault("adopted_on", date(2020, 4, 2))
    return Mandate.objects.get_or_create(symbol=symbol, defaults=values)[0]


def operator() -> User:
    """The person who may do everything."""
    found = User.objects.filter(username="operator").first()
    return found or User.objects.create_superuser("operator", "operator@example.org", "operator")


def text(code: str) -> dict[str, Any]:
    """A short real text in a language, as fields of a version; body as StreamField keeps it."""
    headline, summary, paragraph = TEXTS.get(code, TEXTS["en"])
    return {"headline": headline, "summary": summary, "body": [{"type": "paragraph", "value": paragraph}]}


def version(product: Product, code: str, *, state: str = states.DRAFTING, **values: Any) -> LanguageVersion:
    """A version in a language with a real text, in any state."""
    fields = {**text(code), **values}
    made = LanguageVersion.objects.create(product=product, language=languages([code])[code], state=state, **fields)
    if state == states.CLEARED:
        made.approved_hash, made.cleared_by, made.cleared_at = content_hash(made), operator(), clock.now()
        made.save(update_fields=["approved_hash", "cleared_by", "cleared_at"])
    return made


def planned_product(slugline: str = "clean-water", *, required: Sequence[str] = ALL, **values: Any) -> Product:
    """A product that nobody has begun to write."""
    values.setdefault("kind", kind())
    values.setdefault("office", office())
    values.setdefault("created_by", operator())
    themes = values.pop("themes", [])
    made = Product.objects.create(slugline=slugline, **values)
    made.required.set(languages(required).values())
    made.themes.set(themes)
    return made


def cleared_product(
    slugline: str = "clean-water",
    languages: Sequence[str] = ALL,
    *,
    required: Sequence[str] | None = None,
    **values: Any,
) -> Product:
    """A product cleared in these languages, all of them required unless said otherwise."""
    made = planned_product(slugline, required=languages if required is None else required, **values)
    for code in languages:
        version(made, code, state=states.CLEARED)
    return made
