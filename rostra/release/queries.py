"""Questions about releases that several doors ask."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, Max, OuterRef

from rostra.foundation.models import Language
from rostra.products.models import LanguageVersion, Product, UnchangedMeaning
from rostra.products.rules import is_stale
from rostra.release import rules, states
from rostra.release.models import FrozenVersion, Obligation, Release, Valve, Waiver, open_at


@dataclass(frozen=True)
class Cell:
    """One cell of the strip: a language, its state (`rules.CELL_STATES`), and a word on why."""

    language: Language
    state: str
    why: str = ""


def latest_armed(product: Product) -> Release | None:
    """The release that the next one must follow: the armed one with the latest instant."""
    return product.releases.filter(state=states.ARMED).order_by("-instant", "-pk").first()


def ahead(product: Product, now: datetime) -> Release | None:
    """The release of this product that is on its way, if any; there is at most one."""
    return Release.objects.ahead(now).filter(product=product).order_by("-pk").first()


def told(product: Product, *, barred: bool = False) -> list[str]:
    """The languages that the next release finds told: not those withdrawn, and of what is barred none unless asked."""
    before = latest_armed(product)
    if before is None or (before.barred_at and not barred):
        return []
    rows = before.frozen.exclude(fate=FrozenVersion.Fate.WITHDRAWN)
    return list(rows.values_list("language__code", flat=True))


def barred(product: Product, now: datetime) -> Release | None:
    """The release that would be the product's public state, had a restore not found that it was withdrawn."""
    last = Release.objects.gone_live(now).filter(product=product).order_by("-instant", "-pk").first()
    return last if last and last.barred_at else None


def present(product: Product, now: datetime) -> Release | None:
    """The release that is the product's public state now."""
    return Release.objects.filter(open_at(now), product=product).first()


def was_taken_back() -> Exists:
    """Of a release: whether the one that took its place is a withdrawal that leaves nothing to be read."""
    successors = Release.objects.filter(follows=OuterRef("pk"), state=states.ARMED, act=Release.Act.WITHDRAWAL)
    told = FrozenVersion.objects.filter(release=OuterRef("pk")).exclude(fate=FrozenVersion.Fate.WITHDRAWN)
    return Exists(successors.exclude(Exists(told)))


def answers_obligations(product: Product, codes: Iterable[str]) -> bool:
    """Whether a correction of these languages only answers earlier ones: each of them has an obligation open."""
    open_ones = Obligation.objects.filter(version__product=product, outcome=Obligation.Outcome.OPEN)
    return set(codes) <= set(open_ones.values_list("version__language__code", flat=True))


def next_serial(product: Product) -> int | None:
    """The number that the product has or gets in its kind's series if it is armed now; None where there is none."""
    if not product.kind.series:
        return None
    if product.serial:
        return product.serial
    series = Product.objects.filter(kind__series=product.kind.series)
    return (series.aggregate(last=Max("serial"))["last"] or 0) + 1


def facts(products: Iterable[Product], now: datetime) -> dict[int, list[rules.LanguageFacts]]:
    """For each product, what decides about each language: official ones, required ones, and those it has."""
    products = list(products)
    ids = [product.pk for product in products]
    versions, stale = _versions(ids)
    public = _by_language(FrozenVersion.objects.filter(open_at(now, "release__"), product__in=ids), "fate")
    waived = _by_language(Waiver.objects.in_force(now).filter(product__in=ids).order_by("at"), "reason")
    coming = _ahead_languages(ids, now)
    required = _required(ids)
    languages = list(Language.objects.all())
    return {
        pk: [
            rules.LanguageFacts(
                language.code,
                required=language.pk in required[pk],
                work=versions.get((pk, language.pk), ""),
                stale=(pk, language.pk) in stale,
                waived=waived.get((pk, language.pk), ""),
                public=public.get((pk, language.pk), ""),
                ahead=(pk, language.pk) in coming,
            )
            for language in languages
            if language.official or language.pk in required[pk] or (pk, language.pk) in versions
        ]
        for pk in ids
    }


def cells(products: Iterable[Product], now: datetime) -> dict[int, list[Cell]]:
    """For each product, the strip: one cell per language, always in the same order."""
    by_code = {language.code: language for language in Language.objects.all()}
    return {
        pk: [_cell(by_code[each.language], each) for each in each_facts]
        for pk, each_facts in facts(products, now).items()
    }


def _cell(language: Language, each: rules.LanguageFacts) -> Cell:
    state = rules.cell(each)
    return Cell(language, state, each.waived if state == rules.WAIVED else "")


def valve_is_shut() -> bool:
    """Whether the whole instance is held."""
    return Valve.objects.exclude(held_at=None).exists()


def _versions(ids: list[int]) -> tuple[dict[tuple[int, int], str], set[tuple[int, int]]]:
    rows = LanguageVersion.objects.filter(product__in=ids).select_related("made_from")
    unchanged: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for version_id, before, after in UnchangedMeaning.objects.filter(version__product__in=ids).values_list(
        "version", "before", "after"
    ):
        unchanged[version_id].append((before, after))
    work, stale = {}, set()
    for row in rows.defer("body"):
        key = (row.product_id, row.language_id)
        work[key] = row.state
        source = row.made_from
        if source and is_stale(row.made_from_hash, source.approved_hash, unchanged[source.pk]):
            stale.add(key)
    return work, stale


def _by_language(rows: "Iterable[FrozenVersion] | Iterable[Waiver]", value: str) -> dict[tuple[int, int], str]:
    return {(row.product_id, row.language_id): getattr(row, value) for row in rows}


def _ahead_languages(ids: list[int], now: datetime) -> set[tuple[int, int]]:
    on_the_way = Release.objects.ahead(now).filter(product__in=ids, state=states.ARMED, held_at=None)
    pairs = on_the_way.values_list("product", "languages")
    return {(product, language) for product, language in pairs if language is not None}


def _required(ids: list[int]) -> dict[int, set[int]]:
    required: dict[int, set[int]] = defaultdict(set)
    through = Product.required.through.objects.filter(product__in=ids)
    for product_id, language_id in through.values_list("product", "language"):
        required[product_id].add(language_id)
    return required
