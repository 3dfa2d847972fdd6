"""The act of release, what it froze, where it stands, to whom it goes, and what came back."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rostra.foundation.gate import Audience, GatedQuerySet
from rostra.foundation.leases import Leased
from rostra.foundation.models import Language, User
from rostra.foundation.text import WordsField
from rostra.mandates.models import Theme
from rostra.media.models import Picture
from rostra.network.models import Office
from rostra.products.models import LanguageVersion, Product
from rostra.release import states
from rostra.release.outbox import DeliveryQuerySet

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


def open_at(now: datetime, prefix: str = "") -> Q:
    """The gate's condition on a release: armed, its instant come, neither held nor barred, and no later one there."""
    until = Q(**{f"{prefix}until": None}) | Q(**{f"{prefix}until__gt": now})
    shut = {f"{prefix}held_at": None, f"{prefix}barred_at": None}
    return until & Q(**{f"{prefix}state": states.ARMED, f"{prefix}instant__lte": now}, **shut)


class ReleaseQuerySet(GatedQuerySet):
    """Releases, spoken of in the trade's words."""

    def visible_to(self, audience: Audience, now: datetime) -> Self:
        """Releases that are the present state of their product; the same for every audience."""
        return self.filter(open_at(now))

    def gone_live(self, now: datetime) -> Self:
        """Releases whose instant has passed, superseded ones too."""
        return self.filter(state=states.ARMED, instant__lte=now, held_at=None)

    def ahead(self, now: datetime) -> Self:
        """Releases on their way: not live, not cancelled."""
        return self.exclude(state=states.CANCELLED).exclude(state=states.ARMED, instant__lte=now, held_at=None)


