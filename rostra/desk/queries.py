"""Questions of the desk over several stages."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from datetime import time as daytime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import BigIntegerField, Case, Exists, F, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import get_language

from rostra.audience.queries import Span, first_day, total
from rostra.audience.rules import PRODUCT
from rostra.foundation import clock
from rostra.foundation.any_case import InOrder
from rostra.foundation.leases import Leased
from rostra.foundation.models import LedgerEntry, User
from rostra.foundation.text import interface_language, say
from rostra.network.models import Office
from rostra.products import states
from rostra.products.models import Kind, LanguageVersion, Product
from rostra.release import states as release_states
from rostra.release.channels.voice import voice
from rostra.release.models import Delivery, FrozenVersion, Obligation, Release, ReleaseQuerySet, Waiver, open_at
from rostra.release.queries import cells, was_taken_back
from rostra.release.rules import CELL_STATES

#: Stands for whoever acts when no person does: the clock, or a worker. No username has a colon.
SYSTEM = "system:"
#: What a list of releases says of each: its languages, and what its product is called.
WITH_HEADLINES = ("languages", "product__versions__language")
#: What the product list can be sorted by, either way.
ORDERS = ("headline", "slugline", "kind", "office", "occurred_at", "last_change")


def find_products(wanted: dict[str, Any], now: datetime) -> QuerySet[Product]:
    """Products that match filters.

    Args:
        wanted: any of q, kind, office, theme, state, missing (language), order.
    """
    found = Product.objects.select_related("kind", "office").prefetch_related("versions__language")
    if wanted.get("q"):
        found = found.filter(_saying(wanted["q"]))
    for name in ("kind", "office"):
        if wanted.get(name):
            found = found.filter(**{name: wanted[name]})
    if wanted.get("theme"):
        found = found.filter(themes=wanted["theme"])
    if wanted.get("missing"):
        begun = LanguageVersion.objects.filter(product=OuterRef("pk"), language=wanted["missing"])
        found = found.filter(required=wanted["missing"]).exclude(Exists(begun.exclude(state=states.PLANNED)))
    if wanted.get("state"):
        found = _in_state(found, wanted["state"], now)
    return _in_order(found, str(wanted.get("order") or "")).distinct()


def _in_order(found: QuerySet[Product], order: str) -> QuerySet[Product]:
    """Sorted as asked, the newest first if nothing known is asked; what has nothing to be sorted by comes last."""
    own = LanguageVersion.objects.filter(product=OuterRef("pk"))
    changed = own.order_by("-changed_at").values("changed_at")[:1]
    found = found.annotate(last_change=Coalesce(Subquery(changed), F("created_at")))
    key = order.lstrip("-")
    by = _sorted_by(key, own) if key in ORDERS else F("created_at")
    ascending = key in ORDERS and not order.startswith("-")
    return found.order_by(by.asc(nulls_last=True) if ascending else by.desc(nulls_last=True), "-pk")


def _sorted_by(key: str, own: QuerySet[LanguageVersion]) -> F | InOrder:
    """What one of `ORDERS` sorts by: names as the interface shows them. `own` are the versions of the product."""
    if key == "headline":  # as `most_telling` chooses it
        here = Case(When(language__django=get_language() or "", then=0), default=1)
        told = own.exclude(headline="").order_by(here, "language__order", "language__code")
        return InOrder(Subquery(told.values("headline")[:1]))
    return InOrder(_called(key)) if key in {"kind", "office"} else F(key)


def _called(field: str) -> Case:
    """What a product's kind or office is called where the interface speaks."""
    named = (Kind if field == "kind" else Office).objects.all()
    code = interface_language()
    names = [When(**{field: each.pk}, then=Value(say(each.name, code).text or each.slug)) for each in named]
    return Case(*names, default=Value(""), output_field=TextField())


def products_saying(words: str) -> QuerySet[Product]:
    """Products with these words in their slugline, a headline or a summary."""
    return Product.objects.filter(_saying(words))


