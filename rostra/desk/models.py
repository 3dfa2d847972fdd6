"""What the desk keeps for each person."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from rostra.foundation.models import User


class SavedView(models.Model):
    """Filters and order of the list of products that one person keeps under a name."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=400, help_text="As in the address of the list, without its page.")

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="one_saved_view_per_name")]
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")

    def __str__(self) -> str:
        return self.name
