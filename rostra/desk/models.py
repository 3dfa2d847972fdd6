"""What the desk keeps for each person."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from rostra.foundation.models import User

#: Characters of a view's name, and of its filters.
LONGEST_NAME, LONGEST_QUERY = 60, 400


class SavedView(models.Model):
    """Filters and order of the list of products that one person keeps under a name."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    query = models.CharField(max_length=LONGEST_QUERY, help_text="As in the address of the list, without its page.")

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="one_saved_view_per_name")]
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")

    def __str__(self) -> str:
        return self.name