def _saying(words: str) -> Q:
    told = Q(headline__icontains=words) | Q(summary__icontains=words)
    return Q(slugline__icontains=words) | Q(Exists(LanguageVersion.objects.filter(told, product=OuterRef("pk"))))


def _in_state(found: QuerySet[Product], state: str, now: datetime) -> QuerySet[Product]:
    """As the strip says it: what is withdrawn is not public, and what is public is not cleared and waiting."""
    standing = FrozenVersion.objects.filter(open_at(now, "release__"))
    if state == "public":
        return found.filter(Exists(standing.exclude(fate=FrozenVersion.Fate.WITHDRAWN).filter(product=OuterRef("pk"))))
    if state == "awaited":
        return found.filter(pk__in=_awaited(now).values("product"))
    if state == "ahead":
        return found.filter(Exists(Release.objects.ahead(now).filter(product=OuterRef("pk"))))
    versions = LanguageVersion.objects.filter(product=OuterRef("pk"), state=state)
    waiting = ~Exists(standing.filter(version=OuterRef("pk")))
    return found.filter(Exists(versions.filter(waiting) if state == states.CLEARED else versions))


def _awaited(now: datetime) -> QuerySet[LanguageVersion]:
    """Required versions that are neither told nor withdrawn nor waived, of products that are public in others."""
    standing = FrozenVersion.objects.filter(open_at(now, "release__"), product=OuterRef("product"))
    waived = Waiver.objects.in_force(now).filter(product=OuterRef("product"), language=OuterRef("language"))
    absent = LanguageVersion.objects.filter(released_at=None, product__required=F("language"))
    public = Exists(standing.exclude(fate=FrozenVersion.Fate.WITHDRAWN))
    return absent.filter(public, ~Exists(standing.filter(language=OuterRef("language"))), ~Exists(waived))


def awaited(now: datetime) -> tuple[int, bool]:
    """How many products are public while languages of theirs are awaited, and whether one of these is overdue."""
    rows = _awaited(now)
    return rows.values("product").distinct().count(), rows.filter(due_at__lte=now).exists()


def most_telling(versions: Iterable[LanguageVersion]) -> LanguageVersion | None:
    """The version whose headline stands for the product: in the language of the interface, else the first."""
    told = sorted((each for each in versions if each.headline), key=lambda v: (v.language.order, v.language.code))
    here = [each for each in told if each.language.django == get_language()]
    return next(iter([*here, *told]), None)


def awaiting_review(user: User) -> QuerySet[LanguageVersion]:
    """Versions in review in the languages of a person."""
    found = _with_headlines(LanguageVersion.objects.filter(state=states.IN_REVIEW))
    codes = [language.code for language in user.languages.all()]
    if codes and not user.is_superuser:
        found = found.filter(language__code__in=codes)
    return found.order_by("due_at", "changed_at")


def assigned_to(user: User) -> QuerySet[LanguageVersion]:
    """Versions that were given to a person, and are yet to be finished."""
    unfinished = LanguageVersion.objects.filter(assigned_to=user).exclude(state=states.CLEARED)
    return _with_headlines(unfinished).order_by("due_at", "pk")


def _with_headlines(found: QuerySet[LanguageVersion]) -> QuerySet[LanguageVersion]:
    return found.select_related("product", "language").prefetch_related("product__versions__language")


def upcoming(now: datetime) -> QuerySet[Release]:
    """Releases on their way, the next first; those that slipped are told of apart."""
    on_the_way = Release.objects.ahead(now).exclude(state=release_states.SLIPPED)
    return on_the_way.select_related("product").prefetch_related(*WITH_HEADLINES).order_by("instant", "pk")