class Release(models.Model):
    """One act: languages of a product become public, are joined, corrected or withdrawn at one instant.

    Each release holds the whole public state of its product from its instant on, so that the newest
    one that is open is all that the public can see of it.
    """

    class Act(models.TextChoices):
        """What the release does."""

        ISSUE = "issue", _("issue")
        JOIN = "join", _("join")
        CORRECTION = "correction", _("correction")
        WITHDRAWAL = "withdrawal", _("withdrawal")
        CHECKED = "checked", _("found unaffected")

    STATES: ClassVar = [
        (states.PREPARED, _("prepared")),
        (states.SEALED, _("sealed")),
        (states.ARMED, _("armed")),
        (states.SLIPPED, _("slipped")),
        (states.CANCELLED, _("cancelled")),
    ]

    product = models.ForeignKey(Product, verbose_name=_("product"), on_delete=models.PROTECT, related_name="releases")
    act = models.CharField(_("act"), max_length=10, choices=Act.choices, default=Act.ISSUE)
    state = models.CharField(_("state"), max_length=10, choices=STATES, default=states.PREPARED)
    languages = models.ManyToManyField(Language, verbose_name=_("languages"), related_name="+")
    sites = models.ManyToManyField(Office, verbose_name=_("sites"), related_name="+")
    #: What its freshly frozen texts show; they stay, because the public has seen them from here.
    pictures = models.ManyToManyField(Picture, verbose_name=_("pictures"), related_name="+", editable=False)
    instant = models.DateTimeField(_("instant"), db_index=True)
    #: The instant of the release that takes this one's place; set when that one is armed.
    until = models.DateTimeField(_("until"), null=True, blank=True, db_index=True)
    follows = models.ForeignKey(
        "self", verbose_name=_("follows"), null=True, blank=True, on_delete=models.PROTECT, related_name="followers"
    )
    note = WordsField(_("public note"))
    #: channel -> language -> digest of the payload, made at sealing.
    payloads = models.JSONField(_("payloads"), default=dict, editable=False)
    #: Whether nobody named an instant: then a slip needs no explanation.
    as_soon_as_possible = models.BooleanField(_("as soon as possible"), default=False)
    #: Whether it asks every other language to be checked, as a correction does that is not the answer to another.
    asks = models.BooleanField(_("asks for a check"), default=False)
    made_by = models.ForeignKey(User, verbose_name=_("made by"), on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    sealed_at = models.DateTimeField(_("sealed at"), null=True, blank=True)
    armed_at = models.DateTimeField(_("armed at"), null=True, blank=True)
    held_at = models.DateTimeField(_("held at"), null=True, blank=True)
    #: Since when it is kept from the public: it was withdrawn, and a restored database has forgotten that.
    barred_at = models.DateTimeField(_("barred at"), null=True, blank=True)
    #: Why it could not be sealed when that was last tried, and when it is tried again.
    fault = models.TextField(_("fault"), blank=True, editable=False)
    retry_at = models.DateTimeField(_("tried again at"), null=True, blank=True, editable=False)
    slipped_from = models.DateTimeField(_("slipped from"), null=True, blank=True)
    #: The running number in the kind's series that the sealed pages show; arming refuses if another got it meanwhile.
    serial = models.PositiveIntegerField(_("serial number"), null=True, blank=True, editable=False)

    if TYPE_CHECKING:
        frozen: RelatedManager["FrozenVersion"]
        pages: RelatedManager["SealedPage"]
        deliveries: RelatedManager["Delivery"]
        obligations: RelatedManager["Obligation"]

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["-instant", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["follows"], condition=Q(state=states.ARMED), name="one_armed_release_follows_another"
            ),
            models.UniqueConstraint(
                fields=["product"], condition=Q(state=states.ARMED, follows=None), name="one_armed_first_release"
            ),
        ]
        permissions: ClassVar = [
            ("schedule_release", "Can schedule releases"),
            ("hold_release", "Can hold releases"),
            ("unseal_release", "Can unseal releases"),
            ("correct_release", "Can issue corrections"),
            ("withdraw_release", "Can withdraw releases"),
            ("waive_language", "Can waive a missing language"),
        ]
        verbose_name = _("release")
        verbose_name_plural = _("releases")

    def __str__(self) -> str:
        return f"{self.product.slugline} #{self.pk}"

    def is_live(self, now: datetime) -> bool:
        """Whether its instant has come and it may be read; also true once superseded."""
        return self.state == states.ARMED and not (self.held_at or self.barred_at) and self.instant <= now


class FrozenQuerySet(GatedQuerySet):
    """Frozen versions. What the public reads comes through `visible_to`."""

    def visible_to(self, audience: Audience, now: datetime) -> Self:
        """Versions of open releases that are not withdrawn."""
        return self.filter(open_at(now, "release__")).exclude(fate=FrozenVersion.Fate.WITHDRAWN)


class FrozenVersion(models.Model):
    """A language version as a release froze it: canonical JSON, addressed by its hash, never changed."""

    class Fate(models.TextChoices):
        """What the release does to this language."""

        RELEASED = "released", _("released")
        CARRIED = "carried", _("carried over")
        UNDER_CHECK = "under_check", _("being checked")
        WITHDRAWN = "withdrawn", _("withdrawn")

    release = models.ForeignKey(Release, verbose_name=_("release"), on_delete=models.PROTECT, related_name="frozen")
    version = models.ForeignKey(
        LanguageVersion, verbose_name=_("version"), on_delete=models.PROTECT, related_name="frozen"
    )
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="frozen")
    language = models.ForeignKey(Language, verbose_name=_("language"), on_delete=models.PROTECT, related_name="+")
    fate = models.CharField(_("fate"), max_length=12, choices=Fate.choices)
    digest = models.CharField(_("digest of the canonical text"), max_length=64)
    #: A copy of the approved hash of the working copy that was frozen.
    content_hash = models.CharField(max_length=64)
    #: This and the next three are repeated from the canonical text, so that lists and counts need not open it.
    headline = models.CharField(_("headline"), max_length=300)
    summary = models.TextField(_("summary"), blank=True)
    office = models.ForeignKey(Office, verbose_name=_("office"), on_delete=models.PROTECT, related_name="+")
    occurred_at = models.DateTimeField(_("happened at"), null=True, blank=True)
    #: [{act, at, text, language}], the newest first, in this language.
    notices = models.JSONField(_("notices"), default=list)
    first_released_at = models.DateTimeField(_("first released at"))
    #: When what is read came to be so: released, corrected, remarked on or withdrawn; a lifted remark leaves no trace.
    changed_at = models.DateTimeField(_("changed at"))
    #: When the public was last told anything of it, the lifting of a remark too: feeds and partners go by this.
    told_at = models.DateTimeField(_("told at"))

    objects = FrozenQuerySet.as_manager()

    class Meta:
        ordering = ["release", "language__order"]
        constraints = [models.UniqueConstraint(fields=["release", "language"], name="one_frozen_version_per_language")]
        verbose_name = _("frozen version")
        verbose_name_plural = _("frozen versions")

    def __str__(self) -> str:
        return f"{self.release} [{self.language.code}]"


