"""Pure decisions about releases: values in, verdicts out."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

#: Arming is done at least this long before the instant, so that every process has loaded the release.
LEAD = timedelta(seconds=2)
#: Sealed releases are armed so long before their instant; until then they can still be changed freely.
ARMING_WINDOW = timedelta(seconds=60)
#: A release not armed in time moves on by itself for so long; after that a person must decide.
SLIP_GRACE = timedelta(minutes=15)
#: A hold that comes later than this before the instant could be seen by one process and not by another.
HOLD_MARGIN = timedelta(milliseconds=750)

NOT_REQUIRED, WAIVED, MISSING, DRAFTING, IN_REVIEW, CLEARED, ARMED, RELEASED, STALE, UNDER_CHECK, WITHDRAWN = (
    "not_required",
    "waived",
    "missing",
    "drafting",
    "in_review",
    "cleared",
    "armed",
    "released",
    "stale",
    "under_check",
    "withdrawn",
)
CELL_STATES = (
    NOT_REQUIRED, WAIVED, MISSING, DRAFTING, IN_REVIEW, CLEARED, ARMED, RELEASED, STALE, UNDER_CHECK, WITHDRAWN,
)  # fmt: skip


@dataclass(frozen=True)
class LanguageFacts:
    """All that decides about one language of one product.

    Attributes:
        language: its code.
        required: whether the product must have it.
        work: state of the working copy: planned, drafting, in_review, cleared; empty where there is none.
        stale: whether what it was made from has changed since in meaning.
        waived: the reason of a waiver in force, else empty.
        public: fate in the present public state, else empty.
        ahead: whether an armed release carries it, which opens by the clock.
    """

    language: str
    required: bool = False
    work: str = ""
    stale: bool = False
    waived: str = ""
    public: str = ""
    ahead: bool = False

    @property
    def is_public(self) -> bool:
        """Whether the public can read it now: a tombstone is no text."""
        return self.public not in {"", WITHDRAWN}


def cell(facts: LanguageFacts) -> str:
    """What the strip shows for one language."""
    by_public = {"withdrawn": WITHDRAWN, "under_check": UNDER_CHECK}
    if facts.public in by_public and not facts.ahead:
        return by_public[facts.public]
    if facts.ahead:
        return ARMED
    if facts.stale and (facts.public or facts.work in {DRAFTING, IN_REVIEW, CLEARED}):
        return STALE
    if facts.public:
        return RELEASED
    if facts.work == CLEARED:
        return CLEARED
    if facts.waived:
        return WAIVED
    if facts.work in {DRAFTING, IN_REVIEW}:
        return facts.work
    return MISSING if facts.required else NOT_REQUIRED


@dataclass(frozen=True)
class Obstacle:
    """One thing that stands in the way of a release. `language` is empty where it concerns the whole."""

    code: str
    language: str = ""
    detail: Mapping[str, str] = field(default_factory=dict)


def obstacles(
    facts: Iterable[LanguageFacts], *, wanted: Collection[str], together: bool, busy: bool = False, held: bool = False
) -> list[Obstacle]:
    """Everything that stands in the way, not only the first thing.

    Args:
        facts: one entry per language concerned.
        wanted: the languages to go out in this release.
        together: whether all required languages must be public after it.
        busy: whether another release of the product is on its way.
        held: whether the whole instance is held.
    """
    found = [Obstacle("held")] if held else []
    found += [Obstacle("busy")] if busy else []
    found += [] if wanted else [Obstacle("nothing_cleared")]
    facts = list(facts)
    found += [Obstacle("unknown", code) for code in wanted if code not in {each.language for each in facts}]
    for each in facts:
        if each.language in wanted:
            found += _unready(each)
        elif together and each.required and not each.is_public and not each.waived:
            found.append(Obstacle("parity", each.language, {"work": each.work or "missing"}))
    return found


def _unready(facts: LanguageFacts) -> list[Obstacle]:
    if facts.is_public:
        return [Obstacle("public", facts.language)]
    if facts.work != CLEARED:
        return [Obstacle("parity", facts.language, {"work": facts.work or "missing"})]
    return [Obstacle("stale", facts.language)] if facts.stale else []


def offered_languages(facts: Iterable[LanguageFacts]) -> list[str]:
    """The languages that a release may take: cleared, and not to be read now."""
    return [each.language for each in facts if each.work == CLEARED and not each.is_public]


def waivable_languages(facts: Iterable[LanguageFacts]) -> list[str]:
    """The languages whose absence stands in the way: required, not to be read now, and not ready to go out."""
    missing = (each for each in facts if each.required and not each.is_public and not each.waived)
    return [each.language for each in missing if each.work != CLEARED or each.stale]


def default_languages(facts: Iterable[LanguageFacts]) -> list[str]:
    """The languages that a release takes when nobody names any: what was withdrawn comes back only by name."""
    return offered_languages(each for each in facts if not each.public)


def earliest_instant(now: datetime, *, pages: int) -> datetime:
    """The earliest instant for a release of so many pages: time to seal them, and the lead; a whole second."""
    wanted = now + LEAD + timedelta(seconds=1 + pages * 0.03)
    return wanted.replace(microsecond=0) + timedelta(seconds=1)


def join_deadline(instant: datetime, *, hours: int) -> datetime:
    """Until when the languages are awaited that join a product which first went out at this instant."""
    return instant + timedelta(hours=hours)


def may_still_change(now: datetime, instant: datetime | None, *, armed: bool) -> bool:
    """Whether a release may be rescheduled or cancelled: not inside the lead once it is armed, and never when live."""
    return instant is None or not armed or instant - now > LEAD


def rest_after_fault(now: datetime, instant: datetime) -> timedelta:
    """How long to rest before a release is tried again that could not be sealed: the less, the nearer its instant."""
    return min(max((instant - now) / 20, timedelta(seconds=1)), timedelta(minutes=10))


def slips(now: datetime, instant: datetime) -> bool:
    """Whether it is too late to arm for this instant."""
    return instant - now < LEAD


def overtaken(instant: datetime, later: Iterable[datetime], now: datetime) -> bool:
    """Whether a newer release of the same thing is public already, so that this message must not be sent."""
    return any(instant < other <= now for other in later)
