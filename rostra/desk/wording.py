"""What the desk says: deeds in the ledger, buttons that say what they will do, and how far it reaches."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from rostra.foundation.models import Language, LedgerEntry
from rostra.foundation.text import isolated
from rostra.network.models import Office
from rostra.release.models import Release, Subscriber

#: Verbs of the ledger as a sentence goes on after a name.
DEEDS = {
    "plan": gettext_lazy("planned the product"),
    "load": gettext_lazy("loaded it from a file"),
    "describe": gettext_lazy("changed what it is about"),
    "begin": gettext_lazy("began the version"),
    "assign": gettext_lazy("gave the version out"),
    "edit": gettext_lazy("edited the version"),
    "submit": gettext_lazy("handed the version in for review"),
    "send_back": gettext_lazy("sent the version back"),
    "clear": gettext_lazy("cleared the version"),
    "waive": gettext_lazy("waived the language"),
    "lift waiver": gettext_lazy("lifted the waiver"),
    "prepare issue": gettext_lazy("scheduled the release"),
    "prepare join": gettext_lazy("scheduled languages to join"),
    "prepare correction": gettext_lazy("scheduled a correction"),
    "prepare withdrawal": gettext_lazy("scheduled the withdrawal"),
    "prepare checked": gettext_lazy("scheduled the end of the remark"),
    "find unaffected": gettext_lazy("found the version unaffected"),
    "seal": gettext_lazy("sealed the release"),
    "arm": gettext_lazy("armed the release"),
    "slip": gettext_lazy("let the release slip"),
    "hold": gettext_lazy("held the release"),
    "reschedule": gettext_lazy("gave the release another instant"),
    "cancel": gettext_lazy("cancelled the release"),
    "unseal": gettext_lazy("unsealed the version"),
    "resume": gettext_lazy("resumed releases and deliveries"),
    "retry": gettext_lazy("had the delivery tried again"),
    "notice restore": gettext_lazy("noticed a restored database and held everything"),
    "import akn": gettext_lazy("imported documents"),
    "restrict": gettext_lazy("said who may see the document"),
    "rebuild index": gettext_lazy("built the search index anew"),
    "ingest": gettext_lazy("counted an access log"),
    "forget": gettext_lazy("took an access log out of the figures"),
    "set target": gettext_lazy("set a target"),
    "withdraw target": gettext_lazy("took a target back"),
    "set baseline": gettext_lazy("set a baseline"),
    "annotate": gettext_lazy("wrote a note on a period"),
    "init": gettext_lazy("prepared the instance"),
    "load sample": gettext_lazy("loaded the sample"),
}
#: Ways out, by the name that the code gives them.
CHANNELS = {"web": gettext_lazy("site"), "feed": gettext_lazy("feed"), "push": gettext_lazy("push to a partner")}
#: What the public met at the instant of a release, by its act.
MET = {
    Release.Act.ISSUE: gettext_lazy("Became public:"),
    Release.Act.JOIN: gettext_lazy("Joined what is public:"),
    Release.Act.CORRECTION: gettext_lazy("Was corrected in public:"),
    Release.Act.WITHDRAWAL: gettext_lazy("Was withdrawn:"),
    Release.Act.CHECKED: gettext_lazy("Is no longer said to be under check:"),
}
_LANGUAGE = re.compile(r"\[([\w-]+)\]$")


def deed_words(entry: LedgerEntry) -> tuple[str, str, str]:
    """A deed, the code of the language that it was about, and its reason; the last two may be empty."""
    found = _LANGUAGE.search(entry.subject_name)
    code = found.group(1) if found else ""
    return str(DEEDS.get(entry.verb, entry.verb)), code, str(entry.details.get("reason", ""))


def release_phrases(most: int) -> dict[str, Any]:
    """What the button of a release says, by the number of languages from 0 to `most`.

    Returns:
        `now`: as soon as possible; `at`: with `{time}` in it. Each begins with what to do when no language is ticked.
        `blocked`: what is said instead while anything is in the way.
    """
    none = _("Tick at least one language")
    now, at = [none], [none]
    for count in range(1, most + 1):
        told = {"count": count}
        now.append(
            ngettext(
                "Release in %(count)s language as soon as possible",
                "Release in %(count)s languages as soon as possible",
                count,
            )
            % told
        )
        at.append(
            ngettext("Release in %(count)s language at {time}", "Release in %(count)s languages at {time}", count)
            % told
        )
    return {"now": now, "at": at, "blocked": _("Not yet: see what is in the way")}


def withdraw_phrases(most: int) -> dict[str, list[str]]:
    """What the button of a withdrawal says, by the number of languages."""
    now = [_("Tick at least one language")]
    now += [
        ngettext("Withdraw %(count)s language from everywhere", "Withdraw %(count)s languages from everywhere", count)
        % {"count": count}
        for count in range(1, most + 1)
    ]
    return {"now": now}


def reach(languages: Iterable[Language]) -> str:
    """Where a release will go, in a sentence: each language stands on the sites that speak it."""
    sites, partners = sites_by_language(), Subscriber.objects.filter(active=True).count()
    named = ", ".join(f"{isolated(each.endonym)} {sites[each.code]}" for each in languages)
    told = _("On the sites that speak it, and in their feeds: %(sites)s.") % {"sites": named}
    pushed = ngettext("It goes to %(count)s partner.", "It goes to up to %(count)s partners.", partners)
    return f"{told} {pushed % {'count': partners}}" if partners else told


def sites_by_language() -> Counter[str]:
    """How many sites speak each language, by its code."""
    return Counter(Office.objects.with_site().exclude(languages=None).values_list("languages__code", flat=True))
