"""Kinds of product, products, and their language versions: the working copies, never public."""

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail.models import LockableMixin, RevisionMixin

from rostra.foundation.models import Language, User
from rostra.foundation.text import WordsField, in_interface_language
from rostra.mandates.models import Mandate, Theme
from rostra.media.models import Picture
from rostra.network.models import Office
from rostra.products import states
from rostra.products.blocks import BodyBlock

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


#: What stands in addresses where the slug of a kind would; a test compares it with the addresses.
RESERVED = frozenset({"about", "centres", "documents", "feed", "search", "themes"})


def not_reserved(slug: str) -> None:
    """Refuse a slug whose addresses are taken."""
    if slug in RESERVED:
        raise ValidationError(_("The sites' own pages stand at this address; choose another slug."))


class Kind(models.Model):
    """A kind of product, with the policy by which its languages are released."""

    class Policy(models.TextChoices):
        """How the languages of a product go out."""

        TOGETHER = "together", _("together: all required languages, or none")
        JOIN = "join", _("first, then join: named languages now, the others by a deadline")

    slug = models.SlugField(_("slug"), unique=True, validators=[not_reserved])
    name = WordsField(_("name"))
    plural = WordsField(_("name of a list of them"))
    policy = models.CharField(_("release policy"), max_length=8, choices=Policy.choices, default=Policy.TOGETHER)
    join_hours = models.PositiveSmallIntegerField(
        _("hours to join"), default=24, help_text=_("How long after the first release the other languages may take.")
    )
    series = models.CharField(
        _("series"), max_length=20, blank=True, help_text=_("Numbered on release under this prefix, if any.")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        ordering = ["order", "slug"]
        verbose_name = _("kind of product")
        verbose_name_plural = _("kinds of product")

    def __str__(self) -> str:
        return in_interface_language(self.name) or self.slug


class Product(models.Model):
    """One thing to tell, in as many languages as it needs."""

    slugline = models.SlugField(
        _("slugline"),
        max_length=120,
        unique=True,
        help_text=_("The editor's handle and the address; fixed at the first release."),
    )
    kind = models.ForeignKey(Kind, verbose_name=_("kind"), on_delete=models.PROTECT, related_name="products")
    office = models.ForeignKey(Office, verbose_name=_("office"), on_delete=models.PROTECT, related_name="products")
    required = models.ManyToManyField(Language, verbose_name=_("required languages"), blank=True, related_name="+")
    occurred_at = models.DateTimeField(
        _("happened at"),
        null=True,
        blank=True,
        help_text=_("When what it tells took place; speed is counted from here."),
    )
    themes = models.ManyToManyField(Theme, verbose_name=_("themes"), blank=True, related_name="products")
    mandates = models.ManyToManyField(Mandate, verbose_name=_("mandates"), blank=True, related_name="products")
    picture = models.ForeignKey(
        Picture,
        verbose_name=_("main picture"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="products",
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    created_by = models.ForeignKey(
        User, verbose_name=_("created by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    #: Written by `release`: the running number in the kind's series, given at arming.
    serial = models.PositiveIntegerField(_("serial number"), null=True, blank=True, editable=False)
    #: Written by `release`: since when slugline and kind, its address, are fixed; a withdrawal frees neither.
    addressed_at = models.DateTimeField(_("address fixed at"), null=True, blank=True, editable=False)

    if TYPE_CHECKING:
        versions: RelatedManager["LanguageVersion"]

    class Meta:
        ordering = ["-created_at", "-pk"]
        permissions: ClassVar = [("load_product", "Can load products from a file")]
        verbose_name = _("product")
        verbose_name_plural = _("products")

    def __str__(self) -> str:
        return self.slugline

    def plan_required(self) -> None:
        """Plan a version in each required language that has none; saved one by one, so that its references count."""
        for language in self.required.exclude(pk__in=self.versions.values("language")):
            LanguageVersion.objects.create(product=self, language=language)


class VersionQuerySet(models.QuerySet["LanguageVersion"]):
    """Language versions, spoken of in the trade's words."""

    def in_language(self, code: str) -> Self:
        """Those in one language."""
        return self.filter(language__code=code)

    def cleared(self) -> Self:
        """Those that an editor has cleared for release."""
        return self.filter(state=states.CLEARED)


class LanguageVersion(LockableMixin, RevisionMixin, models.Model):
    """A product in one language: the working copy. The public reads only what a release froze from it."""

    STATES: ClassVar = [
        (states.PLANNED, _("planned")),
        (states.DRAFTING, _("drafting")),
        (states.IN_REVIEW, _("in review")),
        (states.CLEARED, _("cleared")),
    ]

    product = models.ForeignKey(Product, verbose_name=_("product"), on_delete=models.CASCADE, related_name="versions")
    language = models.ForeignKey(
        Language, verbose_name=_("language"), on_delete=models.PROTECT, related_name="versions"
    )
    state = models.CharField(_("state"), max_length=10, choices=STATES, default=states.PLANNED)
    headline = models.CharField(_("headline"), max_length=300, blank=True)
    summary = models.TextField(_("summary"), blank=True)
    byline = models.CharField(_("byline"), max_length=200, blank=True)
    dateline = models.CharField(_("dateline"), max_length=120, blank=True)
    picture_caption = models.CharField(_("caption of the main picture"), max_length=500, blank=True)
    picture_alternative = models.CharField(_("alternative text of the main picture"), max_length=500, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("body"), blank=True, use_json_field=True)
    due_at = models.DateTimeField(_("due at"), null=True, blank=True)
    assigned_to = models.ForeignKey(
        User, verbose_name=_("given to"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_from = models.ForeignKey(
        "self", verbose_name=_("made from"), null=True, blank=True, on_delete=models.SET_NULL, related_name="made_of_it"
    )
    made_from_hash = models.CharField(_("hash of the source it was made from"), max_length=64, blank=True)
    approved_hash = models.CharField(_("hash when last cleared"), max_length=64, blank=True)
    cleared_by = models.ForeignKey(
        User, verbose_name=_("cleared by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    cleared_at = models.DateTimeField(_("cleared at"), null=True, blank=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)
    #: Written by `release`: locked since, by a sealed release that is not live yet.
    sealed_at = models.DateTimeField(_("sealed at"), null=True, blank=True, editable=False)
    #: Written by `release` when it goes live: the canonical text that the public reads, and since when.
    released_hash = models.CharField(_("hash of what was released"), max_length=64, blank=True, editable=False)
    released_at = models.DateTimeField(_("released at"), null=True, blank=True, editable=False)

    _revisions = GenericRelation(
        "wagtailcore.Revision",
        content_type_field="content_type",
        object_id_field="object_id",
        related_query_name="language_version",
        for_concrete_model=False,
    )
    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["product", "language__order"]
        constraints = [models.UniqueConstraint(fields=["product", "language"], name="one_version_per_language")]
        # In an archive nearly every version is public; what is not is looked for on every first screen.
        indexes = [models.Index(fields=["product"], condition=models.Q(released_at=None), name="versions_not_public")]
        permissions: ClassVar = [("clear_languageversion", "Can clear versions for release")]
        verbose_name = _("language version")
        verbose_name_plural = _("language versions")

    def __str__(self) -> str:
        return f"{self.product.slugline} [{self.language.code}]"

    @property
    def revisions(self) -> Any:
        """Wagtail's revisions of this version."""
        return self._revisions


class UnchangedMeaning(models.Model):
    """An editor's word that a change of a source did not change its meaning, so that nothing made of it is stale."""

    version = models.ForeignKey(LanguageVersion, on_delete=models.CASCADE, related_name="unchanged_meanings")
    before = models.CharField(max_length=64)
    after = models.CharField(max_length=64)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("unchanged meaning")
        verbose_name_plural = _("unchanged meanings")

    def __str__(self) -> str:
        return f"{self.version}: {self.before[:8]} = {self.after[:8]}"
