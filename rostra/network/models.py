"""Regions, offices and centres with their hosts, and the people in them."""

from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from rostra.foundation.models import Language, User
from rostra.foundation.text import WordsField, in_interface_language

#: As `Host` headers are compared: small letters, no port.
_is_host = RegexValidator(
    r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*\Z",
    _("A host name in small letters is expected, without scheme, port and path; other scripts in their xn-- form."),
)


class Region(models.Model):
    """A part of the world that groups offices."""

    slug = models.SlugField(_("slug"), unique=True)
    name = WordsField(_("name"))

    class Meta:
        ordering = ["slug"]
        verbose_name = _("region")
        verbose_name_plural = _("regions")

    def __str__(self) -> str:
        return in_interface_language(self.name) or self.slug


class OfficeQuerySet(models.QuerySet["Office"]):
    """Offices of the network."""

    def with_site(self) -> Self:
        """Those that speak to the public on a site of their own."""
        return self.filter(has_site=True)

    def headquarters(self) -> "Office | None":
        """The office whose site is the front door, if there is one yet."""
        return self.filter(function=Office.Function.HEADQUARTERS).first()


class Office(models.Model):
    """Headquarters, an information centre, a hub, or a service. Each with a site is a public voice."""

    class Function(models.TextChoices):
        """What the office is in the network."""

        HEADQUARTERS = "headquarters", _("headquarters")
        CENTRE = "centre", _("information centre")
        HUB = "hub", _("hub centre")
        SERVICE = "service", _("service")

    slug = models.SlugField(_("slug"), unique=True)
    name = WordsField(_("name"))
    function = models.CharField(_("function"), max_length=12, choices=Function.choices, default=Function.CENTRE)
    region = models.ForeignKey(
        Region, verbose_name=_("region"), null=True, blank=True, on_delete=models.PROTECT, related_name="offices"
    )
    hub = models.ForeignKey(
        "self", verbose_name=_("helped by hub"), null=True, blank=True, on_delete=models.SET_NULL, related_name="helps"
    )
    languages = models.ManyToManyField(Language, verbose_name=_("languages of its site"), related_name="+")
    has_site = models.BooleanField(_("has a public site"), default=True)
    place = WordsField(_("place"))
    about = WordsField(_("about this office"))
    address = WordsField(_("postal address"))
    email = models.EmailField(_("e-mail"), blank=True)
    telephone = models.CharField(_("telephone"), max_length=40, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=60, default="UTC")
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    objects = OfficeQuerySet.as_manager()

    class Meta:
        ordering = ["order", "slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["function"],
                condition=models.Q(function="headquarters"),
                name="one_headquarters",
                violation_error_message=_("There is a headquarters already, and there can be one only."),
            )
        ]
        verbose_name = _("office")
        verbose_name_plural = _("offices")

    def __str__(self) -> str:
        return in_interface_language(self.name) or self.slug


class Host(models.Model):
    """A host name that answers for an office. An office without one lives under headquarters' host."""

    class Purpose(models.TextChoices):
        """What is answered there."""

        SITE = "site", _("public site")
        SYMBOLS = "symbols", _("symbol resolver")

    name = models.CharField(_("host name"), max_length=253, unique=True, validators=[_is_host])
    office = models.ForeignKey(Office, verbose_name=_("office"), on_delete=models.CASCADE, related_name="hosts")
    purpose = models.CharField(_("purpose"), max_length=8, choices=Purpose.choices, default=Purpose.SITE)

    class Meta:
        ordering = ["name"]
        verbose_name = _("host")
        verbose_name_plural = _("hosts")

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """Somebody in an office, whether or not they log in."""

    name = models.CharField(_("name"), max_length=120)
    post = WordsField(_("post"))
    office = models.ForeignKey(Office, verbose_name=_("office"), on_delete=models.PROTECT, related_name="people")
    user = models.OneToOneField(
        User, verbose_name=_("login"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    email = models.EmailField(_("e-mail"), blank=True)
    telephone = models.CharField(_("telephone"), max_length=40, blank=True)
    public = models.BooleanField(_("named on the office's page"), default=False)

    class Meta:
        ordering = ["name"]
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.name