def find_releases(wanted: dict[str, Any], now: datetime) -> ReleaseQuerySet:
    """Releases that match filters, the latest instant first unless it is asked for last.

    Args:
        wanted: any of q (words of the product), act, state (one of `standings`), order.
    """
    found: ReleaseQuerySet = Release.objects.select_related("product").prefetch_related(*WITH_HEADLINES)
    if wanted.get("q"):
        found = found.filter(product__in=products_saying(wanted["q"]))
    if wanted.get("act"):
        found = found.filter(act=wanted["act"])
    if wanted.get("state"):
        found = found.filter(standings(now)[wanted["state"]])
    return found.order_by("instant", "pk") if wanted.get("order") == "instant" else found.order_by("-instant", "-pk")


def standings(now: datetime) -> dict[str, Q]:
    """What makes a release stand where the desk says that it stands; each stands in one place."""
    free = Q(held_at=None, barred_at=None)
    out = free & Q(state=release_states.ARMED, instant__lte=now)
    over = Q(until__isnull=False, until__lte=now)
    before = Q(state__in=(release_states.PREPARED, release_states.SEALED))
    cancelled = Q(state=release_states.CANCELLED, barred_at=None)
    return {
        "ahead": free & (before | Q(state=release_states.ARMED, instant__gt=now)),
        "held": Q(held_at__isnull=False, barred_at=None) & ~cancelled,
        "slipped": free & Q(state=release_states.SLIPPED),
        "live": out & ~over,
        "superseded": out & over & ~Q(was_taken_back()),
        "withdrawn": out & over & Q(was_taken_back()),
        "barred": Q(barred_at__isnull=False),
        "cancelled": cancelled,
    }


def newest_releases(products: Iterable[Product]) -> dict[int, Release]:
    """The release that each of the products was given last, on its way or public, by product."""
    found = Release.objects.filter(product__in=list(products)).exclude(state=release_states.CANCELLED)
    return {release.product_id: release for release in found.order_by("pk")}


def public_addresses(release: Release) -> dict[str, str]:
    """Where the languages of a public release are read on headquarters' site, by code; none that has no page there."""
    speaker, product = voice(), release.product
    pages = release.pages.filter(site__function=Office.Function.HEADQUARTERS, status=200)
    return {
        code: address
        for code, path in pages.values_list("language__code", "path")
        # A page in place of a language that is not told stands elsewhere.
        if (address := speaker.page(code, product.kind.slug, product.slugline)) == f"{speaker.origin}{path}"
    }


def slipped() -> QuerySet[Release]:
    """Releases that missed their instant and wait for a person."""
    found = Release.objects.filter(state=release_states.SLIPPED).select_related("product")
    return found.prefetch_related(*WITH_HEADLINES).order_by("instant")


def holds(releases: Iterable[Release]) -> dict[int, LedgerEntry]:
    """By whom, when and why those of the releases that are held were held; a hold after a restore is nobody's."""
    held = [str(release.pk) for release in releases if release.held_at]
    found = LedgerEntry.objects.filter(verb="hold", noun="release.Release", subject__in=held).select_related("by")
    return {int(entry.subject): entry for entry in found}


def dead_deliveries() -> QuerySet[Delivery]:
    """Deliveries that were given up."""
    return Delivery.objects.filter(state=Leased.DEAD)


def open_obligations(now: datetime) -> QuerySet[Obligation]:
    """What corrections still ask for, but for what a release on its way answers."""
    answer = Release.objects.ahead(now).filter(
        product=OuterRef("version__product"), languages=OuterRef("version__language")
    )
    return Obligation.objects.filter(outcome=Obligation.Outcome.OPEN).exclude(Exists(answer))


def versions_to_check(product: Product | None = None) -> list[dict[str, Any]]:
    """Versions that corrections ask to be looked at, of one product or of all; the longest waiting first.

    Returns:
        For each `{version, obligation, corrections}`, the oldest correction first; whatever meets its obligation meets
        those of the others.
    """
    found = open_obligations(clock.now()).select_related("correction", "version__language", "version__product__kind")
    found = found.filter(version__product=product) if product else found
    asked: dict[int, list[Obligation]] = {}
    for each in found.prefetch_related("correction__languages", "version__product__versions__language").order_by(
        "correction__instant", "version__language__order"
    ):
        asked.setdefault(each.version_id, []).append(each)
    return [
        {"version": each[0].version, "obligation": each[0], "corrections": [one.correction for one in each]}
        for each in asked.values()
    ]