class SealedPage(models.Model):
    """The manifest: an address on a site, and the digest of the bytes that a release puts there."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="pages")
    site = models.ForeignKey(
        Office, null=True, on_delete=models.PROTECT, related_name="+", help_text="None: on every site (media)."
    )
    language = models.ForeignKey(Language, null=True, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=300)
    digest = models.CharField(max_length=64)
    media_type = models.CharField(max_length=80)
    status = models.PositiveSmallIntegerField(default=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["release", "site", "path"], name="one_page_per_address"),
            models.UniqueConstraint(fields=["release", "path"], condition=Q(site=None), name="one_file_per_address"),
        ]
        #: Older pages are looked up by their address, see `website.manifest`.
        indexes = [models.Index(fields=["path"], name="page_by_path")]
        verbose_name = _("sealed page")
        verbose_name_plural = _("sealed pages")

    def __str__(self) -> str:
        return self.path


class WaiverQuerySet(models.QuerySet["Waiver"]):
    """Waivers of languages."""

    def in_force(self, now: datetime) -> Self:
        """Those that have not ended."""
        return self.filter(Q(until=None) | Q(until__gt=now))


class Waiver(models.Model):
    """A named person's word that a product may go out without a language, why, and until when."""

    product = models.ForeignKey(Product, verbose_name=_("product"), on_delete=models.CASCADE, related_name="waivers")
    language = models.ForeignKey(Language, verbose_name=_("language"), on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(User, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    until = models.DateTimeField(_("until"), null=True, blank=True)

    objects = WaiverQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        verbose_name = _("waiver")
        verbose_name_plural = _("waivers")

    def __str__(self) -> str:
        return f"{self.product} [{self.language.code}]"


class Obligation(models.Model):
    """What a correction asks of one released version: to be changed, or checked and found unaffected."""

    class Outcome(models.TextChoices):
        """How it was met, or that it was not."""

        OPEN = "open", _("open")
        CHANGED = "changed", _("changed")
        UNAFFECTED = "unaffected", _("checked and unaffected")

    correction = models.ForeignKey(
        Release, verbose_name=_("correction"), on_delete=models.PROTECT, related_name="obligations"
    )
    version = models.ForeignKey(
        LanguageVersion, verbose_name=_("version"), on_delete=models.PROTECT, related_name="obligations"
    )
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, default=Outcome.OPEN)
    by = models.ForeignKey(User, models.PROTECT, verbose_name=_("by"), null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("at"), null=True, blank=True)
    #: The release that met it: taken back before its instant, it has met nothing.
    met_by = models.ForeignKey(
        Release, verbose_name=_("met by"), null=True, blank=True, on_delete=models.PROTECT, related_name="answers"
    )

    class Meta:
        ordering = ["correction", "version__language__order"]
        constraints = [models.UniqueConstraint(fields=["correction", "version"], name="one_obligation_per_version")]
        verbose_name = _("obligation")
        verbose_name_plural = _("obligations")

    def __str__(self) -> str:
        return f"{self.correction}: {self.version}"


class Subscriber(models.Model):
    """Who receives releases by push: an endpoint, a secret, and what it wants."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    endpoint = models.URLField(_("endpoint"), help_text=_("An HTTPS address that takes ninjs."))
    secret = models.CharField(_("signing secret"), max_length=120, help_text=_("Standard Webhooks: whsec_ and base64."))
    languages = models.ManyToManyField(Language, verbose_name=_("languages"), blank=True, related_name="+")
    themes = models.ManyToManyField(Theme, verbose_name=_("themes"), blank=True, related_name="+")
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")

    def __str__(self) -> str:
        return self.name


class Delivery(Leased):
    """Release, language, channel, recipient: one thing that must reach one place, and its row in the queue."""

    release = models.ForeignKey(Release, verbose_name=_("release"), on_delete=models.PROTECT, related_name="deliveries")
    frozen = models.ForeignKey(
        FrozenVersion, verbose_name=_("version"), on_delete=models.PROTECT, related_name="deliveries"
    )
    channel = models.CharField(_("channel"), max_length=20)
    recipient = models.CharField(_("recipient"), max_length=140)
    subscriber = models.ForeignKey(
        Subscriber,
        verbose_name=_("subscriber"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="deliveries",
    )
    site = models.ForeignKey(
        Office, verbose_name=_("site"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    #: Stable over all attempts, so that a receiver can drop what it has: release:language:channel:recipient.
    key = models.CharField(_("idempotency key"), max_length=200, unique=True)
    payload = models.CharField(_("digest of the payload"), max_length=64, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        indexes = [models.Index(fields=["state", "due_at"]), models.Index(fields=["channel", "recipient"])]
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")

    def __str__(self) -> str:
        return self.key


class Receipt(models.Model):
    """What came back from one attempt. Also appended to the journal outside the database."""

    delivery = models.ForeignKey(
        Delivery, verbose_name=_("delivery"), on_delete=models.PROTECT, related_name="receipts"
    )
    at = models.DateTimeField(_("at"))
    accepted = models.BooleanField(_("accepted"))
    status = models.CharField(_("status"), max_length=40)
    detail = models.TextField(_("detail"), blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")

    def __str__(self) -> str:
        return f"{self.delivery}: {self.status}"


class Valve(models.Model):
    """The one row that stops the whole instance: nothing new goes live, or nothing is delivered."""

    #: Whose database this is: a restored one is known by it, a new one in the same folder is not taken for that.
    instance = models.UUIDField(default=uuid4, editable=False)
    #: Where its folder lies, as `mark.place` says; empty until the instance first runs.
    place = models.CharField(max_length=64, blank=True, editable=False)
    #: How far the instance had come (`mark.told`) when this database was last found to be an older one.
    mark = models.CharField(max_length=64, blank=True, editable=False)
    held_at = models.DateTimeField(_("releases held since"), null=True, blank=True)
    paused_at = models.DateTimeField(_("deliveries paused since"), null=True, blank=True)
    by = models.ForeignKey(User, verbose_name=_("by"), null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("valve")
        verbose_name_plural = _("valve")

    def __str__(self) -> str:
        return "valve"

    @property
    def why(self) -> str:
        """The reason: as a person gave it, or as the system says it in the language of the interface."""
        return self.reason if self.by_id or not self.reason else gettext(self.reason)

    @classmethod
    def read(cls) -> "Valve":
        """The row, made at first use."""
        return cls.objects.get_or_create(pk=1)[0]

    @classmethod
    def locked(cls) -> "Valve":
        """The row, locked until the transaction ends: arming and holding wait for each other."""
        cls.read()
        return cls.objects.select_for_update(of=("self",)).get(pk=1)
