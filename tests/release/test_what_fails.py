"""Whatever a receiver or a channel says when it fails, the row keeps it and waits for its next turn."""

from collections.abc import Iterable

import pytest
import time_machine

from rostra.foundation import announcements
from rostra.foundation import clock as rostra_clock
from rostra.foundation.models import Announcement
from rostra.release import jobs
from rostra.release.announcements import ReleaseLive
from rostra.release.channels import registry
from rostra.release.channels.registry import Outcome, Recipient
from rostra.release.models import Delivery
from rostra.release.public_state import PublicState
from rostra.release.worker import run_until_idle
from tests.factories.products import cleared_product
from tests.factories.release import live_release

pytestmark = pytest.mark.django_db(transaction=True)
Clock = time_machine.Traveller
#: What no database keeps, one or the other: the null character, and half of another.
UNKEEPABLE = "no\x00thing \ud83d"


class Failing:
    """A fake at the far edge: fails with a text that is none."""

    name = "failing"

    def recipients(self, state: PublicState) -> Iterable[Recipient]:
        """Every language."""
        return [Recipient("somebody", code) for code in state.tellings]

    def render(self, state: PublicState, language: str) -> bytes:
        """The language."""
        return language.encode()

    def send(self, delivery: Delivery, payload: bytes) -> Outcome:
        """Fail."""
        raise ValueError(UNKEEPABLE)


def _fail(news: ReleaseLive) -> None:
    raise ValueError(UNKEEPABLE)


def test_news_whose_receiver_fails(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(announcements, "_receivers", {"ReleaseLive": [("failing", _fail)]})
    live_release(cleared_product(languages=["en"]), clock)
    row = Announcement.objects.get()
    assert (row.state, row.attempts, row.last_error) == ("waiting", 1, "ValueError: nothing ?")
    assert row.due_at > rostra_clock.now()
    assert jobs.spread(rostra_clock.now(), worker="w") == 0


def test_a_delivery_whose_channel_fails(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_channels", {"failing": Failing()})
    live_release(cleared_product(languages=["en"]), clock)
    run_until_idle()
    row = Delivery.objects.get()
    assert (row.state, row.attempts, row.last_error) == ("waiting", 1, "error: ValueError: nothing ?")
    assert row.receipts.get().detail == "ValueError: nothing ?"
