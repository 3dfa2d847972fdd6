"""Obstacles in words, each with what to do next; public remarks by their names."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from rostra.foundation.models import Language
from rostra.release.rules import Obstacle


def notice_title(act: str) -> str:
    """What stands over a public remark (`public_state.Notice`), in the language that is active."""
    titles = {
        "correction": _("Correction"),
        "under_check": _("This text is being checked"),
        "withdrawal": _("Withdrawn"),
    }
    return titles.get(act, _("Notice"))


def sentence(obstacle: Obstacle, names: dict[str, str]) -> str:
    """One obstacle as a sentence. `names` maps language codes to what readers call them."""
    language = names.get(obstacle.language, obstacle.language)
    if obstacle.code == "parity":
        return _work(obstacle.detail["work"], language)
    if obstacle.code == "stale":
        return _("%(language)s was made from a text that has changed since.") % {"language": language}
    return {
        "public": _("%(language)s is public already; a change to it is a correction.") % {"language": language},
        "unknown": _("There is no version in this language: %(language)s.") % {"language": language},
        "held": _("All releases are held; somebody with the right must resume them."),
        "busy": _("A release of this product is on its way already; cancel or reschedule that one."),
        "nothing_cleared": _("No language is cleared and waiting to be released."),
    }[obstacle.code]


def _work(state: str, language: str) -> str:
    words = {
        "missing": _("%(language)s is required and missing."),
        "planned": _("%(language)s is required and only planned."),
        "drafting": _("%(language)s is required and still being drafted."),
        "in_review": _("%(language)s is required and still in review."),
        "cleared": _("%(language)s is required and cleared, but not part of this release."),
    }
    return words[state] % {"language": language}


def sentences(obstacles: Iterable[Obstacle]) -> list[str]:
    """All obstacles as sentences, languages by their own names."""
    names = dict(Language.objects.values_list("code", "endonym"))
    return [sentence(obstacle, names) for obstacle in obstacles]