def parity(now: datetime, most: int = 500) -> tuple[list[str], list[dict[str, Any]], int]:
    """How many of the newest products are in which state in each language.

    Returns:
        The states that occur, in the order of `CELL_STATES`; for each language `{language, counts}` with a count a
        state; and how many products were looked at.
    """
    newest = list(Product.objects.order_by("-pk")[:most])
    by_language: dict[Any, Counter[str]] = {}
    for strip in cells(newest, now).values():
        for cell in strip:
            by_language.setdefault(cell.language, Counter())[cell.state] += 1
    states_met = [state for state in CELL_STATES if any(counts[state] for counts in by_language.values())]
    rows = [
        {"language": language, "counts": [counts[state] for state in states_met]}
        for language, counts in sorted(by_language.items(), key=lambda pair: (pair[0].order, pair[0].code))
    ]
    return states_met, rows, len(newest)


def deeds(wanted: dict[str, Any], zone: ZoneInfo) -> QuerySet[LedgerEntry]:
    """What was done, newest first.

    Args:
        wanted: any of product, by (a username, or `SYSTEM`), deed (a verb of the ledger), day.
        zone: in which the day is meant.
    """
    found = deeds_about(wanted["product"]) if wanted.get("product") else LedgerEntry.objects.all()
    if wanted.get("by"):
        found = found.filter(by=None) if wanted["by"] == SYSTEM else found.filter(by__username=wanted["by"])
    if wanted.get("deed"):
        found = found.filter(verb=wanted["deed"])
    if wanted.get("day"):
        start = datetime.combine(wanted["day"], daytime.min, tzinfo=zone)
        found = found.filter(at__gte=start, at__lt=start + timedelta(days=1))
    return found.select_related("by")


def deeds_about(product: Product) -> QuerySet[LedgerEntry]:
    """What was done to a product, its versions, its waivers, its releases and their deliveries, newest first."""
    itself = Product.objects.filter(pk=product.pk)
    nouns = (itself, product.versions.all(), product.waivers.all(), product.releases.all(), _tended(product))
    about = Q()
    for rows in nouns:
        subjects = [str(pk) for pk in rows.order_by().values_list("pk", flat=True)]
        about |= Q(noun=rows.model._meta.label, subject__in=subjects)
    return LedgerEntry.objects.filter(about).select_related("by")


def history(product: Product, now: datetime, most: int) -> list[dict[str, Any]]:
    """What was done to a product, and what the public met of it: `{at, entry}` or `{at, release}`, newest first."""
    done = [{"at": entry.at, "entry": entry} for entry in deeds_about(product)[:most]]
    gone = Release.objects.gone_live(now).filter(product=product).prefetch_related("languages")
    live = [{"at": release.instant, "release": release} for release in gone.order_by("-instant")[:most]]
    return sorted([*live, *done], key=lambda row: row["at"], reverse=True)[:most]


def _tended(product: Product) -> QuerySet[Delivery]:
    """The few of a product's deliveries, of thousands, to which anybody did anything."""
    done = LedgerEntry.objects.filter(noun=Delivery._meta.label).order_by()
    return Delivery.objects.filter(release__product=product, pk__in=done.values(key=Cast("subject", BigIntegerField())))


def readers(slugline: str) -> dict[str, int]:
    """How often a product was read so far in each language, in visitor-days; empty where nothing was counted."""
    first = first_day()
    if first is None:
        return {}
    span = Span(first, max(first, clock.now().date()))
    counted = total(span, by=["language"], page=PRODUCT, slugline=slugline)
    return {row["language"]: row["visitor_days"] for row in counted}
